import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import type { IconName } from '../ui/icon.tsx';
import { Chain, type Stop } from '../ui/road.tsx';
import { useFormat, useLanguage } from '../ui/words.ts';
import type { CourseHere, LessonHere } from './courses.ts';

/** The lessons as stations: done, here now, ready to open, still on their way. `isClosed`: none opens any more. */
export function Lessons({ here, isPaused, isClosed }: { readonly here: CourseHere; readonly isPaused: boolean; readonly isClosed: boolean }) {
  const { t } = useTranslation();
  const lang = useLanguage();
  const format = useFormat();
  const facts = (lesson: LessonHere) => {
    const state = lesson.isDone ? t('lesson.done') : !isClosed && t(lesson.isReady ? 'lesson.ready' : 'lesson.coming');
    return [lesson.au.minutes !== undefined && format.duration(lesson.au.minutes * 60), state].filter(Boolean).join(' · ');
  };
  const stops = here.lessons.map((lesson): Stop => {
    const title = say(lesson.au.title, [lang], here.manifest.source);
    return {
      key: lesson.au.id,
      stage: lesson.isDone ? 'done' : lesson === here.next && !isClosed ? 'here' : 'ahead',
      icon: lesson.isDone ? 'check' : !lesson.isReady ? (isPaused ? 'pause' : 'download') : kinds[lesson.au.lesson.kind],
      name: title.text,
      lang: title.lang === lang ? undefined : title.lang,
      note: facts(lesson),
      to: lesson.isReady && !isClosed ? `/learn/${here.course}/${lesson.n}` : undefined,
    };
  });
  return (
    <section className="stack stack--wide">
      <h2 className="head">{t('lesson.title')}</h2>
      <Chain stops={stops} label={t('course.progress', { count: here.done, of: here.lessons.length })} isClose />
    </section>
  );
}

const kinds: { readonly [kind in LessonHere['au']['lesson']['kind']]: IconName } = { video: 'play', audio: 'audio', reading: 'text', quiz: 'edit' };
