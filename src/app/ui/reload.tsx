import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

/** Opens Karvan anew. */
export function ReloadButton() {
  const { t } = useTranslation();
  return (
    <Button kind="main" isWide onPress={() => location.reload()}>
      {t('common.reload')}
    </Button>
  );
}
