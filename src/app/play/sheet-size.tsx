import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Choice, Choices } from '../ui/choice.tsx';
import { Sheet } from '../ui/sheet.tsx';
import type { Wishes } from './wishes.ts';

type Props = { readonly size: Wishes['size']; readonly choose: (size: Wishes['size']) => void; readonly isOpen: boolean; readonly onClose: () => void };

/** How large the letters of readings are, on top of the phone's own size. */
export function SizeSheet({ size, choose, isOpen, onClose }: Props) {
  const { t } = useTranslation(['play', 'ui']);
  return (
    <Sheet name={t('text.size')} isOpen={isOpen} onClose={onClose}>
      <Choices legend={t('text.size')} look="unseen">
        {([0, 1, 2] as const).map((each) => (
          <Choice key={each} name="text-size" value={String(each)} isChosen={each === size} onChoose={() => choose(each)}>
            <span className="prose__sample" data-size={each}>
              {t(`text.size-${each}`)}
            </span>
          </Choice>
        ))}
      </Choices>
      <Button kind="main" isWide onPress={onClose}>
        {t('ui:common.go-on')}
      </Button>
    </Sheet>
  );
}
