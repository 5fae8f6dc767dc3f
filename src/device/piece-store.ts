/** Where verified pieces of a course or a layer go, whatever road they came by: in strict transactions, together with the lessons that they complete. */
import type { AuId, Digest } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import type { Packed } from '../pack/manifest.ts';
import { sizeOf } from '../pack/pieces.ts';
import { isFull, type PieceRow } from './db.ts';
import type { World } from './world.ts';

/** What of a pack is here: pieces by digest, indices that are missing, lessons that are ready, bytes in all. */
export type Standing = { readonly held: Set<Digest>; readonly missing: readonly number[]; readonly ready: ReadonlySet<AuId>; readonly of: number };

/** What pieces are for. `readyIn`: lessons that these make whole. `keep`: stores some, in one transaction; false when they are wanted no more. */
export type Shelf = {
  readonly pack: Packed;
  readonly readyIn: (held: ReadonlySet<Digest>) => ReadonlySet<AuId>;
  readonly keep: (batch: readonly PieceRow[], ready: readonly AuId[], figures: { readonly held: number; readonly of: number }) => Promise<boolean>;
};

export type PieceStore = {
  /** Bytes of what is wanted that lie in the database, and when it was opened. */
  readonly stored: () => number;
  readonly began: number;
  /** Takes a verified piece; says whether more are wanted. */
  readonly take: (piece: PieceRow) => Promise<boolean>;
  /** Stores what was taken. Problem `storage-full`; then what was taken is lost. */
  readonly flush: () => Promise<Problem | undefined>;
  /** It was removed, or another wish took its place. */
  readonly isOver: () => boolean;
};

/** `told`: now and then, how far it is; speed in bytes a second. `kept`: after each storing, bytes and milliseconds since it was opened. */
type Ears = {
  readonly told: (figures: { readonly held: number; readonly of: number; readonly speed: number }) => void;
  readonly kept?: (bytes: number, milliseconds: number) => Promise<void>;
};

/** Stored together, so that there are few transactions; on a slow line sooner, so that a closed app loses little. */
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_TIME = 2000;
const REPORT_TIME = 250;

export function openStore(
  { signal, world }: { readonly signal: AbortSignal; readonly world: World },
  { pack, readyIn, keep }: Shelf,
  { held, missing, ready, of }: Standing,
  { told, kept }: Ears,
): PieceStore {
  const began = of - sizeOf(pack, missing);
  const start = world.now();
  let [stored, taken, came, flushed, reported] = [began, 0, 0, start, 0];
  let batch: PieceRow[] = [];
  let marked: ReadonlySet<AuId> = ready;
  let isOver = false;
  let full: Problem | undefined;

  const flush = async () => {
    if (batch.length === 0 || isOver || full) return full;
    const open = readyIn(held);
    try {
      isOver = !(await keep(batch, [...open], { held: stored + taken, of }));
    } catch (error) {
      if (!isFull(error)) throw error;
      full = problem('storage-full', 'quota');
      for (const { digest } of batch) held.delete(digest);
      return full;
    }
    marked = open;
    stored += taken;
    [batch, taken, flushed] = [[], 0, world.now()];
    await kept?.(came, flushed - start);
    return undefined;
  };
  const take = async (piece: PieceRow) => {
    held.add(piece.digest);
    batch.push(piece);
    taken += piece.bytes.length;
    came += piece.bytes.length;
    const now = world.now();
    if (now - reported >= REPORT_TIME) {
      reported = now;
      told({ held: stored + taken, of, speed: now > start ? (came / (now - start)) * 1000 : 0 });
    }
    const isDue = taken >= BATCH_BYTES || now - flushed >= BATCH_TIME || readyIn(held).size > marked.size;
    if (isDue) await flush();
    return !full && !isOver && !signal.aborted;
  };
  return { stored: () => stored, began, take, flush, isOver: () => isOver };
}
