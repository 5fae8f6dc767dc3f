/**
 * One run of pieces over one connection. Each piece is checked against its digest before anybody sees it; when the connection is
 * cut, the next one goes on in the middle of the piece.
 */
import type { Digest } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import { digestOf } from '../pack/digest.ts';
import { bytesSize, type Packed } from '../pack/manifest.ts';
import type { Run } from '../pack/pieces.ts';
import type { PieceRow } from './db.ts';
import { roadProblem } from './wire.ts';

/** `cut`: worth trying again later. `damaged`: a piece arrived whole and is another (`actual`: its digest). `refused`: trying again is no use. */
export type RunEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'cut'; readonly problem: Problem }
  | { readonly kind: 'damaged'; readonly wanted: Digest; readonly actual: Digest }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** A connection on which nothing comes for so long is given up. */
const STALL = 60_000;

/** A piece of which a cut connection brought the beginning. It is believed only once it is whole; until then the next connection goes on with it. */
export type Unfinished = { readonly digest: Digest; readonly bytes: Uint8Array<ArrayBuffer>; readonly filled: number };

/** `at`: path of the archive. `unfinished`: what the connection before left, and what this one leaves. */
export type Road = {
  readonly fetch: typeof globalThis.fetch;
  readonly at: string;
  readonly signal: AbortSignal;
  unfinished: Unfinished | undefined;
};

/** Fetches a run and hands over its pieces in order. Stops when `take` says false. */
export async function fetchRun(road: Road, manifest: Packed, run: Run, take: (piece: PieceRow) => Promise<boolean>): Promise<RunEnd> {
  const { fetch, at, signal } = road;
  const ours = new AbortController();
  const stop = () => ours.abort();
  signal.addEventListener('abort', stop);
  let timer = setTimeout(stop, STALL);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(stop, STALL);
  };
  const isBegun = road.unfinished?.digest === manifest.pieces[run.pieces[0]!]![0];
  const start = run.start + (isBegun ? road.unfinished!.filled : 0);
  try {
    const range = `bytes=${start}-${run.start + run.size - 1}`;
    const response = await fetch(at, { headers: { range }, cache: 'no-store', signal: ours.signal });
    const begins = beginOf(response, manifest, start);
    if (typeof begins !== 'number') {
      await response.body?.cancel();
      return begins;
    }
    const reader = pieceReader(response.body!, { skip: start - begins, begun: isBegun ? road.unfinished : undefined, alive });
    road.unfinished = undefined;
    return await readPieces(reader, manifest, run, { take, leave: (unfinished) => (road.unfinished = unfinished) });
  } catch (error) {
    return { kind: 'cut', problem: roadProblem(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Offset in `bytes` of the answer's first byte: a server without ranges answers 200 with all of it. */
function beginOf(response: Response, manifest: Packed, start: number): number | RunEnd {
  const { status, headers } = response;
  if (status === 404 || status === 410) return { kind: 'refused', problem: problem('pack-not-found', 'bytes') };
  const [, first, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  const length = status === 206 || status === 416 ? total : (headers.get('content-length') ?? undefined);
  if ((status === 200 || status === 206 || status === 416) && length !== undefined && Number(length) < bytesSize(manifest)) {
    return { kind: 'refused', problem: problem('pack-bytes-short', `${length} of ${bytesSize(manifest)}`) };
  }
  const begins = status === 206 ? Number(first ?? start) : 0;
  if ((status !== 200 && status !== 206) || !response.body || begins > start) {
    return { kind: 'cut', problem: problem(status === 429 || status === 503 ? 'server-busy' : 'server-unreachable', `status ${status}`) };
  }
  return begins;
}

type Reader = {
  /** The next piece whole; undefined where the answer ends before. */
  readonly next: (wanted: Digest, size: number) => Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** What came of the piece that is not whole. */
  readonly unfinished: () => Unfinished | undefined;
  readonly cancel: () => Promise<void>;
};

async function readPieces(reader: Reader, manifest: Packed, run: Run, { take, leave }: { readonly take: (piece: PieceRow) => Promise<boolean>; readonly leave: (unfinished: Unfinished | undefined) => void }): Promise<RunEnd> {
  const checking = inOrder(take);
  let cut: RunEnd | undefined;
  try {
    for (const index of run.pieces) {
      const [wanted, size] = manifest.pieces[index]!;
      const bytes = await reader.next(wanted, size);
      if (!bytes) cut = { kind: 'cut', problem: problem('server-unreachable', 'the answer ended early') };
      if (!bytes || !(await checking.add(wanted, bytes))) break;
    }
    await reader.cancel();
  } catch (error) {
    cut = { kind: 'cut', problem: roadProblem(error) };
  }
  if (cut) leave(reader.unfinished());
  // What came in whole before a cut is checked and handed over all the same.
  const end = await checking.end();
  return end.kind === 'done' && cut ? cut : end;
}

/** Cuts an answer into pieces. The first `skip` bytes are passed over; `begun`: the beginning of the first piece. */
function pieceReader(body: ReadableStream<Uint8Array<ArrayBuffer>>, { skip, begun, alive }: { skip: number; readonly begun: Unfinished | undefined; readonly alive: () => void }): Reader {
  const reader = body.getReader();
  let chunk: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  let rest = skip;
  let current = begun;
  return {
    next: async (wanted, size) => {
      const bytes = current?.digest === wanted ? current.bytes : new Uint8Array(size);
      for (let filled = current?.digest === wanted ? current.filled : 0; filled < size; ) {
        current = { digest: wanted, bytes, filled };
        if (chunk.length === 0) {
          const { done, value } = await reader.read();
          if (done) return undefined;
          alive();
          const dropped = Math.min(rest, value.length);
          rest -= dropped;
          chunk = value.subarray(dropped);
          continue;
        }
        const part = chunk.subarray(0, size - filled);
        bytes.set(part, filled);
        filled += part.length;
        chunk = chunk.subarray(part.length);
      }
      current = undefined;
      return bytes;
    },
    unfinished: () => current,
    cancel: () => reader.cancel(),
  };
}

/** So many pieces may wait for their check or their storing while the next ones come in. */
const AHEAD = 4;

/** Checks and hands over pieces in their order, while the road goes on. `add` says whether more are wanted; `end` waits for all. */
function inOrder(take: (piece: PieceRow) => Promise<boolean>): { readonly add: (wanted: Digest, bytes: PieceRow['bytes']) => Promise<boolean>; readonly end: () => Promise<RunEnd> } {
  let over: RunEnd | undefined;
  const waiting: Promise<void>[] = [];
  let last: Promise<void> = Promise.resolve();
  const pass = async (wanted: Digest, bytes: PieceRow['bytes'], digest: Promise<Digest>) => {
    const actual = await digest;
    if (over) return;
    if (actual !== wanted) over = { kind: 'damaged', wanted, actual };
    else if (!(await take({ digest: wanted, bytes }))) over = { kind: 'done' };
  };
  return {
    add: async (wanted, bytes) => {
      const digest = digestOf(bytes);
      last = last.then(() => pass(wanted, bytes, digest));
      // Whoever waits hears of a failure; until then it is nobody's.
      last.catch(() => undefined);
      waiting.push(last);
      if (waiting.length > AHEAD) await waiting.shift();
      return over === undefined;
    },
    end: async () => {
      await last;
      return over ?? { kind: 'done' };
    },
  };
}
