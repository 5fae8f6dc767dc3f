import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { completionsSchema, completionStates, deskCoursesSchema, type Completion } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/notes.tsx';
import { Blank } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Answer, useAsk, usePages } from './ask.tsx';
import { addressOf, queryOf, readFilter, type Filter } from './filter.ts';
import { Pick } from './pick.tsx';
import { Say, useSay } from './say.tsx';
import { StateChip } from './state-chip.tsx';
import { Table, type Column } from './table.tsx';
import { useUnitOptions } from './units.ts';
import { Work } from './work.tsx';

/** Results that wait for somebody, those that wait longest first, and on demand those already decided. */
export function Review() {
  const { t } = useTranslation(['desk', 'ui']);
  const filter = readFilter(useSearch());
  const list = usePages(`completions${queryOf(filter)}`, completionsSchema);
  const columns = useColumns(filter);
  return (
    <Work
      name={t('review.title')}
      title={t('review.title')}
      actions={
        <a className="button button--dense" href={`/api/desk/completions.csv${queryOf(filter)}`} download>
          {t('export.take-list')}
        </a>
      }
    >
      <Filters filter={filter} />
      <Answer of={list}>
        {({ pages }) => {
          const rows = pages.flatMap(({ completions }) => completions);
          if (rows.length === 0) return <Nothing filter={filter} />;
          return (
            <section className="stack stack--wide">
              <Table caption={t('review.caption')} columns={columns} rows={rows} keyOf={({ registration }) => registration} isHalt={isLate} />
              <div className="table__foot">
                <p className="note">
                  {t(filter.state === 'waiting' ? 'review.order-waiting' : 'review.order-decided')} <span className="keys-note">{t('common.keys')}</span>
                </p>
                {list.hasNextPage && (
                  <Button isDense isOff={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                    {t('common.more')}
                  </Button>
                )}
              </div>
            </section>
          );
        }}
      </Answer>
    </Work>
  );
}

function Filters({ filter }: { readonly filter: Filter }) {
  const { t } = useTranslation('desk');
  const [, go] = useLocation();
  const say = useSay();
  const units = useUnitOptions(true);
  const courses = useAsk('courses', deskCoursesSchema);
  const show = (next: Filter) => go(`/desk/review${addressOf(next)}`, { replace: true });
  const courseOptions = (courses.data?.courses ?? []).map(({ id, title, source }) => ({ value: id, name: say(title, source) }));
  return (
    <div className="sieve">
      <div className="sieve__states" role="group" aria-label={t('filter.state')}>
        {[...completionStates, 'all' as const].map((state) => (
          <button key={state} type="button" className="filter" aria-pressed={state === filter.state} onClick={() => show({ ...filter, state })}>
            {t(`state.${state}`)}
          </button>
        ))}
      </div>
      <div className="sieve__picks">
        <Pick isUnseen label={t('filter.course')} value={filter.course ?? ''} options={[{ value: '', name: t('filter.all-courses') }, ...courseOptions]} onPick={(course) => show({ ...filter, course })} />
        {units.length > 2 && <Pick isUnseen label={t('filter.unit')} value={filter.unit ?? ''} options={units} onPick={(unit) => show({ ...filter, unit })} />}
      </div>
    </div>
  );
}

function useColumns(filter: Filter): readonly Column<Completion>[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  const state: Column<Completion> = { key: 'state', name: t('column.state'), cell: (row) => <StateChip state={row.state} /> };
  return [
    { key: 'person', name: t('column.person'), cell: (row) => <Name row={row} rest={addressOf(filter)} /> },
    { key: 'unit', name: t('column.unit'), cell: ({ person }) => <Say map={person.unit} /> },
    { key: 'course', name: t('column.course'), cell: (row) => <Course row={row} /> },
    { key: 'score', name: t('column.score'), isNumber: true, cell: ({ scaled }) => (scaled === undefined ? undefined : format.percent(scaled)) },
    { key: 'attempts', name: t('column.attempts'), isNumber: true, cell: ({ attempts }) => format.number(attempts) },
    { key: 'satisfied', name: t('column.received'), cell: ({ satisfied }) => format.date(satisfied, world.now()) },
    { key: 'due', name: t('column.due'), cell: (row) => row.due && <Due due={row.due} isMissed={isLate(row)} /> },
    ...(filter.state === 'all' ? [state] : []),
    { key: 'notes', name: t('column.notes'), cell: ({ notes }) => (notes === 0 ? undefined : <Notes count={notes} />) },
  ];
}

/** The person opens the result; for a reader's list of links the course is named too. */
function Name({ row: { person, course, registration }, rest }: { readonly row: Completion; readonly rest: string }) {
  return (
    <Link href={`/desk/review/${registration}${rest}`}>
      {person.name}
      <span className="unseen">
        , <Say map={course.title} source={course.source} />
      </span>
    </Link>
  );
}

function Course({ row: { course, cycle } }: { readonly row: Completion }) {
  const { t } = useTranslation('desk');
  return (
    <>
      <Say map={course.title} source={course.source} />
      {cycle > 1 && <span className="note"> · {t('review.cycle', { n: cycle })}</span>}
    </>
  );
}

function Due({ due, isMissed }: { readonly due: string; readonly isMissed: boolean }) {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const date = useFormat().date(due, world.now());
  if (!isMissed) return date;
  return (
    <Chip kind="halt" icon="flag">
      {t('review.late', { date })}
    </Chip>
  );
}

function Notes({ count }: { readonly count: number }) {
  const { t } = useTranslation('desk');
  return (
    <Chip kind="wait" icon="warning">
      {t('review.notes', { count })}
    </Chip>
  );
}

function Nothing({ filter }: { readonly filter: Filter }) {
  const { t } = useTranslation('desk');
  const isNarrowed = filter.course !== undefined || filter.unit !== undefined;
  return (
    <Blank name={filter.state === 'waiting' ? t('review.blank') : t('review.blank-decided')}>
      <p>{isNarrowed ? t('review.blank-narrowed') : t('review.blank-lead')}</p>
      {isNarrowed && <Button to={`/desk/review${addressOf({ state: filter.state })}`}>{t('filter.show-all')}</Button>}
    </Blank>
  );
}

/** Received after its day. */
function isLate({ due, satisfied }: Completion): boolean {
  return due !== undefined && Date.parse(satisfied) > Date.parse(due) + (due.length === 10 ? 86_400_000 : 0);
}
