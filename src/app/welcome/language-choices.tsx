import { Choice, Choices } from '../ui/choice.tsx';
import { keepLanguage } from '../ui/device-settings.ts';
import { interfaceLanguages, ownNames, speak, useLanguage } from '../ui/words.ts';

/** The five languages of the interface, each in its own words: whoever cannot read this page must still find theirs. */
export function LanguageChoices() {
  const lang = useLanguage();
  return (
    <Choices legend="Dil · Dil · Тіл · Язык · Language" look="unseen">
      {interfaceLanguages.map((each) => (
        <Choice
          key={each}
          name="language"
          value={each}
          lang={each}
          isChosen={each === lang}
          onChoose={() => {
            keepLanguage(each);
            void speak(each);
          }}
        >
          {ownNames[each]}
        </Choice>
      ))}
    </Choices>
  );
}
