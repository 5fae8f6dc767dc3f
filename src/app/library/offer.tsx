import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CatalogueEntry } from '../../pack/layout.ts';
import type { Manifest } from '../../pack/manifest.ts';
import { askPersist } from '../../device/space.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Choice, Choices } from '../ui/choice.tsx';
import { Cost } from '../ui/cost.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page } from '../ui/page.tsx';
import { Row } from '../ui/row.tsx';
import { Bones } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { CourseHead } from './course-head.tsx';
import { startDownload } from './downloads.ts';
import { LanguageSheet } from './language-sheet.tsx';
import { NoRoom } from './no-room.tsx';
import { usePrice } from './price.ts';

/** A verified course before its download: what kind, in which languages, and what exactly a tap will take. */
export function Offer({ entry, manifest }: { readonly entry: CatalogueEntry; readonly manifest: Manifest }) {
  const { t } = useTranslation();
  const { isOnline } = useSession();
  const format = useFormat();
  const price = usePrice(manifest);
  const [isSheetOpen, setSheetOpen] = useState(false);

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
      {!price && <Bones says={t('course.asking')} />}
      {price && (
        <>
          <Choices legend={t('course.which')}>
            {price.renditions.map((each) => (
              <Choice
                key={each.rendition}
                name="rendition"
                value={each.rendition}
                isChosen={each.rendition === price.choice.rendition}
                onChoose={() => price.choose({ ...price.choice, rendition: each.rendition })}
                note={each.isSuited && price.renditions.length > 1 ? t('course.suited') : undefined}
                end={
                  <>
                    <b>{format.size(each.bytes)}</b>
                    {each.seconds !== undefined && (
                      <>
                        <br />
                        <span className="note">{format.duration(each.seconds)}</span>
                      </>
                    )}
                  </>
                }
              >
                {t(`rendition.${each.rendition}`)}
              </Choice>
            ))}
          </Choices>
          {manifest.languages.length > 1 && (
            <Row
              isBoxed
              onPress={() => setSheetOpen(true)}
              start={<Icon name="globe" />}
              name={t('course.languages', { languages: price.choice.languages.map(format.language).join(', ') })}
              end={<span className="link">{t('common.change')}</span>}
            />
          )}
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
          <LanguageSheet manifest={manifest} price={price} isOpen={isSheetOpen} onClose={() => setSheetOpen(false)} />
        </>
      )}
    </Page>
  );
}
