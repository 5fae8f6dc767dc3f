import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../core/problem.ts';
import { forgetLoss, storageProblem } from '../../device/storage.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { ReloadButton } from '../ui/reload.tsx';
import { Failed } from '../ui/states.tsx';

/** Lets nobody in before the phone's database is open and whole: emptied, refused or blocked storage is said, never guessed around. */
export function StorageGate({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const { db } = useSession();
  const [found, setFound] = useState<Problem | 'whole'>();
  useEffect(() => {
    void storageProblem(db).then((problem) => setFound(problem ?? 'whole'));
  }, [db]);
  if (found === 'whole') return children;
  if (!found) return <Page name="Karvan" bar={<Bar />}>{null}</Page>;
  const goOn = () => {
    forgetLoss();
    setFound('whole');
  };
  return (
    <Page name="Karvan" bar={<Bar />}>
      <Failed problem={found} isTitle>
        <ReloadButton />
        {found.code === 'storage-lost' && (
          <Button isWide onPress={goOn}>
            {t('home.begin-anew')}
          </Button>
        )}
      </Failed>
    </Page>
  );
}
