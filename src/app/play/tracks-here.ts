import { useEffect, useState } from 'react';
import type { Db } from '../../device/db.ts';
import { isFileHere } from '../../device/files.ts';
import type { Track } from '../../pack/manifest.ts';
import { tracksOf, type Rendering } from '../../pack/tracks.ts';
import type { Voice } from './film-plan.ts';
import type { Lesson } from './lesson.ts';

/** Tracks of a kind that render this lesson and are on this phone, wanted languages first; in each language the best of them. */
export async function tracksHere(db: Db, lesson: Lesson, kind: Track['kind'], wanted: readonly string[]): Promise<readonly Rendering[]> {
  const all = tracksOf(lesson, lesson.au.lesson, kind, wanted);
  const here = await Promise.all(all.map((track) => isFileHere(db, track.edition, track.path)));
  return bestOfEach(all.filter((_, index) => here[index]));
}

/** One track of each language: a layer may say again what the course says itself, and a voice comes in two kinds of file. */
export function bestOfEach(tracks: readonly Rendering[]): readonly Rendering[] {
  return tracks.filter(({ lang }, at) => tracks.findIndex((other) => other.lang === lang) === at);
}

/** A packed voice as the player hears it. */
export function voiceOf({ lang, edition, path, map, engine, isStale }: Rendering): Voice {
  return { lang, edition, path, ...(map === undefined ? {} : { map }), isSynthetic: engine !== undefined, ...(isStale ? { isStale } : {}) };
}

/** `tracksHere` for a component, in the order of the languages wanted when it was first shown. Undefined until it is known. */
export function useTracksHere(db: Db, lesson: Lesson, kind: Track['kind'], wanted: readonly string[]): readonly Rendering[] | undefined {
  const [first] = useState(wanted);
  const [found, setFound] = useState<readonly Rendering[]>();
  useEffect(() => {
    let isGone = false;
    void tracksHere(db, lesson, kind, first).then((tracks) => !isGone && setFound(tracks));
    return () => {
      isGone = true;
    };
  }, [db, lesson, kind, first]);
  return found;
}
