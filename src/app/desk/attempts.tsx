import { useTranslation } from 'react-i18next';
import type { DeskAttempt } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Chip } from '../ui/notes.tsx';
import { useFormat } from '../ui/words.ts';
import { Answers } from './answers.tsx';
import { lasted, scoresDiffer, tally } from './evidence.ts';
import { Say } from './say.tsx';
import { Table, type Column } from './table.tsx';

type Numbered = DeskAttempt & { readonly n: number };

/** Every attempt in a row, and beneath it what was answered; the last attempt lies open. */
export function Attempts({ attempts, source }: { readonly attempts: readonly DeskAttempt[]; readonly source: string }) {
  const { t } = useTranslation('desk');
  const columns = useColumns(source, new Set(attempts.map(({ au }) => au.id)).size > 1);
  const rows = attempts.map((attempt, index) => ({ ...attempt, n: index + 1 }));
  return (
    <section className="stack stack--wide" aria-labelledby="attempts">
      <h2 className="head" id="attempts">
        {t('attempts.title')}
      </h2>
      {rows.length === 0 ? <p className="note">{t('attempts.none')}</p> : <Table caption={t('attempts.title')} columns={columns} rows={rows} keyOf={({ id }) => id} isHalt={scoresDiffer} />}
      {rows.map((attempt, index) => attempt.answers.length > 0 && <Answers key={attempt.id} attempt={attempt} n={attempt.n} source={source} isOpen={index === rows.length - 1} />)}
    </section>
  );
}

/** The lesson is named only where there are several. */
function useColumns(source: string, hasLessons: boolean): readonly Column<Numbered>[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  const moment = (at: string) => format.moment(at, world.now());
  const begunIn = ({ began, within }: Numbered) => (within ? t('trip.within', { from: moment(within.from), to: moment(within.to) }) : began ? moment(began) : t('common.unknown'));
  const lesson: Column<Numbered> = { key: 'lesson', name: t('column.lesson'), cell: ({ au }) => <Say map={au.title} source={source} /> };
  return [
    { key: 'n', name: t('column.attempt'), cell: ({ n }) => format.number(n) },
    ...(hasLessons ? [lesson] : []),
    { key: 'began', name: t('column.began'), cell: (attempt) => begunIn(attempt) },
    { key: 'right', name: t('column.right'), isNumber: true, cell: (attempt) => (attempt.answers.length === 0 ? undefined : <Right attempt={attempt} />) },
    { key: 'score', name: t('column.score'), isNumber: true, cell: (attempt) => (attempt.scaled === undefined && attempt.scaledHere === undefined ? undefined : <Score attempt={attempt} />) },
    {
      key: 'lasted',
      name: t('column.lasted'),
      isNumber: true,
      cell: (attempt) => {
        const seconds = lasted(attempt);
        return seconds === undefined ? t('common.unknown') : format.duration(seconds);
      },
    },
    {
      key: 'result',
      name: t('column.result'),
      cell: (attempt) => {
        const { wrong } = tally(attempt);
        const said = attempt.isPassed === undefined ? undefined : t(attempt.isPassed ? 'attempts.passed' : 'attempts.failed');
        const missed = wrong.length === 0 ? undefined : t('attempts.wrong', { list: wrong.map((n) => format.number(n)).join(', ') });
        const corrected = attempt.corrected && t('attempts.corrected', { release: attempt.corrected.release, percent: format.percent(attempt.corrected.scaled), result: t(attempt.corrected.isPassed ? 'attempts.passed' : 'attempts.failed') });
        return [said, missed, corrected].filter(Boolean).join(' · ') || undefined;
      },
    },
  ];
}

function Right({ attempt }: { readonly attempt: DeskAttempt }) {
  const format = useFormat();
  const { right, of } = tally(attempt);
  return `${format.number(right)} / ${format.number(of)}`;
}

function Score({ attempt }: { readonly attempt: DeskAttempt }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const { scaled, scaledHere } = attempt;
  if (scoresDiffer(attempt)) {
    return (
      <Chip kind="halt" icon="warning">
        {t('attempts.scores-differ', { phone: format.percent(scaled ?? 0), server: format.percent(scaledHere ?? 0) })}
      </Chip>
    );
  }
  return format.percent(scaledHere ?? scaled ?? 0);
}
