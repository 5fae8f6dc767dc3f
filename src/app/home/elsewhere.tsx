import { useTranslation } from 'react-i18next';
import { problem } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Failed } from '../ui/states.tsx';

/** The same person has Karvan open in another tab: one tab records at a time. */
export function Elsewhere() {
  const { t } = useTranslation();
  const { takeHere } = useSession();
  return (
    <Page name={t('home.title')} bar={<Bar />}>
      <Failed problem={problem('used-in-other-tab')} isTitle>
        <Button kind="main" isWide onPress={() => void takeHere()}>
          {t('home.use-here')}
        </Button>
      </Failed>
    </Page>
  );
}
