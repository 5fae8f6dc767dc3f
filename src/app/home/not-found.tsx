import { useTranslation } from 'react-i18next';
import { problem } from '../../core/problem.ts';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Failed } from '../ui/states.tsx';

/** An address where nothing stands. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page name={t('tabs.home')} bar={<Bar />}>
      <Failed problem={problem('not-found')} isTitle>
        <Button kind="main" isWide to="/">
          {t('common.to-home')}
        </Button>
      </Failed>
    </Page>
  );
}
