/**
 * From the second copy back into the database: people whose rows are gone, and lines that a damaged database lost. Needs no PIN,
 * for everything stays sealed. What is put back lies in no envelope, so it is sent; the server knows lines that it holds already.
 */
import { base64url, type JWK } from 'jose';
import * as v from 'valibot';
import type { DeviceId, KeyId, ProfileId } from '../core/ids.ts';
import type { Db, MetaRow, ProfileRow, RecordRow, StateRow } from './db.ts';
import { readFrames } from './frames.ts';
import { turnsOf } from './journal-file.ts';
import { copiesFolder, folderOf, keptMark, noteKept, RESTORED, restoredUntold, type Restored } from './storage.ts';

/** Puts back everybody of the second copy who is not in the database; gives what was put back. */
export async function restorePeople(db: Db): Promise<Restored> {
  const restored = { people: 0, lines: 0 };
  const here = new Set(await db.profiles.toCollection().primaryKeys());
  for (const id of await peopleIn(db)) {
    const copy = here.has(id) ? undefined : await copyOf(db, id);
    if (!copy) continue;
    const { rows } = copy;
    await db.transaction('rw', [db.profiles, db.states, db.records, db.meta], async () => {
      await db.profiles.put({ ...copy.profile, ...copy.end, tries: 0, waitUntil: 0 });
      await db.states.bulkPut([...copy.states]);
      await db.records.bulkPut([...rows]);
      await db.meta.put(keptMark);
      await tellOf(db, { people: 1, lines: rows.length });
    });
    noteKept();
    restored.people += 1;
    restored.lines += rows.length;
  }
  return restored;
}

/**
 * Puts back the lines that a database, set back by damage, has no more; gives how many. Call it before anything is recorded. What was
 * recorded last and is not in the database alone is no damage: the battery was pulled between the two writes, and nobody has to be told.
 */
export async function restoreLines(db: Db, id: ProfileId): Promise<number> {
  return navigator.locks.request(`karvan-record-${id}`, async () => {
    const copy = await copyOf(db, id);
    if (!copy) return 0;
    const held = new Set((await db.records.where('[profile+seq]').between([id, 0], [id, Number.MAX_SAFE_INTEGER]).primaryKeys()).map(([, seq]) => seq));
    const rows = copy.rows.filter((row) => !held.has(row.seq));
    const { end } = copy;
    await db.transaction('rw', [db.profiles, db.records, db.meta], async () => {
      const row = await db.profiles.get(id);
      if (row && end.seq > row.seq) await db.profiles.update(id, end);
      if (rows.length === 0) return;
      await db.records.bulkPut([...rows]);
      if (rows.some(({ seq }) => seq < copy.last)) await tellOf(db, { people: 0, lines: rows.length });
    });
    return rows.length;
  });
}

/** What the second copy holds of a profile; undefined when it holds nothing that can be read. */
export async function copyOf(db: Db, id: ProfileId): Promise<Copy | undefined> {
  const folder = await copiesFolder(db);
  if (!folder) return undefined;
  return navigator.locks.request(`karvan-journal-${folderOf(db)}`, async () => {
    const copies: Copy[] = [];
    for (const name of await turnsOf(folder, id)) {
      const copy = copyIn(readFrames(new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer())).values, id);
      if (copy) copies.push(copy);
    }
    // A renewal that was cut short is not whole; the file before it still is.
    return copies.findLast((copy) => copy.isWhole) ?? copies.at(-1);
  });
}

/** People of the second copy. */
export async function peopleIn(db: Db): Promise<readonly ProfileId[]> {
  const folder = await copiesFolder(db);
  if (!folder) return [];
  const found = new Set<ProfileId>();
  for await (const name of (folder as unknown as { keys: () => AsyncIterable<string> }).keys()) if (name.includes('.')) found.add(name.split('.')[0] as ProfileId);
  return [...found];
}

/** `end`: of the chain. `last`: first sequence of what was recorded last. `sealKey`: the server's, as this phone last knew it. */
type Copy = {
  readonly profile: ProfileRow;
  readonly states: readonly StateRow[];
  readonly rows: readonly RecordRow[];
  readonly end: Pick<ProfileRow, 'seq' | 'hash'>;
  readonly last: number;
  readonly sealKey: JWK | undefined;
  readonly isWhole: boolean;
};
type CopiedLine = v.InferOutput<typeof lineFrame>;

async function tellOf(db: Db, { people, lines }: Restored): Promise<void> {
  const before = (await restoredUntold(db)) ?? { people: 0, lines: 0 };
  await db.meta.put({ key: RESTORED, value: { people: before.people + people, lines: before.lines + lines } } satisfies MetaRow);
}

function rowsOf(profile: ProfileId, lines: readonly CopiedLine[]): readonly RecordRow[] {
  // A line that was written twice stands as it was written last.
  const bySeq = new Map(lines.map(({ seq, iv, bytes }) => [seq, { profile, seq, envelope: 0, iv, bytes }]));
  return [...bySeq.values()].toSorted((a, b) => a.seq - b.seq);
}

/** The chain's end: that of the first frame, or of the last line that came after it. */
function endOf({ seq, hash }: Copy['end'], lines: readonly CopiedLine[]): Copy['end'] {
  const last = lines.findLast((line) => line.hash !== undefined);
  return last?.hash !== undefined && last.seq > seq ? { seq: last.seq, hash: last.hash } : { seq, hash };
}

const bytes = v.pipe(
  v.string(),
  v.transform((text) => new Uint8Array(base64url.decode(text))),
);
const sealed = { iv: bytes, bytes };
const profileFrame = v.object({
  kind: v.literal('profile'),
  id: v.string(),
  emblem: v.string(),
  opened: v.number(),
  device: v.string(),
  kid: v.string(),
  underPin: v.object({ salt: bytes, ...sealed }),
  forServer: v.string(),
  sign: v.object(sealed),
  agree: v.object(sealed),
  tries: v.number(),
  waitUntil: v.number(),
  seq: v.number(),
  hash: v.string(),
});
const stateFrame = v.object({ kind: v.literal('state'), key: v.picklist(['facts', 'preferences']), ...sealed });
/** `of`: the first sequence of those that were recorded together. */
const lineFrame = v.object({ kind: v.literal('line'), seq: v.number(), hash: v.optional(v.string()), of: v.optional(v.number()), ...sealed });
const sealFrame = v.object({ kind: v.literal('seal'), key: v.looseObject({ kty: v.string(), kid: v.string() }) });
const frame = v.variant('kind', [profileFrame, stateFrame, lineFrame, sealFrame, v.object({ kind: v.literal('whole') })]);

function copyIn(values: readonly unknown[], id: ProfileId): Copy | undefined {
  const frames = values.map((value) => v.safeParse(frame, value)).flatMap((parsed) => (parsed.success ? [parsed.output] : []));
  const first = frames.find((each) => each.kind === 'profile');
  if (first?.id !== id) return undefined;
  const { kind: _, ...row } = first;
  const lines = frames.filter((each) => each.kind === 'line');
  return {
    profile: { ...row, id, device: row.device as DeviceId, kid: row.kid as KeyId },
    states: frames.flatMap((each) => (each.kind === 'state' ? [{ profile: id, key: each.key, iv: each.iv, bytes: each.bytes }] : [])),
    rows: rowsOf(id, lines),
    end: endOf(row, lines),
    last: lines.at(-1)?.of ?? Infinity,
    sealKey: frames.find((each) => each.kind === 'seal')?.key,
    isWhole: frames.some((each) => each.kind === 'whole'),
  };
}
