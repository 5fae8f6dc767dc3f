import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { completionsSchema } from '../../sync/desk.ts';
import { chosenTheme, keepTheme, themes, type Theme } from '../ui/device-settings.ts';
import { Choice, Choices } from '../ui/choice.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Mark } from '../ui/mark.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { LanguageChoices } from '../welcome/language-choices.tsx';
import { usePages } from './ask.tsx';
import { Fault } from './fault.tsx';
import { waitingPath } from './filter.ts';
import { firstGrant } from './may.ts';
import { PlaceIcon, placesOf, type Place } from './places.tsx';
import { Say } from './say.tsx';
import { useSigned } from './signed.tsx';
import type { Refusal } from './wire.ts';

/** The places of the desk and who sits there: beside the work where there is room, under the thumb and in a menu where not. */
export function Side() {
  return useIsNarrow() ? <Foot /> : <Beside />;
}

function Beside() {
  const { t } = useTranslation('desk');
  const { may } = useSigned();
  return (
    <aside className="side">
      <span className="side__name">
        <Mark />
        Karvan
      </span>
      <nav aria-label={t('desk.places')}>
        <PlaceLinks places={placesOf(may)} kind="side__link" />
      </nav>
      <div className="side__foot">
        <Me />
      </div>
    </aside>
  );
}

/** The first three places, and a menu with the rest. */
function Foot() {
  const { t } = useTranslation('desk');
  const { may } = useSigned();
  const [isOpen, setOpen] = useState(false);
  const places = placesOf(may);
  return (
    <>
      <nav className="tabs tabs--desk" aria-label={t('desk.places')}>
        <PlaceLinks places={places.slice(0, 3)} kind="tab" />
        <button type="button" className="tab tab--button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <Icon name="text" />
          {t('desk.menu')}
        </button>
      </nav>
      <Sheet name={t('desk.menu')} isOpen={isOpen} onClose={() => setOpen(false)}>
        {places.length > 3 && (
          <nav aria-label={t('desk.menu')}>
            <PlaceLinks places={places.slice(3)} kind="side__link" onGo={() => setOpen(false)} />
          </nav>
        )}
        <div className="side__foot">
          <Me />
        </div>
      </Sheet>
    </>
  );
}

function PlaceLinks({ places, kind, onGo }: { readonly places: readonly Place[]; readonly kind: 'tab' | 'side__link'; readonly onGo?: () => void }) {
  const { t } = useTranslation('desk');
  const [here] = useLocation();
  return places.map(({ key, to }) => (
    <Link key={key} className={kind} href={to} replace={onGo !== undefined} onClick={onGo} aria-current={here === to ? 'page' : here.startsWith(`${to}/`) ? 'true' : undefined}>
      <PlaceIcon place={key} />
      {t(`place.${key}`)}
      {key === 'review' && <WaitingCount />}
    </Link>
  ));
}

function WaitingCount() {
  const { t } = useTranslation('desk');
  const { data } = usePages(waitingPath, completionsSchema);
  const count = data?.pages[0]?.waiting;
  if (!count) return null;
  return (
    <>
      <span className="side__count" aria-hidden="true">
        {count}
      </span>
      <span className="unseen"> {t('review.count', { count })}</span>
    </>
  );
}

/** Who is signed in, for which unit; language, colours and the way out. */
function Me() {
  const { t } = useTranslation(['desk', 'person']);
  const { me, signOut } = useSigned();
  const [open, setOpen] = useState<'language' | 'theme'>();
  const [theme, setTheme] = useState<Theme>(chosenTheme());
  const [refusal, setRefusal] = useState<Refusal>();
  const grant = firstGrant(me);
  const unit = me.units.find(({ id }) => id === grant?.unit);
  return (
    <>
      <span>
        <b className="side__person">{me.name}</b>
        {grant && t(`role.${grant.role}`)}
        {unit && (
          <>
            , <Say map={unit.name} />
          </>
        )}
      </span>
      {refusal && <Fault problem={refusal} />}
      <span className="side__acts">
        <button type="button" className="text-button" onClick={() => setOpen('language')}>
          {t('sign-in.language')}
        </button>
        <button type="button" className="text-button" onClick={() => setOpen('theme')}>
          {t('person:profile.theme')}
        </button>
        <Link className="text-button" href="/">
          {t('desk.leave')}
        </Link>
      </span>
      <Button isDense icon="lock" onPress={() => void signOut().then(setRefusal)}>
        {t('sign-in.out')}
      </Button>
      <Sheet name={t('sign-in.language')} isOpen={open === 'language'} onClose={() => setOpen(undefined)}>
        <LanguageChoices />
      </Sheet>
      <Sheet name={t('person:profile.theme')} isOpen={open === 'theme'} onClose={() => setOpen(undefined)}>
        <Choices legend={t('person:profile.theme')} look="unseen">
          {themes.map((each) => (
            <Choice
              key={each}
              name="desk-theme"
              value={each}
              isChosen={each === theme}
              onChoose={() => {
                keepTheme(each);
                setTheme(each);
              }}
            >
              {t(`person:theme.${each}`)}
            </Choice>
          ))}
        </Choices>
      </Sheet>
    </>
  );
}

/** In em: at 200 % text a wide window is a narrow one too. */
const narrow = '(max-width: 60em)';

function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(narrow);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => window.matchMedia(narrow).matches,
  );
}
