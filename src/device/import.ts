/**
 * Taking a course in from one `.karvan` file. It is judged as one that comes over the network; each piece is checked before it is
 * kept, a few are in memory at a time, and lessons open as they become whole. What the file lacks or holds damaged stays missing and
 * comes by another road: another file, or the network.
 */
import type { Digest } from '../core/ids.ts';
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { digestOf } from '../pack/digest.ts';
import type { Manifest } from '../pack/manifest.ts';
import { sizeOf } from '../pack/pieces.ts';
import type { PieceRow } from './db.ts';
import type { Download, Job } from './fetching.ts';
import { install, lockOf } from './install.ts';
import { bytesOf, readPackFile, type PackFile } from './pack-file.ts';
import { keepEdition } from './packs.ts';
import { openStore, type Shelf, type Standing } from './piece-store.ts';
import { canHold } from './space.ts';
import { beginWish, continued, shelfOf, type Wish } from './wanted.ts';

/** Bytes that a file gave; pieces that were damaged in it, and their bytes; bytes that are missing after it. */
export type Given = { readonly bytes: number; readonly damaged: number; readonly damagedBytes: number; readonly missing: number };

/** So much more than what was said before the tap may be fetched without asking again: a file that was copied badly may lack most of a course. */
const UNASKED = 8 * 1024 * 1024;
/** So many pieces are read and checked while others are stored. */
const AHEAD = 4;

/**
 * Takes from the file what the wish lacks, says what it gave, and lets the network bring the rest. A file that can no longer be read,
 * or of which much is damaged, stops it: then a person says how to go on. May be killed at any time: what was checked stays, and the
 * same file opened again goes on from there. `beside`: takes what else is in the file, before anything is fetched.
 */
export async function importPack(job: FileJob, wish: Wish, file: Blob, gave: (given: Given) => void, beside: (pack: PackFile) => Promise<void> = async () => {}): Promise<Download> {
  const { db, fetch, report, signal, world } = job;
  report({ kind: 'waiting' });
  const pack = await readPackFile(db, fetch, file);
  if (isProblem(pack)) return stopped(pack, 0, 0);
  const { manifest } = pack;
  if (manifest.kind === 'layer' || pack.edition !== wish.edition) return stopped(problem('pack-file-foreign', 'another edition than was shown'), 0, 0);
  try {
    const stop = await navigator.locks.request(lockOf(wish.course), { signal }, () => takeFrom(job, wish, { ...pack, manifest }, { file, gave }));
    if (stop) return stop;
    await beside(pack);
  } catch (error) {
    if (!signal.aborted) throw error;
    return asked(0, 0);
  }
  return install(db, fetch, wish, report, signal, world);
}

/** Why it ends here; undefined when the rest may come. */
async function takeFrom(job: FileJob, wish: Wish, { manifest, places, sent }: PackFile<Manifest>, from: From): Promise<Download | undefined> {
  const { db } = job;
  // Its own edition is open and a newer one under way: the file has nothing to give.
  if ((await continued(db, wish)) !== wish) return undefined;
  await keepEdition(db, sent, manifest);
  // Until the file is read, nothing else is fetched by itself, also when Karvan is closed meanwhile.
  return takePieces(job, shelfOf(db, wish, manifest), await beginWish(db, wish, manifest, 'paused'), places, from);
}

/** A job that no network has a part in. */
export type FileJob = Omit<Job, 'damaged' | 'unfinished'>;
/** `gave`: hears once what came out of the file. */
export type From = { readonly file: Blob; readonly gave: (given: Given) => void };

/** Takes from a file what is missing, as far as it holds it. Why it ends here; undefined when the rest may come. */
export async function takePieces(job: FileJob, shelf: Shelf, standing: Standing, places: PackFile['places'], { file, gave }: From): Promise<Download | undefined> {
  const { report, signal } = job;
  const { pack } = shelf;
  const store = openStore(job, shelf, standing, { told: (figures) => report({ kind: 'reading', ...figures }) });
  const lacking = sizeOf(pack, standing.missing);
  if (lacking > 0 && !(await canHold(lacking))) return stopped(problem('storage-full', 'headroom'), store.stored(), standing.of);

  const wanted = standing.missing.map((index) => pack.pieces[index]!).flatMap(([digest, size]) => (places.has(digest) ? [{ digest, size, at: places.get(digest)! }] : []));
  let [damaged, damagedBytes]: [number, number] = [0, 0];
  let gone: Problem | undefined;
  for await (const { place, found } of piecesIn(file, wanted)) {
    if (isProblem(found)) gone = found;
    else if (found === 'damaged') [damaged, damagedBytes] = [damaged + 1, damagedBytes + place.size];
    else if (await store.take(found)) continue;
    if (found !== 'damaged' || signal.aborted) break;
  }
  const full = await store.flush();
  const held = store.stored();
  gave({ bytes: held - store.began, damaged, damagedBytes, missing: standing.of - held });
  if (full ?? gone) return stopped((full ?? gone)!, held, standing.of);
  return signal.aborted || store.isOver() || damagedBytes > UNASKED ? asked(held, standing.of) : undefined;
}

type Place = { readonly digest: Digest; readonly size: number; readonly at: number };

/** Pieces in their order, the next ones being read meanwhile; one that is damaged or cannot be read is called so. */
async function* piecesIn(file: Blob, places: readonly Place[]): AsyncGenerator<{ readonly place: Place; readonly found: PieceRow | 'damaged' | Problem }> {
  const ahead: ReturnType<typeof pieceAt>[] = [];
  for (const place of places) {
    ahead.push(pieceAt(file, place));
    if (ahead.length > AHEAD) yield ahead.shift()!;
  }
  yield* ahead;
}

async function pieceAt(file: Blob, place: Place): Promise<{ place: Place; found: PieceRow | 'damaged' | Problem }> {
  try {
    const bytes = await bytesOf(file, place.at, place.at + place.size);
    const isWhole = (await digestOf(bytes)) === place.digest;
    return { place, found: isWhole ? { digest: place.digest, bytes } : 'damaged' };
  } catch (error) {
    return { place, found: problem('pack-file-gone', String(error)) };
  }
}

function stopped(found: Problem, held: number, of: number): Download {
  return { kind: 'paused', held, of, because: found.code === 'storage-full' ? 'storage-full' : 'damaged', problem: found };
}

function asked(held: number, of: number): Download {
  return { kind: 'paused', held, of, because: 'asked' };
}
