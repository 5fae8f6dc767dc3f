import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { isProblem, type Problem } from '../../core/problem.ts';
import type { EmblemName } from '../ui/emblem.tsx';
import { useLanguage } from '../ui/words.ts';
import { useSession } from '../session.tsx';
import { CodeStep } from './code-step.tsx';
import { EmblemStep } from './emblem-step.tsx';
import { IdeaStep } from './idea-step.tsx';
import { LanguageStep } from './language-step.tsx';
import { NOTICE_VERSION, type NoticeShown } from './notice.ts';
import { NoticeStep } from './notice-step.tsx';
import { NewPinStep } from './pin-step.tsx';
import type { Joined } from './enrol.ts';

type Step = 'language' | 'idea' | 'code' | 'notice' | 'emblem' | 'pin';

/** The first minutes: language, what Karvan is, the code of one's institution, the privacy notice, a picture and a PIN. */
export function Welcome() {
  const session = useSession();
  const lang = useLanguage();
  const [, go] = useLocation();
  const query = new URLSearchParams(useSearch());
  const isAdding = query.has('add');
  const [step, setStep] = useState<Step>(isAdding ? 'code' : 'language');
  const [code, setCode] = useState(query.get('code') ?? '');
  const [emblem, setEmblem] = useState<EmblemName>();
  const [joined, setJoined] = useState<Joined>();
  const [failure, setFailure] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);

  const join = async () => {
    setBusy(true);
    setFailure(undefined);
    const notice: NoticeShown = { version: NOTICE_VERSION, lang, at: new Date(session.world.now()).toISOString() };
    const { join: enrol } = await import('./enrol.ts');
    const result = await enrol(code, notice, session);
    setBusy(false);
    if (isProblem(result)) {
      setFailure(result);
      if (result.code === 'enrolment-code-unknown' || result.code === 'enrolment-code-spent') setStep('code');
      return;
    }
    setJoined(result);
    setStep('emblem');
  };
  const finish = async (pin: string) => {
    if (!joined || !emblem) return;
    const { begin } = await import('./enrol.ts');
    const opened = await begin(joined, { emblem, pin, lang }, session);
    // Whoever is on this phone already is shown the door that they know.
    if (isProblem(opened)) return go('/who', { replace: true });
    session.setOpen(opened);
    go('/', { replace: true });
  };

  switch (step) {
    case 'language':
      return <LanguageStep onNext={() => setStep('idea')} />;
    case 'idea':
      return <IdeaStep onBack={() => setStep('language')} onNext={() => setStep('code')} />;
    case 'code':
      return (
        <CodeStep
          code={code}
          onCode={setCode}
          problem={failure}
          onBack={() => (isAdding ? go('/who') : setStep('idea'))}
          onNext={() => {
            setFailure(undefined);
            setStep('notice');
          }}
        />
      );
    case 'notice':
      return <NoticeStep problem={failure} isBusy={isBusy} onBack={() => setStep('code')} onNext={() => void join()} />;
    case 'emblem':
      return <EmblemStep name={joined?.enrolled.name ?? ''} chosen={emblem} onChoose={setEmblem} onNext={() => setStep('pin')} />;
    case 'pin':
      return <NewPinStep onBack={() => setStep('emblem')} onPin={finish} />;
  }
}
