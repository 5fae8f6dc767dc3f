import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { say } from '../../core/ids.ts';
import { factsOf } from '../../device/facts.ts';
import { UpdateBanner } from '../home/update-banner.tsx';
import { useOpen, useSession } from '../session.tsx';
import { Bar, Tabs } from '../ui/bar.tsx';
import { chosenTheme, keepTheme, themes, type Theme } from '../ui/device-settings.ts';
import { Choice, Choices } from '../ui/choice.tsx';
import { useHeld } from '../ui/held.ts';
import { Icon } from '../ui/icon.tsx';
import { Banner, Saved } from '../ui/notes.tsx';
import { Page } from '../ui/page.tsx';
import { Row, Rows } from '../ui/row.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { ownNames, useLanguage } from '../ui/words.ts';
import { LanguageChoices } from '../welcome/language-choices.tsx';
import { ChangePin } from './change-pin.tsx';
import { LessonLanguages } from './lesson-languages.tsx';
import { Notice } from './notice-sheet.tsx';

type Open = 'languages' | 'interface' | 'theme' | 'pin' | 'notice';

/** Whose phone this is now, and how Karvan behaves on it. */
export function Profile() {
  const { t } = useTranslation(['person', 'ui']);
  const open = useOpen();
  const { lock, isOnline } = useSession();
  const lang = useLanguage();
  const [sheet, setSheet] = useState<Open>();
  const [theme, setTheme] = useState<Theme>(chosenTheme());
  const [says, setSays] = useState('');
  const facts = useHeld(() => factsOf(open), [open]);
  const person = facts?.person;
  const place = [person?.unit, person?.institution].flatMap((map) => (map ? [say(map, [lang])] : []));
  const close = () => setSheet(undefined);

  return (
    <Page
      name={t('profile.title')}
      bar={<Bar title={person?.name ?? t('profile.title')} />}
      banner={
        <>
          {!isOnline && <Banner icon="nolink">{t('ui:offline.short')}</Banner>}
          <UpdateBanner />
        </>
      }
      tabs={<Tabs here="profile" />}
    >
      {place.length > 0 && (
        <p className="note">
          {place.map((each, index) => (
            <span key={index} lang={each.lang}>
              {index > 0 && ' · '}
              {each.text}
            </span>
          ))}
        </p>
      )}
      <Saved>{says}</Saved>
      <section className="stack">
        <h2 className="head">{t('profile.reading')}</h2>
        <Rows>
          <Row key="languages" start={<Icon name="voice" />} name={t('profile.languages')} facts={t('profile.languages-note')} onPress={() => setSheet('languages')} />
          <Row key="interface" start={<Icon name="globe" />} name={t('profile.interface')} facts={ownNames[lang]} onPress={() => setSheet('interface')} />
          <Row key="theme" start={<Icon name="gear" />} name={t('profile.theme')} facts={t(`theme.${theme}`)} onPress={() => setSheet('theme')} />
        </Rows>
        <p className="note">{t('profile.text-size')}</p>
      </section>
      <section className="stack">
        <h2 className="head">{t('profile.phone')}</h2>
        <Rows>
          <Row key="storage" start={<Icon name="phone" />} name={t('storage.title')} facts={t('profile.storage-note')} to="/storage" />
          <Row key="lock" start={<Icon name="lock" />} name={t('profile.lock')} facts={t('profile.lock-note')} onPress={() => void lock()} />
          <Row key="pin" start={<Icon name="edit" />} name={t('profile.change-pin')} onPress={() => setSheet('pin')} />
          <Row key="add" start={<Icon name="plus" />} name={t('profile.add')} facts={t('profile.add-note')} to="/welcome?add" />
        </Rows>
      </section>
      <section className="stack">
        <h2 className="head">{t('profile.about')}</h2>
        <Rows>
          <Row key="notice" start={<Icon name="text" />} name={t('notice.title')} onPress={() => setSheet('notice')} />
          <Row key="carry" start={<Icon name="trainer" />} name={t('profile.carry')} facts={t('profile.carry-note')} to="/carry" />
          <Row key="desk" start={<Icon name="people" />} name={t('profile.desk')} facts={t('profile.desk-note')} to="/desk" />
        </Rows>
        <p className="note">
          Karvan {__VERSION__} · <Link href="/catalogue">{t('ui:tabs.catalogue')}</Link>
        </p>
      </section>
      <Sheet name={t('profile.languages')} isOpen={sheet === 'languages'} onClose={close}>
        <LessonLanguages />
      </Sheet>
      <Sheet name={t('profile.interface')} isOpen={sheet === 'interface'} onClose={close}>
        <LanguageChoices />
      </Sheet>
      <Sheet name={t('profile.theme')} isOpen={sheet === 'theme'} onClose={close}>
        <Choices legend={t('profile.theme')} look="unseen">
          {themes.map((each) => (
            <Choice
              key={each}
              name="theme"
              value={each}
              isChosen={each === theme}
              onChoose={() => {
                keepTheme(each);
                setTheme(each);
              }}
            >
              {t(`theme.${each}`)}
            </Choice>
          ))}
        </Choices>
      </Sheet>
      <Sheet name={t('profile.change-pin')} isOpen={sheet === 'pin'} onClose={close}>
        <ChangePin
          onDone={() => {
            close();
            setSays(t('pin.changed'));
          }}
        />
      </Sheet>
      <Sheet name={t('notice.title')} isOpen={sheet === 'notice'} onClose={close}>
        <Notice />
      </Sheet>
    </Page>
  );
}
