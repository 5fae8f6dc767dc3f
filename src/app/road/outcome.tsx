import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, problem } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import { useFormat } from '../ui/words.ts';
import type { Sent } from './traffic.ts';

/** Sending on request: what to press, whether it is under way, and what truly became of it. */
export function useSendNow(): { readonly send: () => void; readonly isBusy: boolean; readonly says: string | undefined } {
  const { t } = useTranslation(['road', 'problem']);
  const { sendNow, world } = useSession();
  const format = useFormat();
  const [isBusy, setBusy] = useState(false);
  const [sent, setSent] = useState<Sent>();
  const send = () => {
    setBusy(true);
    setSent(undefined);
    void sendNow()
      .catch((error: unknown): Sent => (isProblem(error) ? error : problem('unexpected', String(error))))
      .then((outcome) => {
        setSent(outcome);
        return setBusy(false);
      });
  };
  return { send, isBusy, says: isBusy ? t('road.sending') : sent && words(sent) };

  function words(outcome: Sent): string {
    switch (outcome.kind) {
      case 'received':
        return t('road.received-now', { count: outcome.count });
      case 'sent':
        return t('road.sent-now');
      case 'held':
        return outcome.until > world.now() ? t('road.held-until', { when: format.moment(outcome.until, world.now()) }) : t('road.held');
      case 'nothing':
        return t('road.nothing');
      case 'problem': {
        const what = `${t(`problem:${outcome.code}`)}.`;
        const some = outcome.received ? t('road.received-now', { count: outcome.received }) : '';
        return [what, some, isRoad(outcome.code) ? t('road.kept-here') : t(`problem:${outcome.code}.do`)].filter(Boolean).join(' ');
      }
    }
  }
}

/** Nothing is wrong but the road: it needs nobody. */
function isRoad(code: string): boolean {
  return code === 'offline' || code === 'server-unreachable' || code === 'server-busy';
}
