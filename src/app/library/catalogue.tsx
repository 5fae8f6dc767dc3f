import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import { fold } from '../../core/quiz/fold.ts';
import { isProblem } from '../../core/problem.ts';
import type { CatalogueEntry } from '../../pack/layout.ts';
import { catalogueHeld } from '../../device/catalogue.ts';
import { useSession } from '../session.tsx';
import { Bar, Tabs } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Icon } from '../ui/icon.tsx';
import { Chip } from '../ui/notes.tsx';
import { Page } from '../ui/page.tsx';
import { Row, Rows } from '../ui/row.tsx';
import { Blank, Bones, Failed } from '../ui/states.tsx';
import { useFormat, useLanguage } from '../ui/words.ts';
import { shownSize } from './entry-size.ts';
import { useFreshCatalogue } from './fresh-catalogue.ts';
import { hasLanguage, LangKey, LangMarks } from './lang-marks.tsx';
import { mandatoryCourses } from './mandatory.ts';
import { Stamp } from './stamp.tsx';

const fromFile = async () => ({ default: (await import('./from-file.tsx')).FromFile });
const FromFile = lazy(fromFile);
/** On a bad line the courses come first. */
const FromFileLater = lazy(async () => new Promise((resolve) => setTimeout(resolve, 4000)).then(fromFile));

const filters = ['mandatory', 'voice', 'small'] as const;
type Filter = (typeof filters)[number];
const SMALL = 20e6;

/** All courses of the institution; without a network the list as it was last seen. */
export function Catalogue() {
  const { t } = useTranslation();
  const { db, open, isOnline, world } = useSession();
  const lang = useLanguage();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const [on, setOn] = useState<ReadonlySet<Filter>>(new Set());
  const fresh = useFreshCatalogue();
  const failure = isProblem(fresh) ? fresh : undefined;
  const held = useHeld(async () => ({ list: await catalogueHeld(db), here: new Set(await db.installs.toCollection().primaryKeys()) }), [db]);
  const mandatory = useHeld(() => mandatoryCourses(open), [open]) ?? new Set<string>();

  const entries = held?.list?.entries;
  const shown = entries
    ?.filter((entry) => !entry.withdrawn && isFound(entry, typed) && [...on].every((filter) => passes[filter](entry, lang, mandatory)))
    .toSorted((a, b) => Number(mandatory.has(b.course)) - Number(mandatory.has(a.course)) || format.compare(titleOf(a, lang).text, titleOf(b, lang).text));
  const isOld = held?.list && (!isOnline || failure);
  return (
    <Page
      name={t('catalogue.title')}
      isClose
      bar={<Bar title={t('catalogue.title')} end={isOld && <Chip icon="nolink">{t('catalogue.list-of', { date: format.date(held.list!.at, world.now()) })}</Chip>} />}
      tabs={<Tabs here="catalogue" />}
    >
      <search>
        <label className="search">
          <Icon name="search" />
          <span className="unseen">{t('catalogue.search')}</span>
          <input type="search" placeholder={t('catalogue.search-hint')} value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
      </search>
      <div className="filters" role="group" aria-label={t('catalogue.filters')}>
        {filters.map((filter) => (
          <button key={filter} type="button" className="filter" aria-pressed={on.has(filter)} onClick={() => setOn(toggled(on, filter))}>
            {on.has(filter) && <Icon name="check" isSmall />}
            {t(`catalogue.filter-${filter}`, { language: format.language(lang), size: format.size(SMALL) })}
          </button>
        ))}
      </div>
      {!entries && !(held && (failure || !isOnline)) && <Bones says={t('catalogue.opening')} rows={4} />}
      {held && !entries && !isOnline && <Blank name={t('catalogue.blank-offline')}><p>{t('catalogue.blank-offline-lead')}</p></Blank>}
      {held && !entries && isOnline && failure && <Failed problem={failure} />}
      <Suspense fallback={null}>{held && !entries && (failure || !isOnline ? <FromFile /> : <FromFileLater />)}</Suspense>
      {shown && (
        <section className="stack">
          <div className="head-row">
            <div role="status">
              <h2 className="head">{t('catalogue.count', { count: shown.length })}</h2>
            </div>
            <Suspense fallback={null}>
              <FromFileLater />
            </Suspense>
          </div>
          {shown.length === 0 ? (
            <Blank name={entries?.length ? t('catalogue.none-found') : t('catalogue.none')}>
              {entries && entries.length > 0 && (
                <Button
                  onPress={() => {
                    setTyped('');
                    setOn(new Set());
                  }}
                >
                  {t('catalogue.show-all')}
                </Button>
              )}
            </Blank>
          ) : (
            <>
              <LangKey lang={lang} />
              <Rows>
                {shown.map((entry) => (
                  <Entry key={entry.course} entry={entry} lang={lang} isHere={held?.here.has(entry.course) ?? false} isMandatory={mandatory.has(entry.course)} />
                ))}
              </Rows>
            </>
          )}
        </section>
      )}
    </Page>
  );
}

function Entry({ entry, lang, isHere, isMandatory }: { readonly entry: CatalogueEntry; readonly lang: string; readonly isHere: boolean; readonly isMandatory: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const title = titleOf(entry, lang);
  const institution = entry.institution && say(entry.institution, [lang], entry.source);
  return (
    <Row
      to={`/course/${entry.course}`}
      isTop
      start={<Stamp />}
      name={title.text}
      lang={title.lang === lang ? undefined : title.lang}
      facts={institution && <span lang={institution.lang}>{institution.text}</span>}
      under={
        <span className="marks">
          <LangMarks entry={entry} first={lang} />
          {isMandatory && <Chip icon="flag" kind="wait">{t('course.mandatory')}</Chip>}
          {isHere && <Chip icon="check" kind="kept">{t('course.here')}</Chip>}
        </span>
      }
      end={
        <>
          <b>{format.size(shownSize(entry))}</b>
          {entry.minutes !== undefined && (
            <>
              <br />
              {format.duration(entry.minutes * 60)}
            </>
          )}
        </>
      }
    />
  );
}

const passes: { readonly [filter in Filter]: (entry: CatalogueEntry, lang: string, mandatory: ReadonlySet<string>) => boolean } = {
  mandatory: (entry, _, mandatory) => mandatory.has(entry.course),
  voice: (entry, lang) => hasLanguage(entry, lang) !== undefined && entry.voices.includes(lang),
  small: (entry) => shownSize(entry) < SMALL,
};

/** Every word typed stands somewhere in the title, in any language, or in the institution's name. */
function isFound(entry: CatalogueEntry, typed: string): boolean {
  const text = fold([...Object.values(entry.title), ...Object.values(entry.institution ?? {}), ...Object.values(entry.description ?? {})].join(' '));
  return fold(typed).split(' ').every((word) => text.includes(word));
}

function titleOf(entry: CatalogueEntry, lang: string): { lang: string; text: string } {
  return say(entry.title, [lang], entry.source);
}

function toggled(on: ReadonlySet<Filter>, filter: Filter): ReadonlySet<Filter> {
  const next = new Set(on);
  if (!next.delete(filter)) next.add(filter);
  return next;
}
