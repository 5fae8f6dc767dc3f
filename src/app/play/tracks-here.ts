import { useEffect, useState } from 'react';
import type { Db } from '../../device/db.ts';
import { isFileHere } from '../../device/files.ts';
import type { Track } from '../../pack/manifest.ts';
import { tracksOf, type Rendering } from '../../pack/tracks.ts';
import type { Lesson } from './lesson.ts';

/** Tracks of a kind that render this lesson and are on this phone, wanted languages first. */
async function tracksHere(db: Db, lesson: Lesson, kind: Track['kind'], wanted: readonly string[]): Promise<readonly Rendering[]> {
  const all = tracksOf(lesson, lesson.au.lesson, kind, wanted);
  const here = await Promise.all(all.map((track) => isFileHere(db, track.edition, track.path)));
  return all.filter((_, index) => here[index]);
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
