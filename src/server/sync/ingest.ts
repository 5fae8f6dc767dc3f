/**
 * Keeping what arrived. One transaction holds the body as received, a row a line, the folded goes and the counts; requests that
 * arrive together share it. Notes annotate: nothing that a phone sent is thrown away.
 */
import { sql } from 'kysely';
import type { ProfileId } from '../../core/ids.ts';
import type { Deps } from '../deps.ts';
import type { Store, Writer } from '../store/store.ts';
import { behindAfter, type Behind } from './behind.ts';
import { madeSince, type Between } from './clock.ts';
import { editions, type Editions } from './editions.ts';
import { foldLines, keepGoes, settleState } from './goes.ts';
import { readLines, type ReadLine } from './lines.ts';
import { heldAround, noteChain, noteConflicts, tipAfter, type Held, type Tip } from './chain.ts';
import { noteResults, renoteMarked } from './notes.ts';
import type { Opened } from './opening.ts';
import { keepReceipt } from './receipts.ts';

/** Resolves when the envelope is on the disk: `received` is the server's time, ISO 8601 UTC. */
export type Ingest = (opened: Opened) => Promise<void>;

export function ingester({ store, now }: Pick<Deps, 'store' | 'now'>): Ingest {
  const known = editions();
  const waiting: Waiting[] = [];
  let isWriting = false;
  const writeSome = async () => {
    await commit(store, waiting.splice(0, MOST_TOGETHER), known, now);
    isWriting = waiting.length > 0;
    if (isWriting) setImmediate(writeSome);
  };
  return (opened) =>
    new Promise((resolve, reject) => {
      waiting.push({ opened, resolve, reject });
      // Not at once: what arrived at the same moment shares the transaction, and so the wait for the disk.
      if (!isWriting) setImmediate(writeSome);
      isWriting = true;
    });
}

type Waiting = { readonly opened: Opened; readonly resolve: () => void; readonly reject: (error: unknown) => void };

const MOST_TOGETHER = 64;

/** One transaction for all; one envelope that cannot be written does not hold up the others. */
async function commit(store: Store, batch: readonly Waiting[], known: Editions, now: () => number): Promise<void> {
  const failed = new Map<Waiting, unknown>();
  try {
    await store.write(async (w) => {
      const keepOne = ({ opened }: Waiting) => keep(w, opened, known, new Date(now()).toISOString());
      // One alone needs nothing to go back to but the beginning.
      if (batch.length === 1) return keepOne(batch[0]!);
      for (const each of batch) {
        await sql`savepoint envelope`.execute(w);
        try {
          await keepOne(each);
        } catch (error) {
          failed.set(each, error);
          await sql`rollback to envelope`.execute(w);
        }
        await sql`release envelope`.execute(w);
      }
    });
  } catch (error) {
    for (const each of batch) each.reject(error);
    return;
  }
  for (const each of batch) {
    if (failed.has(each)) each.reject(failed.get(each));
    else each.resolve();
  }
}

async function keep(w: Writer, opened: Opened, known: Editions, received: string): Promise<void> {
  const { kid, profile, header, lines } = opened;
  const read = opened.isUnsigned ? aside(readLines(lines, profile)) : readLines(lines, profile);
  const held = await heldAround(w, kid, read);
  const fresh = freshAmong(read, held);
  // An envelope that came before says how the phone was then.
  const isNews = header !== undefined && (fresh.length > 0 || lines.length === 0);
  const facts = isNews ? { facts: JSON.stringify({ ...header.facts, clock: header.clock, received }) } : {};
  // After the last reply and after what the phone has heard, whatever clock that was by.
  const told = sql<number>`max(told + 1, ${Math.max(Date.parse(received), (header?.heard ?? 0) + 1)})`;
  const before = await w.updateTable('device').set({ contact: received, told, ...facts }).where('kid', '=', kid).returning(['seq', 'hash', 'enrolled', 'known', 'behind']).executeTakeFirstOrThrow();
  if (fresh.length === 0) return noteBehind(w, opened, before, received);
  await noteChain(w, kid, held, fresh);
  await noteConflicts(w, profile, fresh);
  await foldIn(w, opened, fresh, { known, between: { since: madeSince(before.enrolled, received, header?.clock), received } });
  await moveEnd(w, opened, await tipAfter(w, kid, before, { fresh, held }), { before, fresh, received });
  await countActivity(w, opened, fresh.length, received);
}

/** Keeps the lines with their notes, and what they change in the goes of their person. */
async function foldIn(w: Writer, opened: Opened, fresh: readonly ReadLine[], { known, between }: { known: Editions; between: Between }): Promise<void> {
  const [{ profile, header }, { received }] = [opened, between];
  const sound = fresh.flatMap((line) => (line.says?.isSound && line.note !== 'conflict' ? [{ line, says: line.says }] : []));
  const goes = await foldLines(w, known, profile, sound);
  await noteResults(w, { editions: known, profile, header, between }, sound, goes);
  await keepLines(w, opened, fresh, received);
  for (const go of goes.values()) {
    go.notes += fresh.filter((line) => line.note !== undefined && line.says?.registration === go.registration).length;
    go.notes += await renoteMarked(w, known, go);
    settleState(go, received);
  }
  await keepGoes(w, goes.values(), received);
  await countNotesElsewhere(w, profile, fresh.filter((line) => line.note !== undefined && line.says?.registration !== undefined && !goes.has(line.says.registration)));
}

/**
 * Lines that nobody signed could be anybody's: whoever knows a phone's name could have made them. They are kept, stand in no chain and
 * count for nobody; when the phone sends the same ones signed, those count.
 */
function aside(lines: readonly ReadLine[]): readonly ReadLine[] {
  return lines.map((line) => ({ ...line, seq: 0, prev: undefined, says: undefined, note: line.note ?? 'unsigned' }));
}

/** Lines that are not held, each once: the same envelope again brings none. */
function freshAmong(read: readonly ReadLine[], held: Held): readonly ReadLine[] {
  const seen = new Set<string>();
  return read.filter(({ seq, digest }) => {
    const key = `${seq} ${digest}`;
    if (held.get(seq)?.has(digest) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** One statement for all rows: their values travel as one JSON text. */
async function keepLines(w: Writer, { kid, profile, digest, jws }: Opened, lines: readonly ReadLine[], received: string): Promise<void> {
  const { id } = await w.insertInto('envelope').values({ digest, kid, profile, jws, received }).returning('id').executeTakeFirstOrThrow();
  const rows = lines.map(({ seq, digest: own, says, at, note }) => [
    seq, own, says?.id ?? null, says?.registration ?? null, says?.verb ?? null, says?.activity ?? null, says?.edition ?? null, says?.made ?? null, says?.scaled ?? null, at, note ?? null,
  ]);
  await sql`
    insert into line (kid, profile, envelope, seq, digest, statement, registration, verb, activity, edition, made, scaled, at, note)
    select ${kid}, ${profile}, ${id}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10
    from json_each(${JSON.stringify(rows)})`.execute(w);
}

/** The end of the chain as it is held now, and its receipt when it is another one than before. */
async function moveEnd(w: Writer, opened: Opened, { seq, hash }: Tip, { before, fresh, received }: { before: Tip & Behind; fresh: readonly ReadLine[]; received: string }): Promise<void> {
  const left = behindAfter(before, { seq, highest: Math.max(...fresh.map((line) => line.seq)), header: opened.header, received });
  await w.updateTable('device').set((row) => ({ seq, hash, lines: row('lines', '+', fresh.length), ...left })).where('kid', '=', opened.kid).execute();
  if (seq !== before.seq || hash !== before.hash) await keepReceipt(w, opened, { seq, hash, received });
}

/** An envelope that brings nothing new may still tell of lines that are on their way. */
async function noteBehind(w: Writer, { kid, header }: Opened, before: Tip & Behind, received: string): Promise<void> {
  const left = behindAfter(before, { seq: before.seq, highest: 0, header, received });
  if (left.known !== before.known || left.behind !== before.behind) await w.updateTable('device').set(left).where('kid', '=', kid).execute();
}

/** Lines that were folded into nothing may still speak of a go that is held. */
async function countNotesElsewhere(w: Writer, profile: ProfileId, lines: readonly ReadLine[]): Promise<void> {
  for (const { says } of lines) {
    await w.updateTable('completion').set((row) => ({ notes: row('notes', '+', 1) })).where('registration', '=', says!.registration!).where('profile', '=', profile).execute();
  }
}

async function countActivity(w: Writer, { profile }: Opened, lines: number, received: string): Promise<void> {
  await sql`
    insert into activity (person, week, lines) select person, ${mondayOf(received)}, ${lines} from profile where id = ${profile}
    on conflict (person, week) do update set lines = lines + excluded.lines`.execute(w);
}

/** ISO date of the Monday on or before a moment. */
function mondayOf(moment: string): string {
  const day = new Date(moment);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

