import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, useSearch } from 'wouter';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { listProfiles, type ProfileCard } from '../../device/profiles.ts';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Emblem } from '../ui/emblem.tsx';
import { EmblemWord } from '../ui/emblem-word.tsx';
import { useHeld } from '../ui/held.ts';
import { Icon } from '../ui/icon.tsx';
import { Page, Title } from '../ui/page.tsx';
import { Bones, Failed } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { useSession } from '../session.tsx';
import { PinPad } from './pin-pad.tsx';
import { RescueScreen } from './rescue.tsx';
import { Reset } from './reset-screen.tsx';
import { useCountdown } from './countdown.ts';

/** Who learns now: people of this phone by their pictures, and the PIN. */
export function Who() {
  const { t } = useTranslation(['person', 'problem']);
  const { db, open } = useSession();
  const next = new URLSearchParams(useSearch()).get('next') ?? '/';
  const cards = useHeld(() => listProfiles(db), [db]);
  const [id, setId] = useState<ProfileCard['id']>();
  const [isReset, setReset] = useState(false);
  const [isRescue, setRescue] = useState(false);

  if (open) return <Redirect to={next.startsWith('/') && !next.startsWith('//') ? next : '/'} replace />;
  if (!cards) return <Page name={t('who.title')} bar={<Bar />}><Bones /></Page>;
  if (cards.length === 0) return <Redirect to="/welcome" replace />;
  const chosen = cards.find((card) => card.id === id) ?? cards.toSorted((a, b) => b.opened - a.opened)[0]!;
  if (isReset) return <Reset card={chosen} onBack={() => setReset(false)} />;
  if (isRescue) return <RescueScreen onBack={() => setRescue(false)} />;
  return (
    <Page
      name={t('who.title')}
      isClose
      bar={
        <Bar
          end={
            <Button kind="plain" icon="plus" to="/welcome?add">
              {t('who.add')}
            </Button>
          }
        />
      }
      dock={<Unlock key={chosen.id} card={chosen} onForgotten={() => setReset(true)} />}
    >
      <Title>{t('who.title')}</Title>
      <fieldset className="choices">
        <legend className="unseen">{t('who.people')}</legend>
        {cards.map((card) => (
          <label key={card.id} className="choice choice--who">
            <input className="unseen" type="radio" name="who" checked={card.id === chosen.id} onChange={() => setId(card.id)} />
            <Emblem name={card.emblem} />
            <span className="choice__name">
              <EmblemWord name={card.emblem} />
            </span>
            <span className="choice__end">
              <Icon name={card.id === chosen.id ? 'check' : 'lock'} />
            </span>
          </label>
        ))}
      </fieldset>
      <Button kind="plain" icon="trainer" to="/carry">
        {t('profile.carry')}
      </Button>
      <Button kind="plain" icon="download" onPress={() => setRescue(true)}>
        {t('rescue.link')}
      </Button>
    </Page>
  );
}

function Unlock({ card, onForgotten }: { readonly card: ProfileCard; readonly onForgotten: () => void }) {
  const { t } = useTranslation(['person', 'problem', 'ui']);
  const { db, world, setOpen } = useSession();
  const format = useFormat();
  const [failure, setFailure] = useState<Problem>();
  const [until, setUntil] = useState(0);
  const left = useCountdown(until, ticking);

  const tryPin = async (pin: string) => {
    setFailure(undefined);
    const { unlock } = await import('../../device/profiles.ts');
    const result = await unlock(db, card.id, pin, world).catch((error: unknown) => (isProblem(error) ? error : problem('unexpected', String(error))));
    if (!isProblem(result)) return setOpen(result);
    setFailure(result);
    if (isAboutPin(result)) setUntil(ticking() + Number(result.detail ?? 0));
  };
  if (failure && !isAboutPin(failure)) {
    return (
      <div className="dock">
        <Failed problem={failure}>
          {failure.code === 'storage-full' && (
            <Button isWide to="/storage">
              {t('ui:space.free-some')}
            </Button>
          )}
          <Button isWide onPress={() => setFailure(undefined)}>
            {t('ui:common.again')}
          </Button>
        </Failed>
      </div>
    );
  }
  const wrong = failure?.code === 'pin-wrong' ? `${t('problem:pin-wrong')}. ` : '';
  const says = wrong + (left > 0 ? t('pin.wait', { time: format.duration(left) }) : '');
  return <PinPad label={t('pin.enter')} onPin={tryPin} isOff={left > 0} says={says} onForgotten={onForgotten} />;
}

/** A clock that is set while somebody waits moves nothing on the screen. */
const ticking = () => performance.now();

function isAboutPin({ code }: Problem): boolean {
  return code === 'pin-wrong' || code === 'pin-wait';
}
