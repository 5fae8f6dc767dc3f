import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../core/problem.ts';
import { meSchema, type Me } from '../../sync/desk.ts';
import { useCountdown } from '../profile/countdown.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useHeld } from '../ui/held.ts';
import { Banner } from '../ui/notes.tsx';
import { Page, Title } from '../ui/page.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { useFormat } from '../ui/words.ts';
import { LanguageChoices } from '../welcome/language-choices.tsx';
import { Fault } from './fault.tsx';
import { linesToSend } from './held-lines.ts';
import { call, type Refusal } from './wire.ts';

/** Name and password. Tells a wrong pair, a wait, a missing network and a sign-in that ended apart. */
export function SignIn({ hasExpired, onSigned }: { readonly hasExpired: boolean; readonly onSigned: (me: Me) => void }) {
  const { t } = useTranslation(['desk', 'ui']);
  const { db, fetch, world, isOnline } = useSession();
  const format = useFormat();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [refusal, setRefusal] = useState<Refusal>();
  const [until, setUntil] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const left = useCountdown(until, world.now);
  const waits = useHeld(() => linesToSend(db), [db]) ?? 0;
  const isWhole = name.trim() !== '' && password !== '';
  const isOff = !isWhole || !isOnline || isBusy || left > 0;

  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    if (isOff) return;
    setBusy(true);
    setRefusal(undefined);
    const answer = await call(fetch, { path: 'session', method: 'POST', body: { name: name.trim(), password } }, meSchema);
    setBusy(false);
    if (!isProblem(answer)) return onSigned(answer);
    setRefusal(answer);
    setUntil(world.now() + ((answer as Refusal).wait ?? 0) * 1000);
    if (answer.code === 'sign-in-wrong') setPassword('');
  };

  return (
    <Page
      name={t('sign-in.title')}
      bar={
        <Bar
          back={{ to: '/', name: t('ui:common.to-home') }}
          end={
            <Button kind="plain" icon="globe" onPress={() => setChoosing(true)}>
              {t('sign-in.language')}
            </Button>
          }
        />
      }
      banner={!isOnline && <Banner icon="nolink">{t('sign-in.offline')}</Banner>}
    >
      <Title>{t('sign-in.title')}</Title>
      {hasExpired && !refusal ? <Banner kind="wait" icon="clock" isInset>{t('sign-in.expired')}</Banner> : <p>{t('sign-in.lead')}</p>}
      {waits > 0 && <Banner kind="kept" icon="phone" isInset>{t('sign-in.lines', { count: waits })}</Banner>}
      {refusal && left === 0 && refusal.wait === undefined && <Fault problem={refusal} />}
      <form className="stack stack--section" onSubmit={(event) => void signIn(event)}>
        <Field label={t('sign-in.name')} value={name} onChange={setName} autoComplete="username" />
        <Field label={t('sign-in.password')} value={password} onChange={setPassword} type="password" autoComplete="current-password" />
        <div className="stack">
          <Button kind="main" isWide submits isOff={isOff}>
            {isBusy ? t('sign-in.asking') : t('sign-in.do')}
          </Button>
          <p className="note" role="status">
            {left > 0 ? t('sign-in.wait', { time: format.duration(left) }) : isWhole ? '' : t('sign-in.both')}
          </p>
        </div>
      </form>
      <Sheet name={t('sign-in.language')} isOpen={isChoosing} onClose={() => setChoosing(false)}>
        <LanguageChoices />
      </Sheet>
    </Page>
  );
}
