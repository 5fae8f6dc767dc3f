import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogueEntry } from '../../pack/layout.ts';
import type { Manifest } from '../../pack/manifest.ts';
import { askPersist } from '../../device/space.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Cost } from '../ui/cost.tsx';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page } from '../ui/page.tsx';
import { Bones, Failed } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { ChooseKind } from './choose-kind.tsx';
import { CourseHead } from './course-head.tsx';
import { startDownload, useDownload } from './downloads.ts';
import { NoRoom } from './no-room.tsx';
import { usePrice } from './price.ts';

const Layers = lazy(() => import('./layers.tsx').then(({ Layers: part }) => ({ default: part })));

/** A verified course before its download: what kind, in which languages, and what exactly a tap will take. */
export function Offer({ entry, manifest }: { readonly entry: CatalogueEntry; readonly manifest: Manifest }) {
  const { t } = useTranslation();
  const { isOnline } = useSession();
  const format = useFormat();
  const price = usePrice(manifest);
  const download = useDownload(entry.course);
  // What kept the download from beginning at all: a key revoked since, no network, or so full that not even the wish could be written down.
  const refusal = download?.kind === 'paused' ? download.problem : undefined;

  const get = () => {
    if (!price) return;
    void askPersist();
    startDownload({ course: entry.course, edition: entry.edition, choice: price.choice });
  };
  return (
    <Page
      name={t('catalogue.course')}
      isClose
      bar={<Bar back={{ to: '/catalogue', name: t('tabs.catalogue') }} />}
      banner={!isOnline && <Banner icon="nolink">{t('offline.course')}</Banner>}
      dock={
        price && (
          <Dock note={!price.fits ? t('space.lacking-lead') : price.seconds === undefined ? t('course.speed-unknown') : t('course.first-lesson', { time: format.duration(price.firstSeconds ?? 1) })}>
            <Button kind="main" isWide icon="download" isOff={!price.fits || !isOnline} onPress={get}>
              {t('course.get', { size: format.size(price.bytes) })}
            </Button>
          </Dock>
        )
      }
    >
      <CourseHead about={manifest} />
      {refusal && (
        <Failed problem={refusal}>
          {refusal.code === 'storage-full' && (
            <Button isWide to="/storage">
              {t('space.free-some')}
            </Button>
          )}
        </Failed>
      )}
      {!price && <Bones says={t('course.asking')} />}
      {price && (
        <>
          <ChooseKind manifest={manifest} price={price} noteOf={(each) => (each.isSuited && price.renditions.length > 1 ? t('course.suited') : undefined)} />
          {price.fits ? (
            <Cost
              label={t('course.cost')}
              items={[
                { name: t('course.to-fetch'), figure: format.size(price.bytes) },
                {
                  name: price.speed === undefined ? t('course.speed') : t('unit.kbit', { n: format.number((price.speed * 8) / 1000) }),
                  figure: price.seconds === undefined ? '–' : format.duration(price.seconds),
                },
                { name: t('course.room'), figure: price.free === undefined ? '–' : `${format.size(price.free)} → ${format.size(Math.max(0, price.free - price.bytes))}` },
              ]}
            />
          ) : (
            <NoRoom bytes={price.bytes} free={price.free ?? 0} smaller={price.smaller} onSmaller={(rendition) => price.choose({ ...price.choice, rendition })} />
          )}
        </>
      )}
      {entry.layers && (
        <Suspense>
          <Layers course={entry.course} entries={entry.layers} />
        </Suspense>
      )}
    </Page>
  );
}
