import { useTranslation } from 'react-i18next';
import type { DeskAttempt } from '../../sync/desk.ts';
import { Icon } from '../ui/icon.tsx';
import { Chip } from '../ui/notes.tsx';
import { useFormat } from '../ui/words.ts';
import { differing, verdictOf, type DeskAnswer } from './evidence.ts';
import { Say } from './say.tsx';
import { Table, type Column } from './table.tsx';

type Numbered = DeskAnswer & { readonly n: number };

/** The answers of one attempt: question, what was said in words, right or wrong, points. */
export function Answers({ attempt, n, source, isOpen }: { readonly attempt: DeskAttempt; readonly n: number; readonly source: string; readonly isOpen: boolean }) {
  const { t } = useTranslation('desk');
  const columns = useColumns(source);
  const rows = attempt.answers.map((answer, index) => ({ ...answer, n: index + 1 }));
  return (
    <details className="unfold" open={isOpen}>
      <summary>{t('answers.title', { n, count: rows.length })}</summary>
      <Table caption={t('answers.title', { n, count: rows.length })} columns={columns} rows={rows} keyOf={({ item }) => item} isHalt={(row) => differing(row) !== undefined} />
    </details>
  );
}

function useColumns(source: string): readonly Column<Numbered>[] {
  const { t } = useTranslation('desk');
  const format = useFormat();
  return [
    {
      key: 'question',
      name: t('column.question'),
      cell: ({ n, prompt, item }) => (
        <>
          {format.number(n)}. {prompt ? <Say map={prompt} source={source} /> : <code>{item}</code>}
        </>
      ),
    },
    { key: 'said', name: t('column.said'), cell: (answer) => <Response answer={answer} source={source} /> },
    { key: 'verdict', name: t('column.verdict'), cell: (answer) => <Verdict answer={answer} /> },
    { key: 'points', name: t('column.points'), isNumber: true, cell: ({ points, max }) => `${format.number(points)} / ${format.number(max)}` },
  ];
}

/** Choices in the words that stood there; typed answers as they were typed. */
function Response({ answer, source }: { readonly answer: DeskAnswer; readonly source: string }) {
  const { t } = useTranslation('desk');
  if (answer.said && answer.said.length > 0) {
    return answer.said.map((words, index) => (
      <span key={index} className="said">
        {index > 0 && '; '}
        <Say map={words} source={source} />
      </span>
    ));
  }
  if (answer.response === '') return <span className="note">{t('answers.empty')}</span>;
  if (answer.kind === 'true-false') return t(answer.response === 'true' ? 'answers.true' : 'answers.false');
  return <q>{answer.response}</q>;
}

function Verdict({ answer }: { readonly answer: DeskAnswer }) {
  const { t } = useTranslation('desk');
  const apart = differing(answer);
  if (apart) {
    return (
      <Chip kind="halt" icon="warning">
        {t('answers.differ', { phone: t(`verdict.${apart.phone}`), server: t(`verdict.${apart.server}`) })}
      </Chip>
    );
  }
  const verdict = verdictOf(answer);
  return (
    <span className="fact">
      <Icon name={verdict === 'right' ? 'check' : verdict === 'wrong' ? 'cross' : 'clock'} isSmall />
      {t(`verdict.${verdict}`)}
    </span>
  );
}
