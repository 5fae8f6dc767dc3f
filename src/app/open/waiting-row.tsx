import { useTranslation } from 'react-i18next';
import { sharedFiles } from '../../device/shared.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { Icon } from '../ui/icon.tsx';
import { Row } from '../ui/row.tsx';

/** On the home page, while something that was shared with Karvan waits for somebody. */
export function WaitingRow() {
  const { t } = useTranslation('carry');
  const { db } = useSession();
  const waiting = useHeld(async () => (await sharedFiles(db)).length, [db]) ?? 0;
  if (waiting === 0) return null;
  return <Row isBoxed to="/open" start={<Icon name="download" />} name={t('open.waiting', { count: waiting })} />;
}
