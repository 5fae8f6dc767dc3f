/**
 * Everything on this phone that has no receipt, as one file of carried work: of everybody, without a PIN, and from the second copy when
 * the database does not open. All in it is sealed; nothing is changed here.
 */
import { base64url, type JWK } from 'jose';
import type { ProfileId } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import { carriedId, writeBundle } from '../sync/bundle.ts';
import { sealUnsigned } from '../sync/rescue.ts';
import type { Db, ProfileRow, RecordRow } from './db.ts';
import { copyOf, peopleIn } from './recovery.ts';
import { trustHeld } from './trust.ts';
import type { World } from './world.ts';

/** The file's text; undefined when nothing waits for a receipt. Problem `trust-list-invalid`: this phone never learned whom to seal it to. */
export async function rescueFile(db: Db, world: World): Promise<string | Problem | undefined> {
  const { envelopes, loose, sealKey } = await fromDatabase(db).catch(() => fromCopies(db));
  if (envelopes.length === 0 && loose.length === 0) return undefined;
  if (loose.length > 0 && !sealKey) return problem('trust-list-invalid', 'no sealing key');
  const jwes = [...envelopes];
  for (const { forServer, rows } of loose) {
    const lines = rows.map(({ seq, iv, bytes }) => ({ seq, iv: base64url.encode(iv), bytes: base64url.encode(bytes) }));
    jwes.push(...(await sealUnsigned(forServer, lines, sealKey!)));
  }
  const things = await Promise.all(jwes.map(async (jwe) => ({ id: await carriedId(jwe), jwe })));
  return writeBundle({ kind: 'work', made: new Date(world.now()).toISOString(), envelopes: things });
}

type Unsent = { readonly envelopes: readonly string[]; readonly loose: readonly Loose[]; readonly sealKey: JWK | undefined };
type Loose = { readonly forServer: string; readonly rows: readonly RecordRow[] };

async function fromDatabase(db: Db): Promise<Unsent> {
  const envelopes = await db.envelopes.toArray();
  const refused = new Set(envelopes.filter((each) => each.state === 'refused').map((each) => each.id));
  const loose: Loose[] = [];
  for (const profile of await db.profiles.toArray()) loose.push(...(await looseOf(db, profile, refused)));
  // One that holds no work only asks for news, and whoever reads the answer needs the PIN.
  const held = envelopes.filter((each) => each.state !== 'refused' && each.to > 0).map((each) => each.jwe);
  return { envelopes: held, loose, sealKey: (await trustHeld(db))?.list.server.seal[0] as JWK | undefined };
}

async function looseOf(db: Db, { id, forServer }: ProfileRow, refused: ReadonlySet<number>): Promise<readonly Loose[]> {
  const rows = await db.records.where('[profile+envelope]').anyOf([0, ...refused].map((envelope) => [id, envelope] as [ProfileId, number])).toArray();
  return rows.length === 0 ? [] : [{ forServer, rows: rows.toSorted((a, b) => a.seq - b.seq) }];
}

async function fromCopies(db: Db): Promise<Unsent> {
  const loose: Loose[] = [];
  let sealKey: JWK | undefined;
  for (const id of await peopleIn(db)) {
    const copy = await copyOf(db, id);
    if (copy && copy.rows.length > 0) loose.push({ forServer: copy.profile.forServer, rows: copy.rows });
    sealKey ??= copy?.sealKey;
  }
  return { envelopes: [], loose, sealKey };
}
