import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { translationsSchema, type LineState, type Translations as Listed } from '../../sync/translations.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner, Chip } from '../ui/notes.tsx';
import { Blank } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Answer, useAsk } from './ask.tsx';
import { heldTranslations, waitingLines, type Held } from './held-lines.ts';
import { Say } from './say.tsx';
import { useSigned } from './signed.tsx';
import { Table, type Column } from './table.tsx';
import { Work } from './work.tsx';
import { isUnanswered } from './wire.ts';

/** `here`: how many of its lines wait on this device; undefined: it was not opened here. */
type Row = Listed['translations'][number] & { readonly here: number | undefined };

/** Courses in other languages that wait for readers: all that the server has; without it, those that were opened here. */
export function Translations() {
  const { t } = useTranslation('desk');
  const asked = useAsk('translations', translationsSchema);
  const { held, waiting } = useHere();
  const rowOf = (each: Listed['translations'][number]): Row => {
    const isHere = held.some(({ translation }) => translation.id === each.id);
    return { ...each, here: isHere ? waiting.filter((id) => id === each.id).length : undefined };
  };
  const isAlone = asked.error !== null && isUnanswered(asked.error) && held.length > 0;
  return (
    <Work name={t('translations.title')} title={t('translations.title')} isHere>
      <p className="note">{t('translations.lead')}</p>
      {isAlone ? (
        <>
          <Banner icon="nolink" isInset>
            {t('translations.alone')}
          </Banner>
          <List rows={held.map(listed).map(rowOf)} />
        </>
      ) : (
        <Answer of={asked}>{({ translations }) => <List rows={translations.map(rowOf)} />}</Answer>
      )}
    </Work>
  );
}

function useHere(): { readonly held: readonly Held[]; readonly waiting: readonly string[] } {
  const { db } = useSession();
  const { me } = useSigned();
  return useHeld(async () => ({ held: await heldTranslations(db, me.person), waiting: (await waitingLines(db, me.person)).map(({ translation }) => translation) }), [db, me.person]) ?? { held: [], waiting: [] };
}

function listed({ translation: { id, course, title, from, lang, lines } }: Held): Listed['translations'][number] {
  const count = (state: LineState) => lines.filter((line) => line.state === state).length;
  return { id, course, title, from, lang, lines: { new: count('new'), stale: count('stale'), machine: count('machine'), reviewed: count('reviewed'), approved: count('approved') } };
}

function List({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation('desk');
  const columns = useColumns();
  if (rows.length > 0) return <Table caption={t('translations.title')} columns={columns} rows={rows} keyOf={({ id }) => id} />;
  return (
    <Blank name={t('translations.blank')}>
      <p>{t('translations.blank-lead')}</p>
      <pre className="command">
        <code>{`karvan review publish <folder> --to <language> --server ${window.location.origin} --as <name>`}</code>
      </pre>
    </Blank>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation('desk');
  const format = useFormat();
  return [
    {
      key: 'course',
      name: t('column.course'),
      cell: ({ id, course, title, from, lang }) => (
        <>
          <span className="line">
            <Link className="link" href={`/desk/translations/${id}`}>
              <Say map={title} source={from} />, {format.language(lang)}
            </Link>
          </span>
          <code className="note line">{course}</code>
        </>
      ),
    },
    { key: 'open', name: t('column.open'), isNumber: true, cell: ({ lines }) => format.number(lines.new + lines.stale) },
    { key: 'machine', name: t('line-state.machine'), isNumber: true, cell: ({ lines }) => format.number(lines.machine) },
    { key: 'reviewed', name: t('line-state.reviewed'), isNumber: true, cell: ({ lines }) => format.number(lines.reviewed) },
    { key: 'approved', name: t('line-state.approved'), isNumber: true, cell: ({ lines }) => format.number(lines.approved) },
    { key: 'here', name: t('column.here'), cell: ({ here }) => here !== undefined && (here > 0 ? <Chip kind="wait" icon="clock">{t('translations.waiting', { count: here })}</Chip> : <Chip icon="phone">{t('translations.here')}</Chip>) || undefined },
  ];
}
