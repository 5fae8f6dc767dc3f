import { useTranslation } from 'react-i18next';
import { journalState } from '../../device/journal.ts';
import { trustHeld } from '../../device/trust.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { Icon } from '../ui/icon.tsx';
import { Row } from '../ui/row.tsx';
import { useFormat } from '../ui/words.ts';
import { Part } from './part.tsx';

/** What else is to be known of this phone: whether its second copy fails, which list of publishers it believes, and the report. */
export function ThisPhone() {
  const { t } = useTranslation(['road', 'person']);
  const { db, world } = useSession();
  const format = useFormat();
  const found = useHeld(async () => ({ trust: await trustHeld(db), copy: await journalState(db) }), [db]);
  const list = found?.trust?.list;
  const failure = found?.copy.kind === 'failed' ? found.copy.because : undefined;
  return (
    <Part name={t('person:profile.phone')}>
      {failure && <Row key="copy" start={<Icon name="warning" />} name={t('copy.title')} facts={t(failure.code === 'storage-full' ? 'person:copy.full' : 'person:copy.failed')} to="/storage" />}
      {found && (
        <Row
          key="trust"
          start={<Icon name="seal" />}
          name={t('trust.title')}
          facts={list ? t('trust.held', { version: format.number(list.version), when: format.date(list.issued, world.now()) }) : t('trust.none')}
          under={<span className="note">{t('trust.next')}</span>}
        />
      )}
      <Row key="report" start={<Icon name="text" />} name={t('report.title')} facts={t('report.link-note')} to="/report" />
    </Part>
  );
}
