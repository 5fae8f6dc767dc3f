import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Banner, Notice } from '../ui/notes.tsx';
import { useFormat } from '../ui/words.ts';
import type { ClockDoubt, Queue } from './queue.ts';

/** A queue that has not moved for three days: since when, that nothing is lost, and the two ways on. */
export function Stuck({ queue }: { readonly queue: Queue }) {
  const { t } = useTranslation('road');
  const { world } = useSession();
  const format = useFormat();
  return (
    <Notice kind="wait" name={t('stuck.title')}>
      <p>{t('stuck.lead', { count: queue.waiting, date: format.date(queue.since!, world.now()) })}</p>
      <p>{t('stuck.signal')}</p>
      <p>{t('stuck.carrier')}</p>
      <Button isWide icon="trainer" to="/hand-over">
        {t('road.hand-over')}
      </Button>
    </Notice>
  );
}

/** The same in one sentence, for the home page. */
export function StuckBanner({ queue }: { readonly queue: Queue }) {
  const { t } = useTranslation('road');
  return (
    <Banner kind="wait" icon="clock">
      {t('stuck.home', { count: queue.waiting })} <Link href="/road">{t('stuck.see')}</Link>
    </Banner>
  );
}

/** That the phone's clock is wrong, by how much where it is known, and that it harms no result. */
export function ClockWarning({ doubt }: { readonly doubt: ClockDoubt }) {
  const { t } = useTranslation('road');
  const format = useFormat();
  return (
    <Banner kind="wait" icon="clock" isInset>
      {doubt.kind === 'later' ? t('clock.later') : t(doubt.kind === 'ahead' ? 'clock.ahead' : 'clock.behind', { time: format.duration(doubt.by / 1000) })} {t('clock.note')}
    </Banner>
  );
}
