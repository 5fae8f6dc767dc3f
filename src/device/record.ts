/** Writing down what a person did: each line is sealed under the profile key and names the line before it. */
import type { Edition } from '../core/ids.ts';
import { problem } from '../core/problem.ts';
import type { Statement } from '../core/xapi/statement.ts';
import { chainHash, parseLine, writeLine, type Line } from '../sync/envelope.ts';
import type { End } from '../sync/outbox.ts';
import { LIMITS } from '../sync/protocol.ts';
import type { Db, RecordRow } from './db.ts';
import { isHeldElsewhere } from './hold.ts';
import { appendToJournal, journalIsBehind, takeBack, withReserve, type JournalLine } from './journal.ts';
import type { OpenProfile } from './profiles.ts';
import { sealText, unsealText } from './secrets.ts';

/** A statement as kept. `envelope`: 0 while it lies in none. */
export type KeptLine = { readonly seq: number; readonly edition?: Edition; readonly layers?: readonly Edition[]; readonly s: Statement; readonly envelope: number };

/**
 * Resolves only when all are saved for good: both the lines and the chain's new end are in one strict transaction. The second copy is
 * written at the same time, and waited for: a browser that is killed twice may drop its database. Should the battery be pulled when only
 * the copy has them, nobody was told "saved" yet, and the next opening takes them from there.
 * `layers`: editions of the language layers that it was read, heard or answered in. Throws a Problem, and then nothing was saved: `storage-full`, `used-in-other-tab`.
 */
export async function record(open: OpenProfile, statements: readonly Statement[], edition: Edition | undefined, layers: readonly Edition[] = []): Promise<void> {
  if (statements.length === 0) return;
  const { db, id, key } = open;
  await withRecording(open, async () => {
    if (await isHeldElsewhere(open)) throw problem('used-in-other-tab');
    const profile = await db.profiles.get(id);
    if (!profile) throw problem('storage-lost', 'profile');
    let { seq, hash } = profile;
    const lines: JournalLine[] = [];
    for (const s of statements) {
      seq += 1;
      const line = writeLine({ seq, prev: hash, ...(edition ? { edition } : {}), ...(layers.length > 0 ? { layers } : {}), s });
      if (line.length > LIMITS.line) throw problem('request-invalid', 'line too long');
      hash = await chainHash(line);
      lines.push({ profile: id, seq, envelope: 0, hash, ...(await sealText(key, line)) });
    }
    const copied = appendToJournal(open, lines);
    try {
      await withReserve(db, () => keep(db, lines));
    } catch (error) {
      await copied;
      await takeBack(open);
      throw error;
    }
    await copied;
  });
}

/** All of them and the chain's new end, or nothing. */
async function keep(db: Db, lines: readonly JournalLine[]): Promise<void> {
  const { profile, seq, hash } = lines.at(-1)!;
  await db.transaction('rw', [db.records, db.profiles], async () => {
    await db.records.bulkAdd(lines.map((line) => ({ profile, seq: line.seq, envelope: 0, iv: line.iv, bytes: line.bytes })));
    await db.profiles.update(profile, { seq, hash });
  });
}

/** One at a time adds lines to a profile's chain or moves its end. */
export async function withRecording(open: OpenProfile, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(`karvan-record-${open.id}`, work);
}

/** The lines beyond a sequence as they stand after another end of the chain: the same statements, chained anew. */
export type LinesAgain = { readonly beyond: number; readonly rows: readonly RecordRow[]; readonly end: End };

/** Undefined when one of them cannot be read: then nothing is moved, and it may still be recovered. */
export async function linesAgain(open: OpenProfile, beyond: number, after: End): Promise<LinesAgain | undefined> {
  let { seq, hash } = after;
  const rows: RecordRow[] = [];
  for (const row of await rowsOf(open, beyond + 1)) {
    const written = await lineText(open, row);
    if (written === undefined) return undefined;
    seq += 1;
    const text = writeLine({ ...(JSON.parse(written) as Line), seq, prev: hash });
    hash = await chainHash(text);
    rows.push({ profile: open.id, seq, envelope: 0, ...(await sealText(open.key, text)) });
  }
  return { beyond, rows, end: { seq, hash } };
}

/** Puts them in place of those that stood there. Call under `withRecording`, in a transaction over `records` and `profiles`. */
export async function keepAgain(open: OpenProfile, { beyond, rows, end }: LinesAgain): Promise<void> {
  const { db, id } = open;
  await db.records.where('[profile+seq]').between([id, beyond], [id, Number.MAX_SAFE_INTEGER], false, true).delete();
  await db.records.bulkPut([...rows]);
  await db.profiles.update(id, end);
  readLines.delete(open);
  journalIsBehind(open);
}

/** All that a profile recorded on this phone, in order. */
export async function statementsOf(open: OpenProfile): Promise<readonly KeptLine[]> {
  const rows = await rowsOf(open);
  const lines = await Promise.all(rows.map(async (row) => ({ row, read: await readOnce(open, row) })));
  return lines.flatMap(({ row, read }) => (read ? [{ ...read, envelope: row.envelope }] : []));
}

/** The exact text of a line, or undefined when the row cannot be read. */
export async function lineText(open: OpenProfile, row: RecordRow): Promise<string | undefined> {
  return unsealText(open.key, row);
}

/** Rows of a profile with sequences in `[from, to]`, in order. */
export async function rowsOf(open: OpenProfile, from = 0, to = Number.MAX_SAFE_INTEGER): Promise<RecordRow[]> {
  return open.db.records.where('[profile+seq]').between([open.id, from], [open.id, to], true, true).toArray();
}

type ReadLine = Omit<KeptLine, 'envelope'>;

/** Lines never change where they stand, so each is opened once while the profile is open. */
const readLines = new WeakMap<OpenProfile, Map<number, ReadLine>>();

async function readOnce(open: OpenProfile, row: RecordRow): Promise<ReadLine | undefined> {
  const known = readLines.get(open) ?? new Map<number, ReadLine>();
  readLines.set(open, known);
  const held = known.get(row.seq);
  if (held) return held;
  const text = await lineText(open, row);
  const line = text === undefined ? undefined : parseLine(text);
  if (!line) return undefined;
  const read: ReadLine = { seq: line.seq, ...(line.edition ? { edition: line.edition } : {}), ...(line.layers ? { layers: line.layers } : {}), s: line.s };
  known.set(row.seq, read);
  return read;
}
