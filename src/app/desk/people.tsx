import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { peopleSchema, type People as Found } from '../../sync/desk.ts';
import { Button } from '../ui/button.tsx';
import { Blank } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Answer, usePages } from './ask.tsx';
import { Figures, type Figure } from './figures.tsx';
import { PeopleTable } from './people-table.tsx';
import { Pick } from './pick.tsx';
import { QuietLine } from './quiet-line.tsx';
import { useSigned } from './signed.tsx';
import { useUnitOptions } from './units.ts';
import { Work } from './work.tsx';

/** The people of one's units, those who need somebody first, and the phones that nobody has heard from. */
export function People() {
  const { t } = useTranslation('desk');
  const { may } = useSigned();
  const [, go] = useLocation();
  const unit = new URLSearchParams(useSearch()).get('unit') ?? '';
  const units = useUnitOptions(true);
  const list = usePages(unit ? `people?unit=${encodeURIComponent(unit)}` : 'people', peopleSchema);
  return (
    <Work
      name={t('people.title')}
      title={t('people.title')}
      actions={
        <>
          {units.length > 2 && <Pick isUnseen label={t('filter.unit')} value={unit} options={units} onPick={(each) => go(each ? `/desk/people?unit=${encodeURIComponent(each)}` : '/desk/people', { replace: true })} />}
          {may.assign && (
            <Button isDense kind="main" icon="plus" to="/desk/courses?assign">
              {t('assign.open')}
            </Button>
          )}
        </>
      }
    >
      <Answer of={list}>
        {({ pages }) => {
          const people = pages.flatMap((page) => page.people);
          const totals = pages[0]?.totals;
          if (!totals || people.length === 0) return <Nobody />;
          return (
            <>
              <Totals totals={totals} />
              <section className="stack">
                <PeopleTable people={people} />
                <div className="table__foot">
                  <p className="note">
                    {t('people.shown', { shown: people.length, count: totals.people })} <span className="keys-note">{t('common.keys')}</span>
                  </p>
                  {list.hasNextPage && (
                    <Button isDense isOff={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                      {t('common.more')}
                    </Button>
                  )}
                </div>
              </section>
              <QuietLine people={people} />
            </>
          );
        }}
      </Answer>
    </Work>
  );
}

function Totals({ totals }: { readonly totals: Found['totals'] }) {
  const { t } = useTranslation('desk');
  const { may } = useSigned();
  const format = useFormat();
  const of = (count: number) => t('totals.of', { of: format.number(count) });
  const figures: readonly (Figure | false)[] = [
    { key: 'finished', name: t('totals.finished'), value: format.number(totals.finished), of: of(totals.assigned) },
    { key: 'overdue', name: t('totals.overdue'), value: format.number(totals.overdue) },
    may.review && { key: 'waiting', name: t('totals.waiting'), value: format.number(totals.waiting), to: '/desk/review' },
    { key: 'people', name: t('totals.people'), value: format.number(totals.people) },
    { key: 'stuck', name: t('totals.stuck'), value: format.number(totals.stuck) },
    { key: 'quiet', name: t('totals.quiet'), value: format.number(totals.quiet) },
  ];
  return <Figures figures={figures.filter((each) => each !== false)} />;
}

function Nobody() {
  const { t } = useTranslation('desk');
  const { may } = useSigned();
  return (
    <Blank name={t('people.blank')}>
      <p>{t(may.import ? 'people.blank-import' : 'people.blank-lead')}</p>
      {may.import && <Button to="/desk/import">{t('import.title')}</Button>}
    </Blank>
  );
}
