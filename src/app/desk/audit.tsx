import { useTranslation } from 'react-i18next';
import type * as v from 'valibot';
import { auditSchema } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Blank } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Answer, usePages } from './ask.tsx';
import { short } from './evidence.ts';
import { Table, type Column } from './table.tsx';
import { Work } from './work.tsx';

type Entry = v.InferOutput<typeof auditSchema>['entries'][number];

/** Who read, decided or changed what, the newest first. Nothing here can be taken away. */
export function Audit() {
  const { t } = useTranslation('desk');
  const list = usePages('audit', auditSchema);
  const columns = useColumns();
  return (
    <Work name={t('audit.title')} title={t('audit.title')}>
      <p>{t('audit.lead')}</p>
      <Answer of={list}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.entries);
          const head = pages[0]?.head;
          if (entries.length === 0) return <Blank name={t('audit.blank')}>{null}</Blank>;
          return (
            <section className="stack">
              {head && <p className="note">{t('audit.head', { head })}</p>}
              <Table caption={t('audit.title')} columns={columns} rows={entries} keyOf={({ id }) => String(id)} />
              {list.hasNextPage && (
                <Button isDense isOff={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                  {t('common.more')}
                </Button>
              )}
            </section>
          );
        }}
      </Answer>
    </Work>
  );
}

function useColumns(): readonly Column<Entry>[] {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  return [
    { key: 'at', name: t('column.when'), cell: ({ at }) => format.moment(at, world.now()) },
    { key: 'who', name: t('column.who'), cell: ({ who }) => who },
    { key: 'what', name: t('column.what'), cell: ({ what }) => (isKnown(what) ? t(`audit.${what}`) : <code>{what}</code>) },
    { key: 'about', name: t('column.about'), cell: ({ about }) => about && <About id={about} /> },
  ];
}

/** People by name; long ids by their first signs, with the whole behind them. */
function About({ id }: { readonly id: string }) {
  return /^[0-9a-f-]{32,}$/.test(id) ? <code title={id}>{short(id)}</code> : id;
}

const known = [
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'read-evidence',
  'read-person',
  'exported-completions',
  'exported-people',
  'decided',
  'vouched',
  'made-code',
  'made-password',
  'enrolled',
  'pin-reset',
  'assigned',
  'unassigned',
  'imported-people',
  'published',
  'sent-lines',
  'reviewed-lines',
  'changed-trust',
  'restored',
] as const;

function isKnown(what: string): what is (typeof known)[number] {
  return (known as readonly string[]).includes(what);
}
