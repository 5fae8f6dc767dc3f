import { useTranslation } from 'react-i18next';
import type { Rendering } from '../../pack/tracks.ts';
import { Button } from '../ui/button.tsx';
import { Choice, Choices } from '../ui/choice.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { LanguageName } from './language-name.tsx';

type Props = { readonly tracks: readonly Rendering[]; readonly lang: string; readonly choose: (lang: string) => void; readonly isOpen: boolean; readonly onClose: () => void };

/** In which language a text is read. What nobody has reviewed says so. */
export function LanguagesSheet({ tracks, lang, choose, isOpen, onClose }: Props) {
  const { t } = useTranslation(['play', 'ui']);
  return (
    <Sheet name={t('text.language')} isOpen={isOpen} onClose={onClose}>
      <Choices legend={t('text.language-lead')} look="over">
        {tracks.map((track) => (
          <Choice
            key={track.lang}
            name="text-language"
            value={track.lang}
            isChosen={track.lang === lang}
            onChoose={() => choose(track.lang)}
            end={track.state === 'machine' && t('ui:lang.machine-long')}
          >
            <LanguageName tag={track.lang} />
          </Choice>
        ))}
      </Choices>
      <Button kind="main" isWide onPress={onClose}>
        {t('ui:common.go-on')}
      </Button>
    </Sheet>
  );
}
