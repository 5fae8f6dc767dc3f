import { lazy, useCallback, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problem, type Problem } from '../../core/problem.ts';
import { forgetLoss, restoredUntold, storageProblem } from '../../device/storage.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { Boundary } from '../ui/boundary.tsx';
import { Button } from '../ui/button.tsx';
import { useHeld } from '../ui/held.ts';
import { Page } from '../ui/page.tsx';
import { ReloadButton } from '../ui/reload.tsx';
import { Failed } from '../ui/states.tsx';

const PutBack = lazy(() => import('../profile/put-back.tsx').then(({ PutBack: screen }) => ({ default: screen })));
const RescueFile = lazy(() => import('../profile/rescue.tsx').then(({ RescueFile: part }) => ({ default: part })));

/** Lets nobody in before the phone's database is open and whole: emptied, refused or blocked storage is said, never guessed around. */
export function StorageGate({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const { db, lock } = useSession();
  const [found, setFound] = useState<Problem | 'whole'>();
  const look = useCallback(() => void storageProblem(db).then((bad) => setFound(bad ?? 'whole'), (error) => setFound(problem('storage-refused', String(error)))), [db]);
  useEffect(() => {
    look();
    // The browser took the database away while it was open: whoever learns is told at once.
    db.on('close', look);
    return () => db.on('close').unsubscribe(look);
  }, [db, look]);
  const restored = useHeld(async () => (found === 'whole' ? await restoredUntold(db).catch(() => undefined) : undefined), [db, found === 'whole']);
  if (restored) return <PutBack restored={restored} />;
  // A screen that was reading when the database went away ends here, and what became of the database is said in its place.
  if (found === 'whole') return <Boundary>{children}</Boundary>;
  if (!found) return <Page name="Karvan" bar={<Bar />}>{null}</Page>;
  const goOn = () => {
    forgetLoss(db);
    // Whoever was inside is no longer kept here.
    void lock().then(() => setFound('whole'));
  };
  return (
    <Page name="Karvan" bar={<Bar />}>
      <Failed problem={found} isTitle>
        <ReloadButton />
        {found.code === 'storage-emptied' && (
          <Button isWide onPress={goOn}>
            {t('home.begin-anew')}
          </Button>
        )}
      </Failed>
      {found.code === 'storage-refused' && <RescueFile />}
    </Page>
  );
}
