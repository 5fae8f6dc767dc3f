import { useTranslation } from 'react-i18next';
import type { DeskPerson } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Notice } from '../ui/notes.tsx';
import { useFormat } from '../ui/words.ts';
import { short } from './evidence.ts';

/** Work on a phone that has not come on for three days: since when, how much, and what helps. */
export function Stuck({ person: { name }, devices }: { readonly person: DeskPerson['person']; readonly devices: DeskPerson['devices'] }) {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const format = useFormat();
  const still = devices.flatMap(({ device, waiting = 0, behind }) => (behind?.isStuck ? [{ device, waiting, since: behind.since }] : []));
  if (still.length === 0) return null;
  return (
    <Notice kind="wait" name={t('stuck.title')}>
      {still.map(({ device, waiting, since }) => (
        <p key={device}>{t('stuck.lead', { device: short(device), count: waiting, when: format.date(since, world.now()) })}</p>
      ))}
      <p>{t('stuck.signal', { name })}</p>
      <p>{t('stuck.carry')}</p>
      <p>{t('stuck.lost')}</p>
    </Notice>
  );
}
