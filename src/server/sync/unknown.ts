/**
 * Envelopes of phones that this server does not know: it was brought back from a backup that is older than the phone, say, or a carrier
 * was faster than the enrolment. Kept aside, up to a limit, and taken in by themselves once the phone is known.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyId } from '../../core/ids.ts';
import { signerOf, unsealText } from '../../sync/envelope.ts';
import type { Deps } from '../deps.ts';
import { writeWhole } from '../store/files.ts';
import { opener } from './opening.ts';

export type Aside = {
  /** Keeps an envelope, each once. When there is no room it keeps nothing: the phone still has it. */
  readonly keep: (jwe: string) => Promise<void>;
  /** Takes in what can be opened now; with `kid` only what that key may have signed. Gives how many came in. Once is enough, and again does no harm. */
  readonly takeIn: (kid?: KeyId) => Promise<number>;
  /** Resolves when nothing that was asked is still being done. */
  readonly idle: () => Promise<void>;
};

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 2000;

/** Envelopes in `data/unknown`. */
export function keptAside(deps: Pick<Deps, 'data' | 'store' | 'keys' | 'ingest' | 'log'>): Aside {
  const folder = join(deps.data, 'unknown');
  const open = opener(deps);
  let held: Map<string, Held> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
  const keep = async (jwe: string) => {
    held ??= await heldIn(folder);
    const name = `${createHash('sha256').update(jwe).digest('hex')}.jwe`;
    const bytes = [...held.values()].reduce((sum, { size }) => sum + size, 0);
    if (held.has(name) || held.size >= MOST_FILES || bytes + jwe.length > MOST_BYTES) return;
    await writeWhole(join(folder, name), jwe);
    held.set(name, { size: jwe.length, kid: await signer(jwe, deps.keys) });
  };
  const takeIn = async (kid: KeyId | undefined) => {
    held ??= await heldIn(folder);
    let count = 0;
    for (const [name, { kid: by }] of held) {
      if (kid !== undefined && by !== undefined && by !== kid) continue;
      const jwe = await readFile(join(folder, name), 'utf8');
      const opening = await open(jwe);
      if (opening.kind === 'unknown-device') {
        held.set(name, { size: jwe.length, kid: await signer(jwe, deps.keys) });
        continue;
      }
      if (opening.kind === 'opened') {
        await deps.ingest(opening.opened);
        count++;
      } else deps.log.warn({ envelope: name }, 'kept aside for a phone that did not sign it');
      // Only now: whatever stops us before, the file is looked at again, and the same lines twice are kept once.
      await rm(join(folder, name), { force: true });
      held.delete(name);
    }
    return count;
  };
  return { keep: (jwe) => inTurn(() => keep(jwe)), takeIn: (kid) => inTurn(() => takeIn(kid)), idle: () => inTurn(async () => {}) };
}

/** `kid`: whose signature it claims to have; undefined while nobody looked, and for what has none. */
type Held = { readonly size: number; readonly kid: KeyId | undefined };

async function heldIn(folder: string): Promise<Map<string, Held>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jwe')).toSorted();
  return new Map(await Promise.all(names.map(async (name) => [name, { size: (await stat(join(folder, name))).size, kid: undefined }] as const)));
}

async function signer(jwe: string, keys: Deps['keys']): Promise<KeyId | undefined> {
  const jws = await unsealText(jwe, (kid) => keys.seal.get(kid));
  return jws === undefined ? undefined : signerOf(jws);
}
