import { useState } from 'react';
import { isProblem, type Problem } from '../../core/problem.ts';
import { useOpen, useSession } from '../session.tsx';
import { CodeStep } from '../welcome/code-step.tsx';

/** A new code for a phone that the server does not know any more: its keys, its profile and its work stay as they are. */
export function Rejoin({ onBack, onKnown }: { readonly onBack: () => void; readonly onKnown: () => void }) {
  const open = useOpen();
  const session = useSession();
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const join = async () => {
    setBusy(true);
    setFailure(undefined);
    const { joinAgain } = await import('../welcome/enrol.ts');
    const joined = await joinAgain(code, open, session);
    setBusy(false);
    if (isProblem(joined)) setFailure(joined);
    else onKnown();
  };
  return <CodeStep code={code} onCode={setCode} problem={failure} isBusy={isBusy} onBack={onBack} onNext={() => void join()} />;
}
