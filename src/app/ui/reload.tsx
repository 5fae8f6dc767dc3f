import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

/** Opens Karvan anew, in the newer version if one waits: a part that the older one misses may no longer be on the server. */
export function ReloadButton() {
  const { t } = useTranslation();
  return (
    <Button kind="main" isWide onPress={() => void openAnew()}>
      {t('common.reload')}
    </Button>
  );
}

async function openAnew(): Promise<void> {
  const waiting = (await navigator.serviceWorker?.getRegistration().catch(() => undefined))?.waiting;
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
  // Should it not come into its place now, it does once this page is gone.
  setTimeout(() => location.reload(), 10_000);
  waiting.postMessage({ type: 'SKIP_WAITING' });
}
