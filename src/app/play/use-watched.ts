import { useEffect, useRef, useState, type RefObject } from 'react';
import { auProgress } from '../../core/progress.ts';
import { completed, played } from '../../core/session.ts';
import { useOpen, useSession } from '../session.tsx';
import type { LessonProps } from './learn.tsx';
import { isWatched, merged, playedTo, type Segment } from './segments.ts';
import type { Sat } from './sitting.ts';
import { lengthOf, secondOf } from './timeline.ts';
import type { Media } from './use-media.ts';
import { useSaved, type Saving } from './use-saved.ts';
import { keepPlace } from './wishes.ts';

type Watched = { readonly isDone: boolean; readonly saving: Saving; readonly finish: () => void };

/**
 * Remembers the place in a film and what was truly played of it, in all sittings; records that it is done once that is enough, and
 * the stretches of this sitting when it ends. What a killed browser had no time to say is said by the next sitting.
 */
export function useWatched({ lesson, place }: LessonProps, filmRef: RefObject<HTMLMediaElement | null>, media: Media, { keep, atEnd }: Sat): Watched {
  const { world } = useSession();
  const open = useOpen();
  const saving = useSaved();
  const [isDone, setDone] = useState(auProgress(lesson.progress, lesson.au).isCompleted);
  const seen = useRef({ played: place.played as readonly Segment[], unsaid: place.unsaid as readonly Segment[], last: undefined as number | undefined, kept: 0, isTried: isDone });
  const { run } = saving;
  const finish = async () => {
    seen.current.isTried = true;
    if (await run(() => keep((s) => [completed(world, s)]))) setDone(true);
  };
  const finishNow = useRef(finish);
  useEffect(() => {
    finishNow.current = finish;
  });

  useEffect(() => {
    const film = filmRef.current;
    if (!film) return;
    const keepHere = async () => {
      // Before its head is read a film says that it stands at 0.
      if (film.readyState === 0) return;
      seen.current.kept = world.now();
      await keepPlace(open, lesson, { at: secondOf(film), played: pairs(seen.current.played), unsaid: pairs(seen.current.unsaid), seen: [] });
    };
    const onTime = () => {
      const held = seen.current;
      // Slow timers of a hidden tab are no seeks.
      const step = 5 * film.playbackRate;
      held.played = playedTo(held.played, held.last, secondOf(film), step);
      held.unsaid = playedTo(held.unsaid, held.last, secondOf(film), step);
      held.last = secondOf(film);
      if (!held.isTried && isWatched(held.played, lengthOf(film) || media.seconds)) void finishNow.current();
      if (world.now() - held.kept > KEEP_EVERY && !film.paused) void keepHere();
    };
    const onPlay = () => {
      seen.current.last = secondOf(film);
    };
    const onSeek = () => {
      seen.current.last = undefined;
    };
    const onPause = () => {
      onTime();
      void keepHere();
    };
    const onHide = () => document.visibilityState === 'hidden' && void keepHere();
    film.addEventListener('timeupdate', onTime);
    film.addEventListener('play', onPlay);
    film.addEventListener('seeking', onSeek);
    film.addEventListener('emptied', onSeek);
    film.addEventListener('pause', onPause);
    document.addEventListener('visibilitychange', onHide);
    atEnd(async () => {
      const { at, unsaid } = { at: secondOf(film), unsaid: merged(seen.current.unsaid) };
      await keep((s) => unsaid.map(([from, to]) => played(world, s, from, to)));
      if (film.readyState > 0) await keepPlace(open, lesson, { at, played: pairs(seen.current.played), unsaid: [], seen: [] });
    });
    return () => {
      film.removeEventListener('timeupdate', onTime);
      film.removeEventListener('play', onPlay);
      film.removeEventListener('seeking', onSeek);
      film.removeEventListener('emptied', onSeek);
      film.removeEventListener('pause', onPause);
      document.removeEventListener('visibilitychange', onHide);
    };
  }, [filmRef, world, open, lesson, keep, atEnd, media.seconds]);
  return { isDone, saving, finish: () => void finish() };
}

const KEEP_EVERY = 5_000;

function pairs(segments: readonly Segment[]): [number, number][] {
  return segments.map(([from, to]) => [tenths(from), tenths(to)]);
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
