import { useTranslation } from 'react-i18next';
import type { Journey } from '../../device/learning.ts';
import { useSession } from '../session.tsx';
import { Chain, type Stop } from '../ui/road.tsx';
import { useFormat } from '../ui/words.ts';

/** How many results stand at each station of the road. */
export function Stations({ journeys }: { readonly journeys: readonly Journey[] }) {
  const { t } = useTranslation(['road', 'ui']);
  const { world } = useSession();
  const format = useFormat();
  const at = (...kinds: Journey['stage']['kind'][]) => journeys.filter((each) => kinds.includes(each.stage.kind));
  const phone = at('phone');
  const [carried, sent] = [at('carried'), at('sent')];
  const arrived = at('received', 'approved', 'returned', 'refused');
  const [returned, refused, approved] = [at('returned'), at('refused'), at('approved')];
  const oldest = phone.map((each) => each.made).toSorted()[0];
  const codes = arrived.flatMap((each) => ('code' in each.stage ? [each.stage.code] : []));
  const stops: Stop[] = [
    {
      key: 'phone',
      stage: phone.length > 0 ? 'here' : 'done',
      icon: 'phone',
      name: t('ui:stage.phone'),
      note: oldest ? t('road.oldest', { when: format.date(oldest, world.now()) }) : t('road.none-here'),
      count: phone.length,
    },
    ...(carried.length > 0 ? [{ key: 'carried', stage: 'here', icon: 'trainer', name: t('road.carried-stop'), note: t('road.carried-note'), count: carried.length } as const] : []),
    ...(sent.length > 0 ? [{ key: 'sent', stage: 'here', icon: 'send', name: t('ui:stage.sent'), note: t('road.sent-note'), count: sent.length } as const] : []),
    {
      key: 'received',
      stage: arrived.length > 0 ? 'done' : 'ahead',
      icon: 'ministry',
      name: t('ui:stage.received'),
      note: codes[0] ? t('road.last-code', { code: codes[0] }) : undefined,
      count: arrived.length,
    },
    ...(returned.length > 0 ? [{ key: 'returned', stage: 'here', icon: 'return', name: t('ui:stage.returned'), note: t('road.returned-note'), count: returned.length } as const] : []),
    ...(refused.length > 0 ? [{ key: 'refused', stage: 'halt', icon: 'cross', name: t('ui:stage.refused'), count: refused.length } as const] : []),
    { key: 'approved', stage: approved.length > 0 ? 'done' : 'ahead', icon: 'check', name: t('ui:stage.approved'), count: approved.length },
  ];
  return <Chain label={t('road.label', { phone: phone.length + carried.length + sent.length, received: arrived.length, approved: approved.length })} stops={stops} isClose />;
}
