import { useTranslation } from 'react-i18next';
import { installs, type Install } from '../../device/installs.ts';
import { atRest, startDownload, useDownload, wishOf } from '../library/downloads.ts';
import { useNames } from '../library/names.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Chip } from '../ui/notes.tsx';
import { Haul } from '../ui/road.tsx';
import { Row } from '../ui/row.tsx';
import { useFormat } from '../ui/words.ts';
import { downloadAhead } from './ahead.ts';
import { Part } from './part.tsx';

/** Courses on their way to this phone: how much is here, why one stands, and what happens next. */
export function Coming() {
  const { t } = useTranslation('road');
  const { db } = useSession();
  const coming = useHeld(async () => (await installs(db)).filter(({ state }) => state !== 'ready'), [db]);
  return (
    <Part name={t('coming.title')}>
      {coming?.map((install) => (
        <ComingRow key={install.course} install={install} />
      ))}
    </Part>
  );
}

function ComingRow({ install }: { readonly install: Install }) {
  const { t } = useTranslation(['road', 'ui', 'problem']);
  const { isOnline } = useSession();
  const format = useFormat();
  const title = useNames().course(install.course);
  const state = useDownload(install.course) ?? atRest(install);
  const ahead = downloadAhead(state, isOnline);
  const { held, of } = 'held' in state ? state : install;
  const refused = state.kind === 'paused' && state.because === 'damaged' ? state.problem : undefined;
  const rests = ahead?.rests;
  return (
    <Row
      name={title.text}
      lang={title.lang}
      facts={of > 0 ? t('ui:download.of', { held: format.megabytes(held), of: format.size(of) }) : undefined}
      under={
        <>
          {of > 0 && <Haul held={held} of={of} isPaused={rests !== undefined} label={t(rests ? 'ui:download.label-paused' : 'ui:download.label', { percent: format.percent(held / of) })} />}
          <Chip icon={rests ? 'pause' : 'download'} kind={rests ? 'wait' : undefined}>
            {refused ? t(`problem:${refused.code}`) : t(rests ? `ui:download.paused-${rests}` : 'ui:download.running')}
          </Chip>
          <span className="note">{refused ? t(`problem:${refused.code}.do`) : rests ? t(`ui:download.why-${rests}`) : t('coming.alone')}</span>
          {ahead?.act === 'resume' && (
            <Button isDense icon="download" onPress={() => startDownload(wishOf(install))}>
              {t('ui:download.resume')}
              <span className="unseen">: {title.text}</span>
            </Button>
          )}
          {ahead?.act === 'free-room' && (
            <Button isDense to="/storage">
              {t('ui:space.free-some')}
            </Button>
          )}
        </>
      }
    />
  );
}
