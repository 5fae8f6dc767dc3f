/** One pass over what a course or a layer still lacks: from the manifest to the last piece, or to whatever stood in the way. */
import type { Digest } from '../core/ids.ts';
import { isProblem, problem, type Problem, type ProblemCode } from '../core/problem.ts';
import { BYTES_FILE, packFolder } from '../pack/layout.ts';
import type { Packed } from '../pack/manifest.ts';
import { runsOf, sizeOf } from '../pack/pieces.ts';
import type { Db } from './db.ts';
import { loadManifest } from './packs.ts';
import { openStore, type Shelf, type Standing } from './piece-store.ts';
import { canHold } from './space.ts';
import { noteSpeed } from './speed.ts';
import { fetchRun, type Road, type RunEnd, type Unfinished } from './transfer.ts';
import { beginWish, fulfil, refusedAsOlder, shelfOf, type Wish } from './wanted.ts';
import type { World } from './world.ts';

/** Bytes verified and wanted; speed in bytes a second. `reading`: out of a file. */
export type Download =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'fetching' | 'reading'; readonly held: number; readonly of: number; readonly speed: number }
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

/** A piece that arrives damaged is fetched twice more. */
const MOST_DAMAGED = 3;
const ofTheRoad: readonly ProblemCode[] = ['offline', 'server-unreachable', 'server-busy'];

export async function fetchMissing(job: Job, wish: Wish): Promise<Passed> {
  const { db, fetch } = job;
  const manifest = await loadManifest(db, fetch, wish.course, wish.edition);
  if (isProblem(manifest)) return { download: stopped(manifest, 0, 0), isFurther: false };
  const older = await refusedAsOlder(db, manifest, wish.edition);
  if (older) return { download: stopped(older, 0, 0), isFurther: false };
  const standing = await beginWish(db, wish, manifest);
  return fetchInto(job, `/${packFolder(wish.course, wish.edition)}`, shelfOf(db, wish, manifest), standing, () => fulfil(db, wish, manifest, standing));
}

/** Fetches what is missing of a pack that lies at `folder`; `whole` is called when nothing is, and may still refuse it. */
export async function fetchInto(job: Job, folder: string, shelf: Shelf, standing: Standing, whole: () => Promise<Problem | void>): Promise<Passed> {
  const { db, fetch, signal, world } = job;
  const { pack } = shelf;
  const store = openStore({ signal, world }, shelf, standing, {
    told: (figures) => job.report({ kind: 'fetching', ...figures }),
    kept: (bytes, milliseconds) => noteSpeed(db, bytes, milliseconds),
  });
  const road: Road = { fetch, at: `${folder}/${BYTES_FILE}`, signal, unfinished: job.unfinished };
  const begun = job.unfinished;
  const paused = (found: Problem): Passed => ({ download: stopped(found, store.stored(), standing.of), isFurther: store.stored() > store.began || isFurther(begun, job.unfinished) });

  const lacking = sizeOf(pack, standing.missing);
  if (lacking > 0 && !(await canHold(lacking))) return paused(problem('storage-full', 'headroom'));
  for (const run of runsOf(pack, standing.missing)) {
    const end = await fetchRun(road, pack, run, store.take);
    job.unfinished = road.unfinished;
    const full = await store.flush();
    if (full) return paused(full);
    if (signal.aborted || store.isOver()) return { download: { kind: 'paused', held: store.stored(), of: standing.of, because: 'asked' }, isFurther: false };
    if (end.kind === 'damaged') {
      const hopeless = await hopelessly(job, pack, end);
      if (hopeless) return paused(hopeless);
      return { download: { kind: 'fetching', held: store.stored(), of: standing.of, speed: 0 }, isFurther: true };
    }
    if (end.kind !== 'done') return paused(end.problem);
  }
  const refused = await whole();
  if (refused) return { download: stopped(refused, 0, 0), isFurther: false };
  return { download: { kind: 'ready', of: standing.of }, isFurther: true };
}

/** Whether a connection brought enough of a piece to be worth another one at once. */
function isFurther(before: Unfinished | undefined, now: Unfinished | undefined): boolean {
  return now !== undefined && now.filled - (now.digest === before?.digest ? before.filled : 0) >= WORTH;
}

const WORTH = 16 * 1024;

/** Problems of the road pass; room may be made; all else a person must hear of. */
export function stopped(found: Problem, held: number, of: number): Download {
  const because = ofTheRoad.includes(found.code) ? 'offline' : found.code === 'storage-full' ? 'storage-full' : 'damaged';
  return { kind: 'paused', held, of, because, problem: found };
}

/** A damaged piece is fetched again over another connection. A digest that belongs elsewhere says that the host mixed packs up. */
async function hopelessly({ db, damaged }: Job, { pieces }: Packed, { wanted, actual }: Extract<RunEnd, { kind: 'damaged' }>): Promise<Problem | undefined> {
  const times = (damaged.get(wanted) ?? 0) + 1;
  damaged.set(wanted, times);
  if (times < MOST_DAMAGED) return undefined;
  const isForeign = pieces.some(([digest]) => digest === actual) || (await db.pieces.where('digest').equals(actual).count()) > 0;
  return problem(isForeign ? 'pack-piece-foreign' : 'pack-piece-damaged', wanted);
}
