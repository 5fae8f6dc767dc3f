import { useId, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../core/problem.ts';
import { vouchedSchema, type DeskPerson } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Fault } from './fault.tsx';
import { useSigned } from './signed.tsx';
import { isUnanswered, type Refusal } from './wire.ts';

/** What a lost phone could not sign any more: it counts once somebody who knows the person says why it may. */
export function Unsigned({ person: { id: whose, name }, count }: { readonly person: DeskPerson['person']; readonly count: number }) {
  const { t } = useTranslation('desk');
  const { world, isOnline } = useSession();
  const { tell } = useSigned();
  const field = useId();
  // Sent again after no answer it is the same decision, and counts once; other words are another one.
  const [decision, setDecision] = useState({ id: world.newId(), reason: '', isTried: false });
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [isDone, setDone] = useState(false);
  const isOff = decision.reason.trim() === '' || isBusy || !isOnline;
  const write = (reason: string) => setDecision((held) => (held.isTried ? { id: world.newId(), reason, isTried: false } : { ...held, reason }));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isOff) return;
    setBusy(true);
    setRefusal(undefined);
    const answer = await tell({ path: `people/${encodeURIComponent(whose)}/unsigned`, method: 'POST', body: { id: decision.id, reason: decision.reason } }, vouchedSchema);
    setBusy(false);
    if (!isProblem(answer)) return setDone(true);
    setRefusal(answer);
    setDecision((held) => ({ ...held, isTried: held.isTried || isUnanswered(answer) }));
  };
  if (isDone) return <p role="status">{t('unsigned.done', { name })}</p>;
  return (
    <section className="panel" aria-labelledby={`${field}-name`}>
      <h2 className="head" id={`${field}-name`}>
        {t('unsigned.title')}
      </h2>
      <p>{t('unsigned.lead', { count, name })}</p>
      <p>{t('unsigned.what')}</p>
      <form className="stack stack--wide" onSubmit={(event) => void send(event)}>
        <div className="stack">
          <label className="strong" htmlFor={field}>
            {t('unsigned.reason')}
          </label>
          <textarea id={field} className="field" rows={3} maxLength={2000} value={decision.reason} disabled={isBusy} onChange={(event) => write(event.target.value)} />
        </div>
        {refusal && <Fault problem={refusal} />}
        <Button kind="main" submits isOff={isOff}>
          {t('unsigned.do')}
        </Button>
        {!isOnline && <p className="note">{t('decide.offline')}</p>}
      </form>
    </section>
  );
}
