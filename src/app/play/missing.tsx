import { useTranslation } from 'react-i18next';
import type { Au } from '../../core/cmi5/structure.ts';
import { say, type CourseId } from '../../core/ids.ts';
import type { Manifest } from '../../pack/manifest.ts';
import type { Install } from '../../device/installs.ts';
import { startDownload, useDownload, wishOf } from '../library/downloads.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page } from '../ui/page.tsx';
import { Blank } from '../ui/states.tsx';
import { useLanguage } from '../ui/words.ts';

type Props = {
  readonly course: CourseId;
  readonly title: { readonly au: Au; readonly manifest: Manifest };
  readonly install: Install;
  /** Given when the lesson was open already: looks again. */
  readonly onReopen?: () => void;
};

/** A lesson of which a part is not on this phone: says so and how it comes. It opens by itself when it is whole. */
export function Missing({ course, title: { au, manifest }, install, onReopen }: Props) {
  const { t } = useTranslation(['play', 'ui']);
  const { isOnline } = useSession();
  const lang = useLanguage();
  const download = useDownload(course);
  const isUnderWay = download !== undefined && download.kind !== 'paused' && download.kind !== 'ready';
  const title = say(au.title, [lang], manifest.source);
  const fetch = () => {
    startDownload(wishOf(install));
    onReopen?.();
  };
  return (
    <Page
      name={title.text}
      bar={<Bar back={{ to: `/course/${course}`, name: t('course') }} />}
      banner={!isOnline && <Banner icon="nolink">{t('ui:offline.short')}</Banner>}
      dock={
        <Dock note={isOnline ? undefined : t('missing.offline')}>
          {isUnderWay ? (
            <Button kind="main" isWide icon="download" to={`/course/${course}`}>
              {t('ui:home.see-download')}
            </Button>
          ) : (
            <Button kind="main" isWide icon="download" isOff={!isOnline} onPress={fetch}>
              {t('missing.get')}
            </Button>
          )}
        </Dock>
      }
    >
      <Blank name={t('missing.title')} isTitle>
        <p className="over" lang={title.lang}>
          {title.text}
        </p>
        <p>{isUnderWay ? t('missing.coming') : t('missing.lead')}</p>
        {onReopen && <Button onPress={onReopen}>{t('ui:common.again')}</Button>}
      </Blank>
    </Page>
  );
}
