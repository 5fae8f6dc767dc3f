import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import type { CourseHere } from '../library/courses.ts';
import { coursesHere } from '../library/courses.ts';
import { CourseFacts } from '../library/course-facts.tsx';
import { useFreshCatalogue } from '../library/fresh-catalogue.ts';
import { Stamp } from '../library/stamp.tsx';
import { factsOf } from '../../device/facts.ts';
import { lastTry } from '../../device/last-try.ts';
import { roadOf } from '../../device/learning.ts';
import { clockDoubt, queueOf } from '../road/queue.ts';
import { useOpen, useSession } from '../session.tsx';
import { Bar, Tabs } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner, ChipLink } from '../ui/notes.tsx';
import { Page, Title } from '../ui/page.tsx';
import { Row, Rows } from '../ui/row.tsx';
import { Blank, Bones } from '../ui/states.tsx';
import { useFormat, useLanguage } from '../ui/words.ts';
import { NextThing } from './next-thing.tsx';
import { Seal } from './seal.tsx';
import { UpdateBanner } from './update-banner.tsx';

/** Their words come only when they are needed. */
const FromFile = lazy(() => import('../library/from-file.tsx').then(({ FromFile: button }) => ({ default: button })));
const WaitingRow = lazy(() => import('../open/waiting-row.tsx').then(({ WaitingRow: row }) => ({ default: row })));
const StuckBanner = lazy(() => import('../road/stuck.tsx').then(({ StuckBanner: banner }) => ({ default: banner })));

/** The one thing to do next, and the courses of this phone. */
export function Home() {
  const { t } = useTranslation();
  const { db, isOnline, world } = useSession();
  const open = useOpen();
  const format = useFormat();
  useFreshCatalogue();
  const found = useHeld(async () => {
    const [facts, now] = [await factsOf(open), world.now()];
    const isSure = clockDoubt(await lastTry(db), [facts.lastContact], now) === undefined;
    return { courses: await coursesHere(db, open), facts, queue: queueOf(await roadOf(open), now), now: isSure ? now : undefined };
  }, [db, open]);
  const total = found?.courses.reduce((sum, each) => sum + each.install.held, 0) ?? 0;
  return (
    <Page
      name={t('home.title')}
      bar={
        <Bar
          end={
            <>
              {found && found.queue.waiting > 0 && (
                <ChipLink icon="phone" to="/road">
                  {t('home.waiting', { count: found.queue.waiting })}
                </ChipLink>
              )}
              <Seal name={found?.facts.person?.name} />
            </>
          }
        />
      }
      banner={
        <>
          {!isOnline && <Banner icon="nolink">{t('offline.home')}</Banner>}
          {found?.queue.isStuck && (
            <Suspense>
              <StuckBanner queue={found.queue} />
            </Suspense>
          )}
          <UpdateBanner />
        </>
      }
      tabs={<Tabs here="home" />}
    >
      <Title isUnseen>{t('home.title')}</Title>
      {!found && <Bones rows={4} />}
      {found && (
        <>
          <Suspense>
            <WaitingRow />
          </Suspense>
          <NextThing courses={found.courses} facts={found.facts} now={found.now} />
          {found.courses.length === 0 ? (
            <Blank name={t('home.blank')}>
              <p>{t('home.blank-lead')}</p>
              <Button kind={found.facts.assignments.length > 0 ? 'outline' : 'main'} to="/catalogue">
                {t('home.open-catalogue')}
              </Button>
              <Suspense>
                <FromFile />
              </Suspense>
            </Blank>
          ) : (
            <section className="stack stack--wide" aria-labelledby="here">
              <div className="head-row">
                <h2 className="head" id="here">
                  {t('home.here')}
                </h2>
                <span className="note">
                  {t('home.total', { count: found.courses.length })} · {format.size(total)}
                </span>
              </div>
              <Rows>
                {found.courses.map((each) => (
                  <CourseRow key={each.course} here={each} />
                ))}
              </Rows>
            </section>
          )}
        </>
      )}
    </Page>
  );
}

function CourseRow({ here }: { readonly here: CourseHere }) {
  const lang = useLanguage();
  const title = say(here.manifest.title, [lang], here.manifest.source);
  return (
    <Row
      to={`/course/${here.course}`}
      start={<Stamp edition={here.edition} path={here.manifest.picture} />}
      name={title.text}
      lang={title.lang === lang ? undefined : title.lang}
      facts={<CourseFacts here={here} />}
    />
  );
}
