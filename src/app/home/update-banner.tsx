import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/notes.tsx';

/** A new version waits. Stands only on screens where no lesson is open, so that it never interrupts one. */
export function UpdateBanner() {
  const { t } = useTranslation();
  const { update } = useSession();
  const [isOpening, setOpening] = useState(false);
  if (!update) return null;
  const use = () => {
    setOpening(true);
    update();
  };
  return (
    <Banner icon="download" kind="kept">
      <span className="stack">
        {t('update.ready')}
        <Button isDense isOff={isOpening} onPress={use}>
          {t(isOpening ? 'common.opening' : 'update.use')}
        </Button>
      </span>
    </Banner>
  );
}
