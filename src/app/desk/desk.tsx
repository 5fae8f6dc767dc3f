/** The desk of supervisors, trainers, authors, translators and operators: its own sign-in, its own screens, and a network needed for all but the reading of translations. */
import { QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../core/problem.ts';
import { meSchema, type Me } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Page, Title } from '../ui/page.tsx';
import { Bones } from '../ui/states.tsx';
import { newClient, seat, seatKey, type Seat } from './ask.tsx';
import { Fault } from './fault.tsx';
import { clearSeat, seatHeld } from './held-lines.ts';
import { Rooms } from './rooms.tsx';
import { SignIn } from './sign-in.tsx';
import { SignedProvider } from './signed.tsx';
import { call, isUnanswered, type Refusal } from './wire.ts';
import '../ui/desk.css';

export function Desk() {
  const [client] = useState(newClient);
  return (
    <QueryClientProvider client={client}>
      <Door />
    </QueryClientProvider>
  );
}

/** Asks who sits here. Whoever signs in comes back to the address they wanted. */
function Door() {
  const { t } = useTranslation(['desk', 'ui']);
  const { db, fetch } = useSession();
  const client = useQueryClient();
  const taken = useQuery<Seat, Refusal>({
    queryKey: seatKey,
    staleTime: 60_000,
    queryFn: async () => {
      const me = await call(fetch, { path: 'session' }, meSchema);
      const held = isProblem(me) && isUnanswered(me) ? await seatHeld(db) : undefined;
      // Nobody can be asked: who opened a translation here goes on with it.
      if (held) return { kind: 'signed', me: held };
      if (isProblem(me) && me.code !== 'sign-in-expired') throw me;
      await clearSeat(db, isProblem(me) ? undefined : me);
      if (!isProblem(me)) return { kind: 'signed', me };
      const before = client.getQueryData<Seat>(seatKey);
      return { kind: 'nobody', hasExpired: before?.kind === 'signed' || before?.hasExpired === true };
    },
  });
  const sit = (me: Me) => {
    // What somebody else was shown here is not shown to the next.
    client.removeQueries({ queryKey: ['desk'] });
    void clearSeat(db, me).then(() => seat(client, me));
  };

  if (taken.data?.kind === 'signed') {
    return (
      <SignedProvider key={taken.data.me.person} me={taken.data.me}>
        <Rooms />
      </SignedProvider>
    );
  }
  if (taken.data) return <SignIn hasExpired={taken.data.hasExpired} onSigned={sit} />;
  return (
    <Page name={t('desk.title')} bar={<Bar back={{ to: '/', name: t('ui:common.to-home') }} />}>
      {taken.error ? (
        <Fault problem={taken.error} isTitle>
          <Button kind="main" isWide onPress={() => void taken.refetch()}>
            {t('ui:common.again')}
          </Button>
        </Fault>
      ) : (
        <>
          <Title isUnseen>{t('desk.title')}</Title>
          <Bones />
        </>
      )}
    </Page>
  );
}
