import { useTranslation } from 'react-i18next';
import type { Download } from '../../device/install.ts';
import { Button } from '../ui/button.tsx';
import { Haul } from '../ui/road.tsx';
import { useFormat } from '../ui/words.ts';
import type { CourseHere } from './courses.ts';
import { atRest, startDownload, stopDownload, wishOf } from './downloads.ts';

/** The bytes' road: how many are here, at what speed, or why it rests and what will happen by itself. */
export function DownloadState({ here, download }: { readonly here: CourseHere; readonly download: Download | undefined }) {
  const { t } = useTranslation(['ui', 'problem']);
  const format = useFormat();
  const state = download ?? atRest(here.install);
  if (state.kind === 'ready') return null;
  const { held, of } = 'held' in state ? state : here.install;
  const percent = of > 0 ? held / of : 0;
  const isPaused = state.kind === 'paused';
  // What was not accepted has its own sentence; what may come again by itself does not.
  const refused = isPaused && state.because === 'damaged' ? state.problem : undefined;
  const resume = () => startDownload(wishOf(here.install));
  return (
    <section className={isPaused ? 'notice notice--wait' : 'notice'} role="status">
      <div className="head-row">
        <h2 className="head">{refused ? t(`problem:${refused.code}`) : isPaused ? t(`download.paused-${state.because}`) : t('download.running')}</h2>
        <span className="strong">{t('download.of', { held: format.megabytes(held), of: format.size(of) })}</span>
      </div>
      <Haul held={held} of={of} isPaused={isPaused} label={t(isPaused ? 'download.label-paused' : 'download.label', { percent: format.percent(percent) })} />
      {state.kind === 'fetching' && state.speed > 0 && (
        <p className="note">{t('download.left', { time: format.duration((of - held) / state.speed), speed: t('unit.kbit', { n: format.number((state.speed * 8) / 1000) }) })}</p>
      )}
      {isPaused && <p>{refused ? t(`problem:${refused.code}.do`) : t(`download.why-${state.because}`)}</p>}
      {refused && (
        <p className="note">
          {t('common.code')} <code>{refused.code}</code>
        </p>
      )}
      {isPaused && state.because === 'storage-full' && (
        <Button isWide to="/storage">
          {t('space.free-some')}
        </Button>
      )}
      {isPaused ? (
        <Button isWide icon="download" onPress={resume}>
          {t('download.resume')}
        </Button>
      ) : (
        <Button isWide icon="pause" onPress={() => stopDownload(here.course)}>
          {t('download.pause')}
        </Button>
      )}
    </section>
  );
}
