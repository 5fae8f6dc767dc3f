import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lastTry } from '../../device/last-try.ts';
import { factsOf, isUnknownToServer, roadOf } from '../../device/learning.ts';
import { useOpen, useSession } from '../session.tsx';
import { Bar, Tabs } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner } from '../ui/notes.tsx';
import { Dock, Page } from '../ui/page.tsx';
import { Blank, Bones } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Coming } from './coming.tsx';
import { ForOthers } from './for-others.tsx';
import { Journeys } from './journeys.tsx';
import { useSendNow } from './outcome.tsx';
import { Proof } from './proof.tsx';
import { clockDoubt, isWaiting, queueOf } from './queue.ts';
import { Remarks } from './remarks.tsx';
import { Stations } from './stations.tsx';
import { ClockWarning, Stuck } from './stuck.tsx';
import { ThisPhone } from './this-phone.tsx';
import { UnknownPhone } from './unknown.tsx';
import { UnreadReplies } from './unread.tsx';

const Rejoin = lazy(() => import('./rejoin.tsx').then(({ Rejoin: screen }) => ({ default: screen })));

/**
 * Where is my work: how many results stand at each station, each one by name, and the way to send them. Then all else that is on its
 * way to or through this phone, each with where it is and what happens next.
 */
export function Road() {
  const { t } = useTranslation(['road', 'ui']);
  const open = useOpen();
  const { db, isOnline, world } = useSession();
  const format = useFormat();
  const sending = useSendNow();
  const [isJoining, setJoining] = useState(false);
  const found = useHeld(async () => ({ journeys: await roadOf(open), facts: await factsOf(open), last: await lastTry(db), isUnknown: await isUnknownToServer(open) }), [open]);
  const contact = found?.facts.lastContact;
  const lastContact = contact ? t('road.contact', { when: format.moment(contact, world.now()) }) : t('road.no-contact');
  const waiting = found?.journeys.filter(isWaiting) ?? [];
  const queue = queueOf(waiting, world.now());
  const doubt = clockDoubt(found?.last, [contact, ...waiting.map((each) => each.made)], world.now());

  if (isJoining) {
    const known = () => {
      setJoining(false);
      sending.send();
    };
    return (
      <Suspense fallback={<Bones />}>
        <Rejoin onBack={() => setJoining(false)} onKnown={known} />
      </Suspense>
    );
  }
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
      {found?.isUnknown && <UnknownPhone onEnter={() => setJoining(true)} />}
      {found && found.journeys.length === 0 && (
        <Blank name={t('road.blank')}>
          <p>{t('road.blank-lead')}</p>
          <Button to="/catalogue">{t('ui:home.open-catalogue')}</Button>
        </Blank>
      )}
      {found && found.journeys.length > 0 && (
        <>
          {queue.isStuck && !found.isUnknown && <Stuck queue={queue} />}
          {doubt && <ClockWarning doubt={doubt} />}
          <Stations journeys={found.journeys} />
          <Journeys name={t('road.waiting')} journeys={waiting} last={found.last} />
          <p className="note">{t('road.promise')}</p>
          <Remarks notes={found.facts.notes} />
          <Journeys name={t('road.arrived')} journeys={found.journeys.filter((each) => !isWaiting(each))} last={found.last} />
          <Proof facts={found.facts} now={world.now()} />
        </>
      )}
      <UnreadReplies />
      <ForOthers />
      <Coming />
      <ThisPhone />
    </Page>
  );
}
