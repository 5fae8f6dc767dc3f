import { useTranslation } from 'react-i18next';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/notes.tsx';

/** A new version waits. Stands only on screens where no lesson is open, so that it never interrupts one. */
export function UpdateBanner() {
  const { t } = useTranslation();
  const { update, lock } = useSession();
  if (!update) return null;
  return (
    <Banner icon="download" kind="kept">
      <span className="stack">
        {t('update.ready')}
        <Button isDense onPress={() => void lock().then(update)}>
          {t('update.use')}
        </Button>
      </span>
    </Banner>
  );
}
