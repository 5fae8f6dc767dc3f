import { useCallback, useEffect, useRef, useState } from 'react';
import { splitPages, takeTitle } from '../../core/pages.ts';
import { auProgress } from '../../core/progress.ts';
import { completed } from '../../core/session.ts';
import type { Rendering } from '../../pack/tracks.ts';
import { useOpen, useSession } from '../session.tsx';
import type { LessonProps } from './learn.tsx';
import { readText } from './local.ts';
import type { Sat } from './sitting.ts';
import { useSaved, type Saving } from './use-saved.ts';
import { keepPlace } from './wishes.ts';

export type Text = { readonly path: string; readonly title: string | undefined; readonly pages: readonly string[] };

/** The pages of a text file. Undefined until it is read. */
export function usePages({ onMissing }: LessonProps, track: Rendering | undefined, isKnown: boolean): Text | undefined {
  const { db } = useSession();
  const { edition, path } = track ?? {};
  const [text, setText] = useState<Text>();
  useEffect(() => {
    let isGone = false;
    if (!isKnown) return;
    void (edition === undefined || path === undefined ? Promise.resolve(undefined) : readText(db, edition, path)).then((markdown) => {
      if (isGone) return undefined;
      if (markdown === undefined || path === undefined) return onMissing();
      const { title, rest } = takeTitle(markdown);
      return setText({ path, title, pages: splitPages(rest) });
    });
    return () => {
      isGone = true;
    };
  }, [db, edition, path, isKnown, onMissing]);
  return text;
}

export type Position = { readonly page: number; readonly go: (page: number) => void; readonly isDone: boolean; readonly saving: Saving; readonly finish: () => void };

/** Where one reads, remembered; and that all was read, recorded when the last page was reached and every page was seen. */
export function usePosition({ lesson, place }: LessonProps, count: number, { keep }: Sat): Position {
  const { world } = useSession();
  const open = useOpen();
  const saving = useSaved();
  const [at, setAt] = useState(place.at);
  const seen = useRef(new Set(place.seen));
  const [isDone, setDone] = useState(auProgress(lesson.progress, lesson.au).isCompleted);
  const isTried = useRef(isDone);
  const page = Math.max(0, Math.min(at, count - 1));
  const { run } = saving;
  const finish = useCallback(async () => {
    if (await run(() => keep((s) => [completed(world, s)]))) setDone(true);
  }, [run, keep, world]);

  useEffect(() => {
    if (count === 0) return;
    seen.current.add(page);
    void keepPlace(open, lesson, { at: page, seen: [...seen.current], played: [], unsaid: [] });
    const isAll = page === count - 1 && Array.from({ length: count }, (_, index) => index).every((index) => seen.current.has(index));
    if (!isAll || isTried.current) return;
    isTried.current = true;
    void finish();
  }, [count, page, finish, open, lesson]);
  return { page, go: setAt, isDone, saving, finish: () => void finish() };
}
