/** Which pieces a choice needs, which are missing, and in which runs to fetch them. */
import { ausOf } from '../core/cmi5/structure.ts';
import type { AuId, Digest } from '../core/ids.ts';
import type { Group, Manifest, Packed, PackFile, Rendition } from './manifest.ts';

/** What a person chose to download: languages in order of preference, and the largest rendition. `codec`: what this phone plays where sound comes in two; absent is `aac`, which all do. */
export type Choice = { readonly languages: readonly string[]; readonly rendition: Rendition; readonly codec?: NonNullable<Group['codec']> };

/** A contiguous stretch of `bytes`: one GET with one range. */
export type Run = { readonly start: number; readonly size: number; readonly pieces: readonly number[] };

const renditionsOf: { readonly [choice in Rendition]: readonly Rendition[] } = {
  text: ['text'],
  audio: ['text', 'audio'],
  'video-small': ['text', 'audio', 'video-small'],
  video: ['text', 'audio', 'video'],
};

/** As much of a manifest as a choice needs. */
type Grouped = { readonly languages: readonly string[]; readonly source: string; readonly groups: readonly Group[] };

/** Groups that a choice needs. A language the course lacks brings its source language in. A film that exists in one size only comes with either. */
export function chosenGroups(manifest: Grouped, choice: Choice): readonly Group[] {
  const wanted = choice.languages.filter((tag) => manifest.languages.includes(tag));
  const languages = new Set(wanted.length > 0 ? wanted : [manifest.source]);
  const sizes = renditionsOf[choice.rendition];
  const wantsFilm = choice.rendition === 'video' || choice.rendition === 'video-small';
  return manifest.groups.filter((group) => {
    if (group.lang !== undefined && !languages.has(group.lang)) return false;
    if (group.codec !== undefined && group.codec !== (choice.codec ?? 'aac')) return false;
    // A film speaks its source language itself: that voice alone is needed only where the film is not.
    if (wantsFilm && group.rendition === 'audio' && group.lang === manifest.source) return !filmsOf(manifest, group.au).length;
    if (sizes.includes(group.rendition)) return true;
    return wantsFilm && isFilm(group) && !filmsOf(manifest, group.au).some((other) => other.rendition === choice.rendition);
  });
}

function filmsOf(manifest: Grouped, au: string | undefined): readonly Group[] {
  return manifest.groups.filter((group) => group.au === au && isFilm(group));
}

function isFilm(group: Group): boolean {
  return group.rendition === 'video' || group.rendition === 'video-small';
}

/** All renditions, smallest first. */
export const renditions: readonly Rendition[] = ['text', 'audio', 'video-small', 'video'];

/** Renditions that differ in this course, smallest first. */
export function renditionsIn(manifest: Grouped): readonly Rendition[] {
  return renditions.filter((each) => manifest.groups.some((group) => group.rendition === each));
}

/** Indices of the pieces of a group. */
export function piecesOf(group: Group): readonly number[] {
  return Array.from({ length: group.count }, (_, i) => group.from + i);
}

/** Indices of chosen pieces that are not held, each digest once, in the order of `bytes`. */
export function missingPieces(manifest: Packed, held: ReadonlySet<Digest>, choice: Choice): readonly number[] {
  const seen = new Set<Digest>(held);
  return chosenGroups(manifest, choice)
    .flatMap(piecesOf)
    .filter((index) => {
      const digest = manifest.pieces[index]![0];
      if (seen.has(digest)) return false;
      seen.add(digest);
      return true;
    });
}

/** Size in bytes of pieces by index. */
export function sizeOf(manifest: Packed, indices: readonly number[]): number {
  return indices.reduce((sum, index) => sum + manifest.pieces[index]![1], 0);
}

/** Offset in `bytes` at which each piece begins; one entry more than there are pieces. */
export function offsetsOf(manifest: Packed): readonly number[] {
  const out = [0];
  for (const [, size] of manifest.pieces) out.push(out.at(-1)! + size);
  return out;
}

/** Missing pieces as contiguous runs. `most`: greatest bytes of a run. */
export function runsOf(manifest: Packed, indices: readonly number[], most = Number.POSITIVE_INFINITY): readonly Run[] {
  const offsets = offsetsOf(manifest);
  const runs: { start: number; size: number; pieces: number[] }[] = [];
  for (const index of indices) {
    const size = manifest.pieces[index]![1];
    const last = runs.at(-1);
    if (last && last.start + last.size === offsets[index] && last.size + size <= most) {
      last.size += size;
      last.pieces.push(index);
    } else runs.push({ start: offsets[index]!, size, pieces: [index] });
  }
  return runs;
}

/** A part of a file inside one piece. */
export type Slice = { readonly piece: number; readonly digest: Digest; readonly from: number; readonly to: number };

/** Pieces that hold bytes `[from, to)` of a file, with the part of each. */
export function slicesOf(manifest: Packed, offsets: readonly number[], file: PackFile, from = 0, to = file.size): readonly Slice[] {
  const start = file.at + from;
  const end = file.at + to;
  const slices: Slice[] = [];
  for (let piece = pieceAt(offsets, start); piece < manifest.pieces.length && offsets[piece]! < end; piece++) {
    const base = offsets[piece]!;
    const [digest, size] = manifest.pieces[piece]!;
    slices.push({ piece, digest, from: Math.max(0, start - base), to: Math.min(size, end - base) });
  }
  return slices;
}

/** AUs whose chosen groups are all held: the lessons that can be played. Groups without AU are needed by every lesson; the voice of a reading may come later than its text. */
export function readyAus(manifest: Manifest, held: ReadonlySet<Digest>, choice: Choice): ReadonlySet<AuId> {
  const groups = chosenGroups(manifest, choice);
  const isHeld = (group: Group) => piecesOf(group).every((index) => held.has(manifest.pieces[index]![0]));
  const shared = groups.filter((group) => group.au === undefined).every(isHeld);
  const ready = ausOf(manifest.structure).filter((au) => shared && groups.every((group) => group.au !== au.id || (au.lesson.kind === 'reading' && group.rendition === 'audio') || isHeld(group)));
  return new Set(ready.map((au) => au.id));
}

/** Index of the piece that holds an offset (binary search). */
function pieceAt(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low;
}
