import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CourseId } from '../../core/ids.ts';
import { Recalled } from '../library/recalled.tsx';
import { useOpen } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Page } from '../ui/page.tsx';
import { Bones, Failed } from '../ui/states.tsx';
import { useLanguage } from '../ui/words.ts';
import { findLesson, type Found, type Lesson } from './lesson.ts';
import { Missing } from './missing.tsx';
import { keepWishes, placeOf, wishesOf, type Place, type Wishes } from './wishes.ts';

const Player = lazy(() => import('./player.tsx').then(({ Player: screen }) => ({ default: screen })));
const Reading = lazy(() => import('./reading.tsx').then(({ Reading: screen }) => ({ default: screen })));
const Quiz = lazy(() => import('./quiz.tsx').then(({ Quiz: screen }) => ({ default: screen })));

/** What every kind of lesson is given. It stays the same while the lesson is open, whatever is downloaded meanwhile. */
export type LessonProps = {
  readonly lesson: Lesson;
  readonly place: Place;
  readonly wishes: Wishes;
  /** Remembers how this person likes lessons. */
  readonly wish: (change: Partial<Wishes>) => void;
  /** A file of the lesson cannot be read. */
  readonly onMissing: () => void;
  /** Opens the lesson anew, to take its quiz once more; it then comes with `isAgain`. */
  readonly onAgain: () => void;
  readonly isAgain: boolean;
};

type Ready = { readonly lesson: Lesson; readonly place: Place; readonly wishes: Wishes };

/** One lesson of a course on this phone, opened with no network: its film, its pages or its quiz. */
export function Learn({ course, n }: { readonly course: CourseId; readonly n: number }) {
  const open = useOpen();
  const [ready, setReady] = useState<Ready>();
  const [isMissing, setMissing] = useState(false);
  const [isAgain, setAgain] = useState(false);
  const onMissing = useCallback(() => setMissing(true), []);
  if (isMissing && ready) {
    const reopen = () => {
      setReady(undefined);
      setMissing(false);
    };
    return <Missing course={course} title={ready.lesson} install={ready.lesson.install} onReopen={reopen} />;
  }
  if (!ready) return <Entrance course={course} n={n} isAgain={isAgain} onReady={setReady} />;
  const onAgain = () => {
    setReady(undefined);
    setAgain(true);
  };
  const wish = (change: Partial<Wishes>) => {
    const wishes = { ...ready.wishes, ...change };
    setReady({ ...ready, wishes });
    void keepWishes(open, wishes).catch(() => undefined);
  };
  const Kind = { video: Player, audio: Player, reading: Reading, quiz: Quiz }[ready.lesson.au.lesson.kind];
  return (
    <Suspense fallback={<Opening course={course} />}>
      <Kind {...ready} wish={wish} onMissing={onMissing} onAgain={onAgain} isAgain={isAgain} />
    </Suspense>
  );
}

/** Looks for the lesson until it is here, and says why it is not. */
function Entrance({ course, n, isAgain, onReady }: { readonly course: CourseId; readonly n: number; readonly isAgain: boolean; readonly onReady: (ready: Ready) => void }) {
  const { t } = useTranslation('play');
  const open = useOpen();
  const lang = useLanguage();
  const held = useHeld(async () => lookFor(await findLesson(open, course, n, isAgain)), [open, course, n, isAgain]);
  useEffect(() => {
    if (held && 'ready' in held) onReady(held.ready);
  }, [held, onReady]);

  if (!held || 'ready' in held) return <Opening course={course} />;
  const { found } = held;
  if (found.kind === 'missing') return <Missing course={course} title={found} install={found.install} />;
  const toCourse = (
    <Button kind="main" isWide to={`/course/${course}`}>
      {t('to-course')}
    </Button>
  );
  return (
    <Page name={t('lesson')} bar={<Bar back={{ to: `/course/${course}`, name: t('course') }} />}>
      {found.kind === 'recalled' ? (
        <Recalled recall={found.recall} isTitle>
          {toCourse}
        </Recalled>
      ) : (
        <Failed problem={found} isTitle>
          {toCourse}
        </Failed>
      )}
    </Page>
  );

  async function lookFor(looked: Found): Promise<{ readonly ready: Ready } | { readonly found: Exclude<Found, { kind: 'ready' }> }> {
    if (looked.kind !== 'ready') return { found: looked };
    const { lesson } = looked;
    return { ready: { lesson, wishes: await wishesOf(open, lang), place: await placeOf(open, lesson) } };
  }
}

function Opening({ course }: { readonly course: CourseId }) {
  const { t } = useTranslation('play');
  return (
    <Page name={t('lesson')} bar={<Bar back={{ to: `/course/${course}`, name: t('course') }} />}>
      <Bones />
    </Page>
  );
}
