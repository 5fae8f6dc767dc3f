import type { ReactNode } from 'react';
import { say } from '../../core/ids.ts';
import { problem } from '../../core/problem.ts';
import type { Recall } from '../../device/recall.ts';
import { Failed } from '../ui/states.tsx';
import { useLanguage } from '../ui/words.ts';

/** Why a course on this phone may no longer be opened, in the words of those who took it back. `children`: the ways on. */
export function Recalled({ recall, isTitle = false, children }: { readonly recall: Recall; readonly isTitle?: boolean; readonly children?: ReactNode }) {
  const lang = useLanguage();
  if (recall.kind === 'key-revoked') {
    return (
      <Failed problem={problem('pack-key-revoked')} isTitle={isTitle}>
        {children}
      </Failed>
    );
  }
  const reason = say(recall.reason, [lang]);
  return (
    <Failed problem={problem('pack-withdrawn')} isTitle={isTitle}>
      <blockquote className="reason reason--halt" lang={reason.lang}>
        {reason.text}
      </blockquote>
      {children}
    </Failed>
  );
}
