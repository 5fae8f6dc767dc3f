import { useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Decide as Sent, Evidence } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Choice, Choices } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { Banner } from '../ui/notes.tsx';
import { Fault } from './fault.tsx';
import { StateChip, looks } from './state-chip.tsx';
import { useDecision, type Decision } from './use-decision.ts';

type Props = { readonly evidence: Evidence; readonly next: string | undefined; readonly list: string };

/** The decision about one result. A decision made stays; another one after it is asked for, never slipped in. */
export function Decide({ evidence, next, list }: Props) {
  const { t } = useTranslation('desk');
  const { state } = evidence.completion;
  const [isAgain, setAgain] = useState(false);
  const decision = useDecision(evidence, next ?? list);
  const isForm = state === 'waiting' || isAgain || decision.draft.kind !== undefined;
  return (
    <section className="panel" aria-labelledby="decide">
      <h2 className="head" id="decide">
        {t(isForm ? 'decide.title' : 'decide.decided')}
      </h2>
      {isForm ? (
        <Form evidence={evidence} decision={decision} hasNext={next !== undefined} />
      ) : (
        <>
          <p>
            <StateChip state={state} />
          </p>
          <Button onPress={() => setAgain(true)}>{t('decide.again')}</Button>
          <p className="note">{t('decide.again-note')}</p>
        </>
      )}
    </section>
  );
}

const kinds = ['approved', 'returned', 'refused'] as const;

function Form({ evidence, decision, hasNext }: { readonly evidence: Evidence; readonly decision: Decision; readonly hasNext: boolean }) {
  const { t } = useTranslation('desk');
  const { isOnline } = useSession();
  const { draft, change, send, isBusy, lacks } = decision;
  const { name } = evidence.completion.person;
  const reason = useId();
  const isOff = lacks !== undefined || isBusy || !isOnline;
  const submit = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (!isOff) void send();
  };
  const onKeys = (event: KeyboardEvent) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit(event);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form className="stack stack--wide" onSubmit={submit} onKeyDown={onKeys}>
      <Choices legend={t('decide.title')} look="unseen">
        {kinds.map((kind) => (
          <Choice key={kind} name="decision" value={kind} isChosen={draft.kind === kind} isOff={isBusy} onChoose={() => change({ kind })} end={<Icon name={looks[kind].icon} />}>
            {t(`decide.${kind}`)}
          </Choice>
        ))}
      </Choices>
      {draft.kind !== undefined && draft.kind !== 'approved' && (
        <div className="stack">
          <label className="strong" htmlFor={reason}>
            {t('decide.reason', { name })}
          </label>
          <textarea id={reason} className="field" rows={4} maxLength={2000} value={draft.reason} disabled={isBusy} onChange={(event) => change({ reason: event.target.value })} />
        </div>
      )}
      <Outcome decision={decision} />
      <Button kind="main" isWide submits isOff={isOff}>
        {draft.isTried ? t('decide.send-again') : t(wordsOf(draft.kind, hasNext))} {!isOff && <kbd aria-hidden="true">Ctrl Enter</kbd>}
      </Button>
      <p className="note" role="status">
        {isBusy ? t('decide.sending') : !isOnline ? t('decide.offline') : lacks ? t(`decide.lacks-${lacks}`, { name }) : t('decide.kept')}
      </p>
    </form>
  );
}

/** What became of the last sending, when it did not arrive or nobody knows. */
function Outcome({ decision: { draft, refusal } }: { readonly decision: Decision }) {
  const { t } = useTranslation('desk');
  if (draft.isTried) {
    return (
      <Banner kind="halt" icon="warning" isInset>
        {t('decide.unanswered')}
      </Banner>
    );
  }
  return refusal ? <Fault problem={refusal} /> : null;
}

/** The main button is named by what happens. */
function wordsOf(kind: Sent['kind'] | undefined, hasNext: boolean) {
  if (kind === undefined) return 'decide.do-none';
  return hasNext ? (`decide.do-${kind}-next` as const) : (`decide.do-${kind}` as const);
}
