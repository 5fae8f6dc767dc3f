import { useTranslation } from 'react-i18next';
import { sharedFiles } from '../../device/shared.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { Icon } from '../ui/icon.tsx';
import { Row } from '../ui/row.tsx';
import { useLaunched } from './launched.ts';

/** On the home page, while files from outside wait for somebody. */
export function WaitingRow() {
  const { t } = useTranslation('carry');
  const { db } = useSession();
  const { files } = useLaunched();
  const waiting = (useHeld(async () => (await sharedFiles(db)).length, [db]) ?? 0) + files.length;
  if (waiting === 0) return null;
  return <Row isBoxed to="/open" start={<Icon name="download" />} name={t('open.waiting', { count: waiting })} />;
}
