/** One track record and one way to find tracks, for those in courses and those in language layers. */
import { ausOf, type Lesson } from '../core/cmi5/structure.ts';
import type { CourseId, Edition } from '../core/ids.ts';
import { wholeOf } from './deflated.ts';
import type { Layer } from './layer.ts';
import type { Manifest, Track } from './manifest.ts';

/** A layer as a phone holds it. `countsInQuiz`: whether its quiz words and typed answers count (endorsement.ts). */
export type HeldLayer = { readonly edition: Edition; readonly layer: Layer; readonly countsInQuiz: boolean };
/** A track and where its file lies: `edition` of the course, or of the layer that `layer` names. `isStale`: the words it was made from are other ones now. */
export type Rendering = Track & { readonly edition: Edition; readonly layer?: CourseId; readonly isStale?: true };

/**
 * Tracks of a kind that render a lesson: wanted languages first, then those that the course falls back on, then the source language, then
 * the rest. In one language the course's own comes first, then fresh before stale, reviewed before machine.
 * A layer's quiz words are there only when they count.
 */
export function tracksOf({ manifest, edition, layers = [] }: { readonly manifest: Manifest; readonly edition: Edition; readonly layers?: readonly HeldLayer[] }, lesson: Lesson, kind: Track['kind'], wanted: readonly string[]): readonly Rendering[] {
  const of = renderedBy(lesson);
  const own = manifest.tracks.filter((track) => track.kind === kind && track.of === of).map((track): Rendering => ({ ...track, edition }));
  const sources = new Set(manifest.tracks.filter((track) => track.of === of).map(({ path }) => manifest.files.find((file) => file.path === path)!.sha256));
  const foreign = layers
    .filter((held) => held.layer.course === manifest.course && (kind !== 'quiz' || held.countsInQuiz))
    .flatMap(({ layer, edition: at }) => {
      const words = new Set([...sources, ...layer.files.map((file) => wholeOf(file).sha256)]);
      return layer.tracks
        .filter((track) => track.kind === kind && track.of === of)
        .map((track): Rendering => ({ ...track, edition: at, layer: layer.layer, ...(track.from === undefined || words.has(track.from) ? {} : { isStale: true }) }));
    });
  const order = [...wanted.flatMap((lang) => [lang, ...(manifest.fallback?.[lang] ?? [])]), manifest.source];
  const rank = ({ lang }: Track) => {
    const at = order.indexOf(lang);
    return at < 0 ? order.length : at;
  };
  return [...own, ...foreign].toSorted((a, b) => rank(a) - rank(b) || Number(a.layer !== undefined) - Number(b.layer !== undefined) || Number(a.isStale ?? false) - Number(b.isStale ?? false) || states.indexOf(b.state) - states.indexOf(a.state));
}

/** Whether words of the course that a layer's tracks were made from are other ones now. */
export function isStaleFor(manifest: Manifest, layer: Layer): boolean {
  const held = { edition: '' as Edition, layer, countsInQuiz: true };
  const kinds = [...new Set(layer.tracks.map(({ kind }) => kind))];
  return ausOf(manifest.structure).some((au) => kinds.some((kind) => tracksOf({ manifest, edition: held.edition, layers: [held] }, au.lesson, kind, []).some(({ isStale }) => isStale)));
}

const states: readonly Track['state'][] = ['machine', 'reviewed', 'approved'];

/** The digest by which tracks name what they render. */
function renderedBy(lesson: Lesson): string {
  return lesson.kind === 'video' || lesson.kind === 'audio' ? lesson.medium : lesson.unit;
}
