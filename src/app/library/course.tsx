import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say, type CourseId } from '../../core/ids.ts';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { catalogueHeld } from '../../device/catalogue.ts';
import { loadManifest } from '../../device/packs.ts';
import type { Manifest } from '../../pack/manifest.ts';
import type { CatalogueEntry } from '../../pack/layout.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner } from '../ui/notes.tsx';
import { Page, Title } from '../ui/page.tsx';
import { Blank, Bones, Failed } from '../ui/states.tsx';
import { useLanguage } from '../ui/words.ts';
import { CourseHead } from './course-head.tsx';
import { coursesHere } from './courses.ts';
import { useFreshCatalogue } from './fresh-catalogue.ts';
import { Fetching } from './fetching.tsx';
import { Offer } from './offer.tsx';

/** One course: what it costs while it is not here, how its download stands, its lessons once they are here. */
export function Course({ course }: { readonly course: CourseId }) {
  const { t } = useTranslation();
  const { db, open } = useSession();
  const lang = useLanguage();
  const held = useHeld(
    async () => ({
      here: (await coursesHere(db, open)).find((each) => each.course === course),
      entry: (await catalogueHeld(db))?.entries.find((each) => each.course === course),
    }),
    [db, open, course],
  );
  const fresh = useFreshCatalogue();
  if (held?.here) return <Fetching here={held.here} entry={held.entry} />;
  const title = held?.entry && say(held.entry.title, [lang], held.entry.source);
  if (held?.entry) return <Unheld entry={held.entry} title={title!.text} />;
  return (
    <Page name={t('catalogue.course')} bar={<Bar back={{ to: '/catalogue', name: t('tabs.catalogue') }} />}>
      {held && fresh !== 'asking' ? (
        <Failed problem={isProblem(fresh) ? fresh : problem('pack-not-found')} isTitle>
          <Button kind="main" isWide to="/catalogue">
            {t('home.open-catalogue')}
          </Button>
        </Failed>
      ) : (
        <Bones />
      )}
    </Page>
  );
}

/** A course of the catalogue that is not on this phone: its manifest is fetched and verified before anything is promised. */
function Unheld({ entry, title }: { readonly entry: CatalogueEntry; readonly title: string }) {
  const { t } = useTranslation();
  const { db, fetch, isOnline, needTrust } = useSession();
  const [answer, setAnswer] = useState<{ readonly to: string; readonly found: Manifest | Problem }>();
  const [tries, setTries] = useState(0);
  const asked = `${isOnline} ${tries}`;
  const isKnown = answer !== undefined && !isProblem(answer.found);
  useEffect(() => {
    if (isKnown) return;
    let isGone = false;
    void (async () => {
      const trust = await needTrust();
      const found = isProblem(trust) ? trust : await loadManifest(db, fetch, entry.course, entry.edition);
      if (!isGone) setAnswer({ to: asked, found });
    })();
    return () => {
      isGone = true;
    };
  }, [db, fetch, entry.course, entry.edition, needTrust, asked, isKnown]);
  // A failure is shown only while it answers the newest asking.
  const manifest = isKnown || answer?.to === asked ? answer?.found : undefined;

  if (manifest && !isProblem(manifest)) return <Offer entry={entry} manifest={manifest} />;
  const isAway = manifest && (manifest.code === 'offline' || manifest.code === 'server-unreachable');
  return (
    <Page
      name={title}
      isClose
      bar={<Bar back={{ to: '/catalogue', name: t('tabs.catalogue') }} />}
      banner={!isOnline && <Banner icon="nolink">{t('offline.course')}</Banner>}
    >
      {manifest && !isAway ? <Title isUnseen>{title}</Title> : <CourseHead about={entry} />}
      {!manifest && <Bones says={t('course.asking')} />}
      {isAway && (
        <Blank name={t('course.away')}>
          <p>{t('course.away-lead')}</p>
          <Button onPress={() => setTries((count) => count + 1)}>{t('common.again')}</Button>
        </Blank>
      )}
      {manifest && !isAway && (
        <Failed problem={manifest}>
          {manifest.code === 'storage-full' && (
            <Button isWide to="/storage">
              {t('space.free-some')}
            </Button>
          )}
          <Button kind="main" isWide onPress={() => setTries((count) => count + 1)}>
            {t('common.again')}
          </Button>
        </Failed>
      )}
    </Page>
  );
}
