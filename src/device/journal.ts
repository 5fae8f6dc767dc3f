/**
 * The second copy of what no receipt covers yet, away from the database's files: should those go bad, it is all there. Written
 * at the same time as the database; a failure is shown and never stops a lesson.
 * Everything in it is sealed as in the database. Its first frame is all that opens the profile again with its PIN.
 */
import { base64url } from 'jose';
import type { ProfileId } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import { isFull, type Db, type RecordRow, type Sealed } from './db.ts';
import { factsOf } from './facts.ts';
import { writeFrame } from './frames.ts';
import { turnsOf, type FileDone, type FileOrder } from './journal-file.ts';
import type { OpenProfile } from './profiles.ts';
import { copiesFolder, copyWorkers, folderOf } from './storage.ts';
import { trustHeld } from './trust.ts';

/** A line as just recorded. `hash`: of its text, what the next line names. */
export type JournalLine = RecordRow & { readonly hash: string };

/** `none`: this browser cannot. `failed`: not all that no receipt covers is in it; it is tried again with the next answer. */
export type JournalState = { readonly kind: 'kept' } | { readonly kind: 'none' } | { readonly kind: 'failed'; readonly because: Problem };

/** Puts lines behind the others. Resolves when they are on the disk, or it is known that they are not; never throws. */
export async function appendToJournal(open: OpenProfile, lines: readonly JournalLine[]): Promise<void> {
  const journal = journalOf(open.db);
  if (!journal || journal.state.kind === 'none') return;
  const inside = journal.lines.get(open.id);
  // What stands in it is not known, or not all: then all of it is written anew.
  if (!inside) return renew(journal, open);
  const frames = lines.map((line) => writeFrame({ kind: 'line', seq: line.seq, hash: line.hash, of: lines[0]!.seq, ...plain(line) }));
  const done = await journal.order({ kind: 'append', folder: folderOf(open.db), name: open.id, bytes: joined(frames) });
  if (done.kind === 'missing') return renew(journal, open);
  note(journal, open.id, done, [...inside, ...lines.map((line) => line.seq)]);
}

/** What was just appended did not get into the database: all of it is written anew from there. Call it under the lock of records. Never throws. */
export async function takeBack(open: OpenProfile): Promise<void> {
  const journal = journalOf(open.db);
  if (journal && journal.state.kind !== 'none') await renew(journal, open);
}

/** Writes all of it anew from the database: on opening, and whenever rows were moved. Never throws. */
export async function renewJournal(open: OpenProfile): Promise<void> {
  const journal = journalOf(open.db);
  if (!journal || journal.state.kind === 'none') return;
  await navigator.locks.request(`karvan-record-${open.id}`, () => renew(journal, open));
}

/** The same after another PIN: what the old one opens must not stay readable, so better no second copy than that one. */
export async function renewJournalWrap(open: OpenProfile): Promise<void> {
  await renewJournal(open);
  const journal = journalOf(open.db);
  if (journal?.lines.has(open.id)) return;
  const folder = await copiesFolder(open.db);
  for (const name of folder ? await turnsOf(folder, open.id) : []) await folder!.removeEntry(name).catch(() => undefined);
}

/** Rows were moved: what stands in it is no longer what the database holds, and is written anew at the next chance. */
export function journalIsBehind(open: OpenProfile): void {
  journalOf(open.db)?.lines.delete(open.id);
}

/** Lets go of what receipts cover, once that is most of it. */
export async function tidyJournal(open: OpenProfile): Promise<void> {
  const inside = journalOf(open.db)?.lines.get(open.id);
  const reach = await reachOf(open);
  if (!inside || inside.filter((seq) => seq <= reach).length * 2 > inside.length) await renewJournal(open);
}

/** How it stands with the second copy on this phone. */
export async function journalState(db: Db): Promise<JournalState> {
  const journal = journalOf(db);
  if (!journal) return { kind: 'none' };
  if (journal.state.kind === 'kept' && journal.lines.size === 0) {
    const done = await journal.order({ kind: 'look', folder: folderOf(db) });
    if (done.kind !== 'done') journal.state = stateOf(done);
  }
  return journal.state;
}

/** A write that no learner can do without: on a full phone the room that was put by for it is given back first. Throws the problem `storage-full`. */
export async function withReserve<Result>(db: Db, write: () => PromiseLike<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isFull(error)) throw error;
  }
  const released = await journalOf(db)?.order({ kind: 'release', folder: folderOf(db) });
  if (released?.kind !== 'done') throw problem('storage-full');
  try {
    return await write();
  } catch (error) {
    throw isFull(error) ? problem('storage-full', 'after the reserve') : error;
  }
}

type Journal = {
  readonly order: (order: FileOrder) => Promise<FileDone>;
  /** Sequences in each profile's file; none while it is not known that all of them are in it. */
  readonly lines: Map<ProfileId, readonly number[]>;
  state: JournalState;
};

const journals = new WeakMap<Db, Journal>();

function journalOf(db: Db): Journal | undefined {
  const held = journals.get(db);
  const worker = copyWorkers.get(db);
  if (held || !worker) return held;
  const journal: Journal = { order: ordersTo(worker), lines: new Map(), state: { kind: 'kept' } };
  journals.set(db, journal);
  return journal;
}

/** Under the lock of records: what is read here is all there is. */
async function renew(journal: Journal, open: OpenProfile): Promise<void> {
  const { db, id } = open;
  try {
    const row = await db.profiles.get(id);
    if (!row) return;
    const states = await db.states.where('[profile+key]').between([id, ''], [id, '\uffff']).toArray();
    const rows = await db.records.where('[profile+seq]').between([id, await reachOf(open)], [id, Number.MAX_SAFE_INTEGER], false, true).toArray();
    // Whom unsent work is sealed to, should the database not open any more.
    const sealKey = (await trustHeld(db))?.list.server.seal[0];
    const { underPin, sign, agree, ...rest } = row;
    const profile = { kind: 'profile', ...rest, underPin: { salt: base64url.encode(underPin.salt), ...plain(underPin) }, sign: plain(sign), agree: plain(agree) };
    const frames = [
      profile,
      ...states.map((state) => ({ kind: 'state', key: state.key, ...plain(state) })),
      ...rows.map((line) => ({ kind: 'line', seq: line.seq, ...plain(line) })),
      ...(sealKey ? [{ kind: 'seal', key: sealKey }] : []),
      { kind: 'whole' },
    ];
    const done = await journal.order({ kind: 'renew', folder: folderOf(db), name: id, bytes: joined(frames.map(writeFrame)) });
    note(journal, id, done, rows.map((line) => line.seq));
    if (done.kind === 'done') await journal.order({ kind: 'reserve', folder: folderOf(db) });
  } catch (error) {
    note(journal, id, { kind: 'failed', detail: String(error) }, []);
  }
}

function note(journal: Journal, id: ProfileId, done: FileDone, seqs: readonly number[]): void {
  journal.state = stateOf(done);
  if (done.kind === 'done') journal.lines.set(id, seqs);
  else journal.lines.delete(id);
}

function stateOf(done: FileDone): JournalState {
  switch (done.kind) {
    case 'done':
      return { kind: 'kept' };
    case 'unsupported':
      return { kind: 'none' };
    case 'full':
      return { kind: 'failed', because: problem('storage-full', 'second copy') };
    case 'missing':
    case 'failed':
      return { kind: 'failed', because: problem('unexpected', done.kind === 'failed' ? done.detail : 'no file') };
  }
}

/** A second copy that takes longer holds up nobody. */
const PATIENCE = 3000;

/** Orders to the worker, which is started with the first. While it is late with one, further ones fail at once. */
function ordersTo(open: () => Worker): Journal['order'] {
  let worker: Worker | undefined;
  let last = 0;
  let isLate = false;
  const waiting = new Map<number, (done: FileDone) => void>();
  const started = () => {
    const made = open();
    made.addEventListener('message', ({ data }: MessageEvent<{ id: number; done: FileDone }>) => {
      isLate = false;
      waiting.get(data.id)?.(data.done);
    });
    made.addEventListener('error', (event) => {
      for (const answer of waiting.values()) answer({ kind: 'failed', detail: event.message ?? 'the worker does not start' });
    });
    return made;
  };
  return async (order) => {
    if (isLate) return { kind: 'failed', detail: 'late' };
    const id = ++last;
    return new Promise<FileDone>((resolve) => {
      const timer = setTimeout(() => {
        isLate = true;
        answer({ kind: 'failed', detail: 'late' });
      }, PATIENCE);
      const answer = (done: FileDone) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(done);
      };
      waiting.set(id, answer);
      worker ??= started();
      worker.postMessage({ id, order });
    });
  };
}

async function reachOf(open: OpenProfile): Promise<number> {
  return (await factsOf(open)).receipts.at(-1)?.seq ?? 0;
}

function plain({ iv, bytes }: Sealed): { iv: string; bytes: string } {
  return { iv: base64url.encode(iv), bytes: base64url.encode(bytes) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
