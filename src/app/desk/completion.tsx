import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { completionsSchema, evidenceSchema, type Evidence } from '../../sync/desk.ts';
import { useFormat } from '../ui/words.ts';
import { Icon } from '../ui/icon.tsx';
import { Track } from '../ui/road.tsx';
import { Answer, useAsk, usePages } from './ask.tsx';
import { Attempts } from './attempts.tsx';
import { Basis } from './basis.tsx';
import { Decide } from './decide.tsx';
import { addressOf, queryOf, readFilter } from './filter.ts';
import { History } from './history.tsx';
import { Say, useSay } from './say.tsx';
import { Trip } from './trip.tsx';
import { Work } from './work.tsx';

/** One result with all that it rests on, and the decision. */
export function CompletionScreen({ registration }: { readonly registration: string }) {
  const { t } = useTranslation('desk');
  const say = useSay();
  const evidence = useAsk(`completions/${encodeURIComponent(registration)}`, evidenceSchema, true);
  const beside = useNeighbours(registration);
  const found = evidence.data?.completion;
  const title = found ? t('completion.title', { name: found.person.name, course: say(found.course.title, found.course.source) }) : t('completion.one');
  return (
    <Work
      name={title}
      over={
        <>
          <Link href={beside.list}>{t('review.title')}</Link>
          {beside.place && ` · ${t('completion.place', beside.place)}`}
        </>
      }
      title={title}
      actions={<Neighbours previous={beside.previous} next={beside.next} />}
    >
      <Answer of={evidence}>{(all) => <All evidence={all} next={beside.next} list={beside.list} />}</Answer>
    </Work>
  );
}

function All({ evidence, next, list }: { readonly evidence: Evidence; readonly next: string | undefined; readonly list: string }) {
  return (
    <>
      <Trip evidence={evidence} />
      <div className="cols cols--review">
        <div className="stack stack--section">
          <Attempts attempts={evidence.attempts} source={evidence.completion.course.source} />
          <Lessons lessons={evidence.lessons} source={evidence.completion.course.source} />
          <Basis evidence={evidence} />
          <History evidence={evidence} />
        </div>
        <Decide evidence={evidence} next={next} list={list} />
      </div>
    </>
  );
}

function Lessons({ lessons, source }: { readonly lessons: Evidence['lessons']; readonly source: string }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const done = lessons.filter(({ isSatisfied }) => isSatisfied).length;
  const firstOpen = lessons.findIndex(({ isSatisfied }) => !isSatisfied);
  if (lessons.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="lessons">
      <h2 className="head" id="lessons">
        {t('completion.lessons')}
      </h2>
      <Track label={t('completion.lessons-done', { done: format.number(done), of: format.number(lessons.length) })} stages={lessons.map(({ isSatisfied }, at) => (isSatisfied ? 'done' : at === firstOpen ? 'here' : 'ahead'))} />
      <ol className="lessons">
        {lessons.map(({ id, title, isSatisfied }) => (
          <li key={id}>
            <Icon name={isSatisfied ? 'check' : 'clock'} isSmall /> <Say map={title} source={source} />
            <span className="note"> · {t(isSatisfied ? 'completion.lesson-met' : 'completion.lesson-open')}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Neighbours({ previous, next }: { readonly previous: string | undefined; readonly next: string | undefined }) {
  const { t } = useTranslation('desk');
  const [, go] = useLocation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const to = event.key === 'ArrowLeft' ? previous : event.key === 'ArrowRight' ? next : undefined;
      if (to === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isWriting(event.target)) return;
      event.preventDefault();
      go(to);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [previous, next, go]);
  return (
    <>
      {previous && (
        <Link className="button button--dense" href={previous}>
          {t('completion.previous')} <kbd aria-hidden="true">←</kbd>
        </Link>
      )}
      {next && (
        <Link className="button button--dense" href={next}>
          {t('completion.next')} <kbd aria-hidden="true">→</kbd>
        </Link>
      )}
    </>
  );
}

/** Arrows mean something else in a field, among radios and in an open sheet. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, summary, dialog') !== null;
}

/** Where this result stands in the list that one came from. Of a result outside of what was loaded nothing is known. */
function useNeighbours(registration: string) {
  const filter = readFilter(useSearch());
  const rest = addressOf(filter);
  const pages = usePages(`completions${queryOf(filter)}`, completionsSchema);
  const rows = pages.data?.pages.flatMap(({ completions }) => completions) ?? [];
  const at = rows.findIndex((row) => row.registration === registration);
  const isAtEdge = at === rows.length - 1 && pages.hasNextPage && !pages.isFetchingNextPage;
  const { fetchNextPage } = pages;
  useEffect(() => {
    if (isAtEdge) void fetchNextPage();
  }, [isAtEdge, fetchNextPage]);
  const to = (index: number) => {
    const row = at < 0 ? undefined : rows[index];
    return row && `/desk/review/${row.registration}${rest}`;
  };
  const place = at >= 0 && !pages.hasNextPage ? { n: at + 1, of: rows.length } : undefined;
  return { list: `/desk/review${rest}`, previous: at > 0 ? to(at - 1) : undefined, next: to(at + 1), place };
}
