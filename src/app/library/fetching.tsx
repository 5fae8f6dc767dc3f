import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../core/ids.ts';
import type { CatalogueEntry } from '../../pack/layout.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page } from '../ui/page.tsx';
import { Track } from '../ui/road.tsx';
import { useLanguage } from '../ui/words.ts';
import { CourseHead } from './course-head.tsx';
import { stagesOf, type CourseHere } from './courses.ts';
import { useDownload, useGiven } from './downloads.ts';
import { DownloadState } from './download-state.tsx';
import { Lessons } from './lessons.tsx';
import { Recalled } from './recalled.tsx';
import { RemoveSheet } from './remove-sheet.tsx';
import { UpdateNotice } from './update-notice.tsx';

/** Their words come only when they are needed. */
const ByFile = lazy(() => import('./by-file.tsx').then(({ ByFile: part }) => ({ default: part })));
const Layers = lazy(() => import('./layers.tsx').then(({ Layers: part }) => ({ default: part })));
const GiveOn = lazy(() => import('./give-on.tsx').then(({ GiveOn: part }) => ({ default: part })));

/** A course that is on this phone or on its way: how far it is, which lessons open already, what to do next. */
export function Fetching({ here, entry }: { readonly here: CourseHere; readonly entry: CatalogueEntry | undefined }) {
  const { t } = useTranslation();
  const { isOnline } = useSession();
  const lang = useLanguage();
  const download = useDownload(here.course);
  const given = useGiven(here.course);
  const isResting = (download?.kind ?? here.install.state) === 'paused';
  const [isRemoving, setRemoving] = useState(false);
  const title = say(here.manifest.title, [lang], here.manifest.source).text;
  const start = here.next?.isReady ? here.next : here.lessons.find((lesson) => lesson.isReady && !lesson.isDone);
  const { recall } = here;
  const isNewer = entry && !entry.withdrawn && entry.release > here.manifest.release && !here.install.next;
  return (
    <Page
      name={title}
      isClose
      bar={<Bar back={{ to: '/', name: t('tabs.home') }} />}
      banner={!isOnline && <Banner icon="nolink">{t('offline.short')}</Banner>}
      dock={
        !recall && (
          <Dock note={!start && !here.isDone ? t('course.opens-alone') : undefined}>
            {here.isDone ? (
              <Button kind="main" isWide to={`/result/${here.course}`}>
                {t('course.see-result')}
              </Button>
            ) : (
              <StartButton here={here} lesson={start} />
            )}
          </Dock>
        )
      }
    >
      <CourseHead about={here.manifest} />
      {recall && <Recalled recall={recall} />}
      <DownloadState here={here} download={download} />
      {(given || isResting) && !recall && (
        <Suspense>
          <ByFile here={here} isResting={isResting} />
        </Suspense>
      )}
      {isNewer && <UpdateNotice here={here} entry={entry} />}
      {here.isBegun && (
        <div className="stack">
          <Track stages={stagesOf(here)} label={t('course.progress', { count: here.done, of: here.lessons.length })} />
          <p className="note">{t('course.progress', { count: here.done, of: here.lessons.length })}</p>
        </div>
      )}
      <Lessons here={here} isPaused={download?.kind === 'paused'} isClosed={recall !== undefined} />
      {!recall && (
        <Suspense>
          <Layers course={here.course} entries={entry?.layers ?? []} manifest={here.manifest} />
        </Suspense>
      )}
      {here.isDone && !recall && (
        <p className="note">{t('course.again-note')}</p>
      )}
      <div>
        {!recall && (
          <Suspense>
            <GiveOn course={here.course} />
          </Suspense>
        )}
        <Button kind="plain" icon="trash" onPress={() => setRemoving(true)}>
          {t('course.remove')}
        </Button>
      </div>
      <RemoveSheet here={here} isOpen={isRemoving} onClose={() => setRemoving(false)} />
    </Page>
  );
}

function StartButton({ here, lesson }: { readonly here: CourseHere; readonly lesson: CourseHere['next'] }) {
  const { t } = useTranslation();
  const words = here.isBegun ? t('course.go-on-lesson', { n: lesson?.n }) : t('course.begin-lesson', { n: lesson?.n ?? 1 });
  return lesson ? (
    <Button kind="main" isWide icon="play" to={`/learn/${here.course}/${lesson.n}`}>
      {words}
    </Button>
  ) : (
    <Button kind="main" isWide icon="play" isOff>
      {t('course.begin-lesson', { n: here.next?.n ?? 1 })}
    </Button>
  );
}
