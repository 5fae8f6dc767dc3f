import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, problem } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import type { Sent } from './traffic.ts';

/** Sending on request: what to press, whether it is under way, and what truly became of it. */
export function useSendNow(): { readonly send: () => void; readonly isBusy: boolean; readonly says: string | undefined } {
  const { t } = useTranslation(['road', 'problem']);
  const { sendNow } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [sent, setSent] = useState<Sent>();
  const send = () => {
    setBusy(true);
    setSent(undefined);
    void sendNow()
      .catch((error: unknown): Sent => (isProblem(error) ? error : problem('unexpected', String(error))))
      .then((outcome) => {
        setSent(outcome);
        setBusy(false);
      });
  };
  return { send, isBusy, says: isBusy ? t('road.sending') : sent && words(sent) };

  function words(outcome: Sent): string {
    if (outcome.kind === 'received') return t('road.received-now', { count: outcome.count });
    if (outcome.kind === 'sent') return t('road.sent-now');
    if (outcome.kind === 'nothing') return t('road.nothing');
    return `${t(`problem:${outcome.code}`)}. ${t('road.kept-here')}`;
  }
}
