import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as v from 'valibot';
import { useLocation } from 'wouter';
import { isProblem } from '../../core/problem.ts';
import type { Decide, Evidence } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { changed, dropDraft, heldDraft, keepDraft, type Draft, type DraftKey } from './draft.ts';
import { useSigned } from './signed.tsx';
import { isUnanswered, type Refusal } from './wire.ts';

export type Decision = {
  readonly draft: Draft;
  readonly change: (change: { readonly kind?: Decide['kind']; readonly reason?: string }) => void;
  readonly send: () => Promise<void>;
  readonly isBusy: boolean;
  /** Why the last sending was refused; undefined while nothing was refused. */
  readonly refusal: Refusal | undefined;
  /** What the draft still needs before it can be sent. */
  readonly lacks: 'kind' | 'reason' | undefined;
};

/** A decision from the first letter to the server's word that it is kept; only then is the draft forgotten and the next result opened. */
export function useDecision({ completion }: Evidence, onward: string): Decision {
  const { t } = useTranslation('desk');
  const { world } = useSession();
  const { me, tell, setSays } = useSigned();
  const [, go] = useLocation();
  const key: DraftKey = `${me.person}/${completion.registration}`;
  const [draft, setDraft] = useState<Draft>(() => heldDraft(key) ?? { id: world.newId(), kind: undefined, reason: '', isTried: false });
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const keep = (next: Draft) => {
    setDraft(next);
    keepDraft(key, next);
  };

  const send = async () => {
    if (!draft.kind) return;
    setBusy(true);
    setRefusal(undefined);
    const body: Decide = { id: draft.id, kind: draft.kind, ...(draft.kind === 'approved' ? {} : { reason: draft.reason.trim() }) };
    // From here on the server may hold it: a tab closed now must know that when it is opened again.
    keepDraft(key, { ...draft, isTried: true });
    const answer = await tell({ path: `completions/${completion.registration}/decisions`, method: 'POST', body }, v.object({ id: v.string() }));
    setBusy(false);
    if (isProblem(answer)) {
      const failed = answer as Refusal;
      keep({ ...draft, isTried: isUnanswered(failed) || (draft.isTried && isAboutTheDoor(failed)) });
      setRefusal(failed);
      return;
    }
    dropDraft(key);
    const path = onward.split('?')[0] ?? onward;
    setSays(t(`decide.done-${draft.kind}`, { name: completion.person.name }), path);
    go(onward);
  };
  const lacks = draft.kind === undefined ? 'kind' : draft.kind !== 'approved' && draft.reason.trim() === '' ? 'reason' : undefined;
  return { draft, change: (change) => keep(changed(draft, change, world.newId)), send, isBusy, refusal, lacks };
}

/** A refusal that says nothing about the decision itself: whether an earlier sending arrived is as unknown as before. */
function isAboutTheDoor({ code }: Refusal): boolean {
  return code === 'sign-in-expired' || code === 'too-many-tries';
}
