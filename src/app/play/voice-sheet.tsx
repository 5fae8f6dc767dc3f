import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rendering } from '../../pack/tracks.ts';
import { Button } from '../ui/button.tsx';
import { Choice, Choices } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { Sheet } from '../ui/sheet.tsx';
import type { Plan, Voice } from './film-plan.ts';
import { GetLanguage } from './get-more.tsx';
import { LanguageName } from './language-name.tsx';
import type { Lesson } from './lesson.ts';
import type { Wishes } from './wishes.ts';

type Props = {
  readonly lesson: Lesson;
  readonly plan: Plan;
  readonly voice: Voice | undefined;
  readonly subtitles: readonly Rendering[];
  readonly wishes: Wishes;
  readonly wish: (change: Partial<Wishes>) => void;
  readonly isOpen: boolean;
  readonly onClose: () => void;
};

/** Which voice is heard and which subtitles are read, at once while the film goes on. It never covers the subtitles that it changes. */
export function VoiceSheet({ lesson, plan, voice, subtitles, wishes, wish, isOpen, onClose }: Props) {
  const { t } = useTranslation(['play', 'ui']);
  useEffect(() => {
    if (!isOpen) return;
    window.scrollTo(0, 0);
    const below = document.querySelector('.screen')?.getBoundingClientRect().bottom ?? 0;
    document.documentElement.style.setProperty('--screen-end', `${Math.round(below)}px`);
  }, [isOpen]);
  const shown = wishes.isSubtitled ? subtitles : [];
  const toggle = (lang: string) => {
    const langs = shown.map((track) => track.lang);
    wish({ isSubtitled: true, subtitles: langs.includes(lang) ? langs.filter((each) => each !== lang) : [...langs, lang] });
  };
  return (
    <Sheet name={t('film.language')} kind="player" isOpen={isOpen} onClose={onClose}>
      {plan.voices.length > 0 && (
        <Choices look="over" legend={<Legend icon="voice">{t('film.voice')}</Legend>}>
          {plan.voices.map((each) => (
            <Choice key={each.lang} name="voice" value={each.lang} isChosen={each.lang === voice?.lang} onChoose={() => wish({ voice: each.lang })} end={t(kindOf(each))}>
              <LanguageName tag={each.lang} />
            </Choice>
          ))}
        </Choices>
      )}
      {(voice?.map ?? voice?.cues) !== undefined && (
        <Choices look="over" legend={<Legend icon="voice">{t('film.long-sentences')}</Legend>}>
          <Choice kind="checkbox" name="patient" value="patient" isChosen={wishes.isPatient} onChoose={() => wish({ isPatient: !wishes.isPatient })}>
            {t('film.patient')}
          </Choice>
        </Choices>
      )}
      {plan.subtitles.length > 0 && (
        <Choices look="over" legend={<Legend icon="subs">{t('film.subtitles')}</Legend>}>
          {plan.subtitles.map((track) => {
            const line = shown.findIndex((each) => each.lang === track.lang) + 1;
            return (
              <Choice
                key={track.lang}
                kind="checkbox"
                name={`subtitles-${track.lang}`}
                value={track.lang}
                isChosen={line > 0}
                isOff={line === 0 && shown.length >= 2}
                onChoose={() => toggle(track.lang)}
                note={track.state === 'machine' && t('ui:lang.machine-long')}
                end={line > 0 && t('film.line', { n: line })}
              >
                <LanguageName tag={track.lang} />
              </Choice>
            );
          })}
        </Choices>
      )}
      {plan.absent.map((lang) => (
        <GetLanguage key={lang} lesson={lesson} lang={lang} />
      ))}
      <Button kind="main" isWide onPress={onClose}>
        {t('film.go-on')}
      </Button>
    </Sheet>
  );
}

function Legend({ icon, children }: { readonly icon: 'voice' | 'subs'; readonly children: ReactNode }) {
  return (
    <span className="legend--icon">
      <Icon name={icon} isSmall />
      {children}
    </span>
  );
}

function kindOf(voice: Voice): 'film.voice-own' | 'film.voice-phone' | 'film.voice-synthetic' | 'film.voice-spoken' {
  if (voice.cues !== undefined) return 'film.voice-phone';
  if (voice.path === undefined) return 'film.voice-own';
  return voice.isSynthetic ? 'film.voice-synthetic' : 'film.voice-spoken';
}
