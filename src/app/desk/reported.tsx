import { useTranslation } from 'react-i18next';
import type { LanguageMap } from '../../core/ids.ts';
import { reportedSchema, type Reported } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { useFormat } from '../ui/words.ts';
import { Answer, useAsk } from './ask.tsx';
import { Say } from './say.tsx';
import { Table, type Column } from './table.tsx';

type Line = Reported['lines'][number];
type Known = readonly { readonly id: string; readonly title: LanguageMap; readonly source: string }[];

/** Lines of subtitles that learners found wrong, for whoever can have them mended. */
export function ReportedLines({ courses }: { readonly courses: Known }) {
  const { t } = useTranslation('desk');
  const found = useAsk('reported', reportedSchema);
  const columns = useColumns(courses);
  return (
    <section className="stack" aria-labelledby="reported">
      <h2 className="head" id="reported">
        {t('reported.title')}
      </h2>
      <Answer of={found}>
        {({ lines }) => (lines.length === 0 ? <p className="note">{t('reported.none')}</p> : <Table caption={t('reported.title')} columns={columns} rows={lines} keyOf={({ edition, path, cue, text }) => `${edition} ${path} ${cue} ${text}`} />)}
      </Answer>
    </section>
  );
}

function useColumns(courses: Known): readonly Column<Line>[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  return [
    {
      key: 'line',
      name: t('reported.line'),
      cell: ({ text, lang, path, cue }) => (
        <>
          <span lang={lang}>{text}</span>
          <span className="note line">
            {format.language(lang)} · <code>{path}</code> · <code>{cue}</code>
          </span>
        </>
      ),
    },
    { key: 'notes', name: t('reported.notes'), cell: ({ notes }) => notes.map((note) => <p key={note}>{note}</p>) },
    {
      key: 'course',
      name: t('column.course'),
      cell: ({ course }) => {
        const known = courses.find(({ id }) => id === course);
        return known ? <Say map={known.title} source={known.source} /> : <code>{course}</code>;
      },
    },
    { key: 'count', name: t('reported.count'), isNumber: true, cell: ({ count }) => format.number(count) },
    { key: 'last', name: t('reported.last'), cell: ({ last }) => format.date(last, world.now()) },
  ];
}
