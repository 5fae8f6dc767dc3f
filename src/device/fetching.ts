/** One pass over what a course still lacks: from the manifest to the last piece, or to whatever stood in the way. */
import type { AuId, Digest } from '../core/ids.ts';
import { isProblem, problem, type Problem, type ProblemCode } from '../core/problem.ts';
import { BYTES_FILE, packFolder } from '../pack/layout.ts';
import type { Manifest } from '../pack/manifest.ts';
import { readyAus, runsOf, sizeOf } from '../pack/pieces.ts';
import { isFull, type Db, type PieceRow } from './db.ts';
import { loadManifest } from './packs.ts';
import { canHold } from './space.ts';
import { noteSpeed } from './speed.ts';
import { fetchRun, type Road, type RunEnd, type Unfinished } from './transfer.ts';
import { beginWish, fulfil, isWanted, refusedAsOlder, type Standing, type Wish } from './wanted.ts';
import type { World } from './world.ts';

/** Bytes verified and wanted; speed in bytes a second. */
export type Download =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'fetching'; readonly held: number; readonly of: number; readonly speed: number }
  | { readonly kind: 'ready'; readonly of: number }
  | { readonly kind: 'paused'; readonly held: number; readonly of: number; readonly because: 'offline' | 'storage-full' | 'asked' | 'damaged'; readonly problem?: Problem };
/** `damaged`: how often each piece came in damaged. `unfinished`: the beginning of a piece that a cut connection brought. */
export type Job = {
  readonly db: Db;
  readonly fetch: typeof globalThis.fetch;
  readonly report: (download: Download) => void;
  readonly signal: AbortSignal;
  readonly world: World;
  readonly damaged: Map<Digest, number>;
  unfinished?: Unfinished | undefined;
};
/** Where it stands now; `isFurther`: something new came in. `fetching` is worth another pass at once, `offline` later. */
export type Passed = { readonly download: Download; readonly isFurther: boolean };

/** Stored together, so that there are few transactions; on a slow line sooner, so that a closed app loses little. */
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_TIME = 2000;
const REPORT_TIME = 250;
/** A piece that arrives damaged is fetched twice more. */
const MOST_DAMAGED = 3;
const ofTheRoad: readonly ProblemCode[] = ['offline', 'server-unreachable', 'server-busy'];

export async function fetchMissing(job: Job, wish: Wish): Promise<Passed> {
  const { db, fetch, signal } = job;
  const manifest = await loadManifest(db, fetch, wish.course, wish.edition);
  if (isProblem(manifest)) return { download: stopped(manifest, 0, 0), isFurther: false };
  const older = await refusedAsOlder(db, manifest, wish);
  if (older) return { download: stopped(older, 0, 0), isFurther: false };
  const standing = await beginWish(db, wish, manifest);
  const store = openStore(job, wish, manifest, standing);
  const road: Road = { fetch, at: `/${packFolder(wish.course, wish.edition)}/${BYTES_FILE}`, signal, unfinished: job.unfinished };
  const begun = job.unfinished;
  const paused = (found: Problem): Passed => ({ download: stopped(found, store.stored(), standing.of), isFurther: store.stored() > store.began || isFurther(begun, job.unfinished) });

  const lacking = sizeOf(manifest, standing.missing);
  if (lacking > 0 && !(await canHold(lacking))) return paused(problem('storage-full', 'headroom'));
  for (const run of runsOf(manifest, standing.missing)) {
    const end = await fetchRun(road, manifest, run, store.take);
    job.unfinished = road.unfinished;
    const full = await store.flush();
    if (full) return paused(full);
    if (signal.aborted || store.isOver()) return { download: { kind: 'paused', held: store.stored(), of: standing.of, because: 'asked' }, isFurther: false };
    if (end.kind === 'damaged') {
      const hopeless = await hopelessly(job, manifest, end);
      if (hopeless) return paused(hopeless);
      return { download: { kind: 'fetching', held: store.stored(), of: standing.of, speed: 0 }, isFurther: true };
    }
    if (end.kind !== 'done') return paused(end.problem);
  }
  await fulfil(db, wish, manifest, standing);
  return { download: { kind: 'ready', of: standing.of }, isFurther: true };
}

/** Whether a connection brought enough of a piece to be worth another one at once. */
function isFurther(before: Unfinished | undefined, now: Unfinished | undefined): boolean {
  return now !== undefined && now.filled - (now.digest === before?.digest ? before.filled : 0) >= WORTH;
}

const WORTH = 16 * 1024;

/** Problems of the road pass; room may be made; all else a person must hear of. */
function stopped(found: Problem, held: number, of: number): Download {
  const because = ofTheRoad.includes(found.code) ? 'offline' : found.code === 'storage-full' ? 'storage-full' : 'damaged';
  return { kind: 'paused', held, of, because, problem: found };
}

/** A damaged piece is fetched again over another connection. A digest that belongs elsewhere says that the host mixed packs up. */
async function hopelessly({ db, damaged }: Job, manifest: Manifest, { wanted, actual }: Extract<RunEnd, { kind: 'damaged' }>): Promise<Problem | undefined> {
  const times = (damaged.get(wanted) ?? 0) + 1;
  damaged.set(wanted, times);
  if (times < MOST_DAMAGED) return undefined;
  const isForeign = manifest.pieces.some(([digest]) => digest === actual) || (await db.pieces.where('digest').equals(actual).count()) > 0;
  return problem(isForeign ? 'pack-piece-foreign' : 'pack-piece-damaged', wanted);
}

type Store = {
  /** Bytes of the wish that lie in the database, and when it was opened. */
  readonly stored: () => number;
  readonly began: number;
  readonly take: (piece: PieceRow) => Promise<boolean>;
  /** Stores what was taken. Problem `storage-full`; then what was taken is lost. */
  readonly flush: () => Promise<Problem | undefined>;
  /** The course was removed, or another wish took its place. */
  readonly isOver: () => boolean;
};

/** Takes verified pieces in and stores them in strict transactions, together with the lessons that they complete. */
function openStore({ db, report, signal, world }: Job, wish: Wish, manifest: Manifest, { held, missing, ready, of }: Standing): Store {
  const began = of - sizeOf(manifest, missing);
  const start = world.now();
  let [stored, taken, fetched, flushed, reported] = [began, 0, 0, start, 0];
  let batch: PieceRow[] = [];
  let marked: ReadonlySet<AuId> = ready;
  let isOver = false;
  let full: Problem | undefined;

  const flush = async () => {
    if (batch.length === 0 || isOver || full) return full;
    const open = readyAus(manifest, held, wish.choice);
    try {
      isOver = !(await keep(db, wish, batch, [...open], { held: stored + taken, of }));
    } catch (error) {
      if (!isFull(error)) throw error;
      full = problem('storage-full', 'quota');
      for (const { digest } of batch) held.delete(digest);
      return full;
    }
    marked = open;
    stored += taken;
    [batch, taken, flushed] = [[], 0, world.now()];
    await noteSpeed(db, fetched, flushed - start);
    return undefined;
  };
  const take = async (piece: PieceRow) => {
    held.add(piece.digest);
    batch.push(piece);
    taken += piece.bytes.length;
    fetched += piece.bytes.length;
    const now = world.now();
    if (now - reported >= REPORT_TIME) {
      reported = now;
      report({ kind: 'fetching', held: stored + taken, of, speed: now > start ? (fetched / (now - start)) * 1000 : 0 });
    }
    const isDue = taken >= BATCH_BYTES || now - flushed >= BATCH_TIME || readyAus(manifest, held, wish.choice).size > marked.size;
    if (isDue) await flush();
    return !full && !isOver && !signal.aborted;
  };
  return { stored: () => stored, began, take, flush, isOver: () => isOver };
}

async function keep(db: Db, wish: Wish, batch: readonly PieceRow[], ready: readonly AuId[], figures: { held: number; of: number }): Promise<boolean> {
  return db.transaction('rw', [db.pieces, db.ready, db.installs], async () => {
    if (!isWanted(await db.installs.get(wish.course), wish)) return false;
    await db.pieces.bulkPut(batch);
    await db.ready.bulkPut(ready.map((au) => ({ edition: wish.edition, au })));
    await db.installs.update(wish.course, figures);
    return true;
  });
}
