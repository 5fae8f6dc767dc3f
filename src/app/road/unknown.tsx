import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notes.tsx';

/** The server does not know this phone: what that means, that nothing is lost, and the way back. */
export function UnknownPhone({ onEnter }: { readonly onEnter: () => void }) {
  const { t } = useTranslation(['road', 'problem']);
  return (
    <Notice kind="wait" name={t('problem:device-unknown')}>
      <p>{t('unknown.lead')}</p>
      <p>{t('unknown.next')}</p>
      <Button isWide icon="person" onPress={onEnter}>
        {t('unknown.do')}
      </Button>
    </Notice>
  );
}
