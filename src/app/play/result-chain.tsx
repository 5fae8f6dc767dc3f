import { useTranslation } from 'react-i18next';
import { useSession } from '../session.tsx';
import { Chain, type Stop } from '../ui/road.tsx';
import { useFormat } from '../ui/words.ts';
import type { Round } from './rounds.ts';

/** Where a result is, station by station: kept on this phone, sent, received, reviewed. A station that the road did not pass is left out. */
export function ResultChain({ round }: { readonly round: Round }) {
  const { t } = useTranslation(['play', 'ui']);
  const { world } = useSession();
  const format = useFormat();
  const moment = (at: string) => format.moment(at, world.now());
  const isArrived = round.kind !== 'phone' && round.kind !== 'carried' && round.kind !== 'sent';
  const stops: Stop[] = [
    round.made === undefined
      ? { key: 'phone', stage: 'done', icon: 'phone', name: t('result.other-phone') }
      : { key: 'phone', stage: round.kind === 'phone' ? 'here' : 'done', icon: 'phone', name: t('ui:stage.phone'), note: moment(round.made) },
    ...(round.carried ? [{ key: 'carried', stage: 'here', icon: 'trainer', name: t('result.carried'), note: [round.carried.by, moment(round.carried.at)].filter(Boolean).join(', ') } as const] : []),
    ...(round.sent === undefined ? [] : [{ key: 'sent', stage: 'here', icon: 'send', name: t('ui:stage.sent'), note: moment(round.sent) } as const]),
    {
      key: 'received',
      stage: round.kind === 'received' ? 'here' : isArrived ? 'done' : 'ahead',
      icon: 'ministry',
      name: t('ui:stage.received'),
      note: !isArrived ? t('result.after-sending') : round.receipt && `${t('ui:stage.received-code', { code: round.receipt.code })} · ${moment(round.receipt.at)}`,
    },
    ...reviewOf(round),
  ];
  return <Chain label={t('result.label')} stops={stops} />;

  function reviewOf({ kind, decision }: Round): readonly Stop[] {
    const approved = { key: 'approved', icon: 'check', name: t('ui:stage.approved') } as const;
    if (!decision || (kind !== 'approved' && kind !== 'returned' && kind !== 'refused')) return [{ ...approved, stage: 'ahead', note: t('result.after-receipt') }];
    const note = `${moment(decision.at)}, ${decision.by}`;
    const reason = decision.reason ? { text: decision.reason, isHalt: kind === 'refused' } : undefined;
    if (kind === 'approved') return [{ ...approved, stage: 'done', note, reason }];
    const back: Stop = kind === 'returned' ? { key: kind, stage: 'here', icon: 'return', name: t('ui:stage.returned'), note, reason } : { key: kind, stage: 'halt', icon: 'cross', name: t('ui:stage.refused'), note, reason };
    return [back, { ...approved, stage: 'ahead', note: t('result.after-correction') }];
  }
}
