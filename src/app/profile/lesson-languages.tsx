import { useTranslation } from 'react-i18next';
import { preference, setPreference } from '../../device/learning.ts';
import { useOpen } from '../session.tsx';
import { Choice, Choices } from '../ui/choice.tsx';
import { useHeld } from '../ui/held.ts';
import { interfaceLanguages, ownNames, useLanguage } from '../ui/words.ts';

/** Languages of voice and text in the order of wish: a lesson takes the first that it has. */
export function LessonLanguages() {
  const { t } = useTranslation('person');
  const open = useOpen();
  const lang = useLanguage();
  const held = useHeld(() => preference(open, 'languages'), [open]);
  const chosen = Array.isArray(held) && held.length > 0 ? held.map(String) : [lang];
  const toggle = (tag: string) => {
    const next = chosen.includes(tag) ? chosen.filter((each) => each !== tag) : [...chosen, tag];
    if (next.length > 0) void setPreference(open, 'languages', next);
  };
  return (
    <Choices legend={t('profile.languages-lead')} look="over">
      {interfaceLanguages.map((tag) => (
        <Choice
          key={tag}
          kind="checkbox"
          name={`lesson-${tag}`}
          value={tag}
          lang={tag}
          isChosen={chosen.includes(tag)}
          isOff={chosen.length === 1 && chosen[0] === tag}
          onChoose={() => toggle(tag)}
          end={chosen.includes(tag) && t('profile.language-rank', { n: chosen.indexOf(tag) + 1 })}
        >
          {ownNames[tag]}
        </Choice>
      ))}
    </Choices>
  );
}
