/** Envelopes of phones that this server does not know: a list restored from an old backup, say. Kept aside, up to a limit. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../store/files.ts';

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 2000;

/** Keeps envelopes in `data/unknown`, each once. When there is no room it keeps nothing: the phone still has it. */
export function keptAside(data: string): (jwe: string) => Promise<void> {
  const folder = join(data, 'unknown');
  let held: Map<string, number> | undefined;
  let last: Promise<void> = Promise.resolve();
  const keep = async (jwe: string) => {
    held ??= await sizesIn(folder);
    const name = `${createHash('sha256').update(jwe).digest('hex')}.jwe`;
    const bytes = [...held.values()].reduce((sum, size) => sum + size, 0);
    if (held.has(name) || held.size >= MOST_FILES || bytes + jwe.length > MOST_BYTES) return;
    await writeWhole(join(folder, name), jwe);
    held.set(name, jwe.length);
  };
  return (jwe) => {
    const mine = last.then(() => keep(jwe));
    last = mine.catch(() => {});
    return mine;
  };
}

async function sizesIn(folder: string): Promise<Map<string, number>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  return new Map(await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size] as const)));
}
