import { useEffect, useState } from 'react';
import { isProblem, type Problem } from '../../core/problem.ts';
import { refreshCatalogue } from '../../device/catalogue.ts';
import { useSession } from '../session.tsx';

/** Asks for the newest catalogue each time that a screen opens and the network comes back; what is held is shown meanwhile. */
export function useFreshCatalogue(): 'asking' | 'fresh' | Problem {
  const { db, fetch, isOnline } = useSession();
  const [answer, setAnswer] = useState<'asking' | 'fresh' | Problem>('asking');
  useEffect(() => {
    let isGone = false;
    void refreshCatalogue(db, fetch).then((result) => {
      if (!isGone) setAnswer(isProblem(result) ? result : 'fresh');
    });
    return () => {
      isGone = true;
    };
  }, [db, fetch, isOnline]);
  return answer;
}
