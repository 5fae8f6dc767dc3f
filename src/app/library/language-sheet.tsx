import { useTranslation } from 'react-i18next';
import { speaks } from '../../pack/entry.ts';
import type { Manifest } from '../../pack/manifest.ts';
import { Button } from '../ui/button.tsx';
import { Choice, Choices } from '../ui/choice.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { useFormat } from '../ui/words.ts';
import type { Price } from './price.ts';

/** Which languages come along, each with what it adds. One stays chosen always. */
export function LanguageSheet({ manifest, price, isOpen, onClose }: { readonly manifest: Manifest; readonly price: Price; readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { choice, choose, languageBytes } = price;
  return (
    <Sheet name={t('course.languages-title')} isOpen={isOpen} onClose={onClose}>
      <Choices legend={t('course.languages-lead')} look="over">
        {manifest.languages.map((tag) => {
          const isChosen = choice.languages.includes(tag);
          const isOnly = isChosen && choice.languages.length === 1;
          const languages = isChosen ? choice.languages.filter((each) => each !== tag) : [...choice.languages, tag];
          return (
            <Choice
              key={tag}
              kind="checkbox"
              name={`language-${tag}`}
              value={tag}
              isChosen={isChosen}
              isOff={isOnly}
              onChoose={() => choose({ ...choice, languages })}
              note={t(has(manifest, tag))}
              end={format.size(languageBytes(tag))}
            >
              <span className="begins">{format.language(tag)}</span>
            </Choice>
          );
        })}
      </Choices>
      <Button kind="main" isWide onPress={onClose}>
        {t('course.languages-take', { size: format.size(price.bytes) })}
      </Button>
    </Sheet>
  );
}

function has(manifest: Manifest, tag: string): 'lang.machine-long' | 'lang.voice' | 'lang.words' {
  const isMachine = manifest.tracks.some((track) => track.lang === tag && track.state === 'machine' && track.kind !== 'voice');
  if (isMachine) return 'lang.machine-long';
  return speaks(manifest, tag) ? 'lang.voice' : 'lang.words';
}
