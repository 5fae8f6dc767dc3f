import { useTranslation } from 'react-i18next';
import { factsOf, roadOf, type Journey } from '../../device/learning.ts';
import { useOpen, useSession } from '../session.tsx';
import { Bar, Tabs } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page } from '../ui/page.tsx';
import { Chain, type Stop } from '../ui/road.tsx';
import { Blank, Bones } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Journeys } from './journeys.tsx';
import { useSendNow } from './outcome.tsx';

/** Where is my work: how many results stand at each station, each one by name, and the way to send them. */
export function Road() {
  const { t } = useTranslation(['road', 'ui']);
  const open = useOpen();
  const { isOnline, world } = useSession();
  const format = useFormat();
  const sending = useSendNow();
  const found = useHeld(async () => ({ journeys: await roadOf(open), facts: await factsOf(open) }), [open]);
  const contact = found?.facts.lastContact;
  const lastContact = contact ? t('road.contact', { when: format.moment(contact, world.now()) }) : t('road.no-contact');
  const waiting = found?.journeys.filter(isWaiting) ?? [];

  return (
    <Page
      name={t('road.title')}
      bar={<Bar title={t('road.title')} />}
      banner={
        <Banner icon={isOnline ? 'road' : 'nolink'}>
          {isOnline ? '' : `${t('ui:offline.short')} `}
          {lastContact}
        </Banner>
      }
      dock={
        <Dock note={<span role="status">{sending.says ?? (isOnline ? '' : t('road.goes-alone'))}</span>}>
          <Button kind="main" isWide icon="send" isOff={sending.isBusy} onPress={sending.send}>
            {t('road.send')}
          </Button>
        </Dock>
      }
      tabs={<Tabs here="road" />}
    >
      {!found && <Bones />}
      {found && found.journeys.length === 0 && (
        <Blank name={t('road.blank')}>
          <p>{t('road.blank-lead')}</p>
          <Button to="/catalogue">{t('ui:home.open-catalogue')}</Button>
        </Blank>
      )}
      {found && found.journeys.length > 0 && (
        <>
          <Stations journeys={found.journeys} />
          <Journeys name={t('road.waiting')} journeys={waiting} />
          <p className="note">{t('road.promise')}</p>
          <Journeys name={t('road.arrived')} journeys={found.journeys.filter((each) => !isWaiting(each))} />
        </>
      )}
    </Page>
  );
}

function Stations({ journeys }: { readonly journeys: readonly Journey[] }) {
  const { t } = useTranslation(['road', 'ui']);
  const { world } = useSession();
  const format = useFormat();
  const at = (...kinds: Journey['stage']['kind'][]) => journeys.filter((each) => kinds.includes(each.stage.kind));
  const phone = at('phone');
  const sent = at('sent');
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
  return <Chain label={t('road.label', { phone: phone.length + sent.length, received: arrived.length, approved: approved.length })} stops={stops} isClose />;
}

function isWaiting({ stage }: Journey): boolean {
  return stage.kind === 'phone' || stage.kind === 'sent';
}
