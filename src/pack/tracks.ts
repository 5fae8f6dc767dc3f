/** One track record and one way to find tracks, for those in courses and those in language layers. */
import type { Lesson } from '../core/cmi5/structure.ts';
import type { Manifest, Track } from './manifest.ts';

/** The digest by which tracks name what they render. */
function renderedBy(lesson: Lesson): string {
  return lesson.kind === 'video' || lesson.kind === 'audio' ? lesson.medium : lesson.unit;
}

/** Tracks of a kind that render a lesson, wanted languages first, then the source language, then the rest. */
export function tracksOf(manifest: Manifest, lesson: Lesson, kind: Track['kind'], wanted: readonly string[]): readonly Track[] {
  const rank = (track: Track) => {
    const at = wanted.indexOf(track.lang);
    if (at >= 0) return at;
    return track.lang === manifest.source ? wanted.length : wanted.length + 1;
  };
  return manifest.tracks.filter((track) => track.kind === kind && track.of === renderedBy(lesson)).toSorted((a, b) => rank(a) - rank(b));
}
