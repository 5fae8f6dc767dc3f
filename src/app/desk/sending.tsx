/** The road of a reader's lines to the server: one thing at a time, by itself whenever there is something to send and somebody to hear it. */
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { isProblem, problem } from '../../core/problem.ts';
import { isFull } from '../../device/db.ts';
import { settledSchema, translationSchema } from '../../sync/translations.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { heldTranslation, holdTranslation, noteTrial, settleLines, waitingLines } from './held-lines.ts';
import { toSend, trialOf } from './lines.ts';
import { useSigned } from './signed.tsx';
import { isUnanswered, type Refusal } from './wire.ts';

type Sending = {
  readonly isBusy: boolean;
  /** Why the last sending or asking came to nothing. */
  readonly refusal: Refusal | undefined;
  /** Sends what waits, then asks for this translation anew. */
  readonly renew: (id: string) => void;
};

const Context = createContext<Sending | undefined>(undefined);

export function useSending(): Sending {
  const sending = use(Context);
  if (!sending) throw new Error('no road for lines around this screen');
  return sending;
}

/** How many lines travel in one request: with the longest texts it is still small enough for the server. */
const AT_ONCE = 20;
/** Milliseconds that a server may take for an answer: on a road that hangs nothing else would ever be sent. */
const PATIENCE = 30_000;
/** Milliseconds until a server that did not answer is tried again. */
const PAUSE = 15_000;

export function SendingProvider({ children }: { readonly children: ReactNode }) {
  const { db, world, isOnline } = useSession();
  const { me, tell } = useSigned();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  const asked = useRef<() => Promise<Refusal | undefined>>(undefined);

  const inTurn = useCallback((work: () => Promise<Refusal | undefined>) => {
    const begin = () => {
      setBusy(true);
      return work();
    };
    turn.current = turn.current.then(begin).then(setRefusal, (error: unknown) => setRefusal(problem(isFull(error) ? 'storage-full' : 'unexpected', String(error)))).finally(() => setBusy(false));
  }, []);

  const send = useCallback(async (): Promise<Refusal | undefined> => {
    const translations = new Set((await waitingLines(db, me.person)).map(({ translation }) => translation));
    for (const id of translations) {
      const place = { person: me.person, id };
      for (;;) {
        const held = await heldTranslation(db, place);
        const changes = held ? toSend(held.translation.lines, await waitingLines(db, me.person, id), me.name).slice(0, AT_ONCE) : [];
        if (changes.length === 0) break;
        const sent = await noteTrial(db, place, changes.map((each) => each.id));
        const answer = await tell({ path: `translations/${id}`, method: 'POST', body: { changes }, patience: PATIENCE }, settledSchema);
        if (isProblem(answer)) return answer as Refusal;
        await settleLines(db, place, sent, answer);
      }
    }
    return undefined;
  }, [db, me, tell]);

  const renew = useCallback(
    (id: string) => {
      asked.current = async () => {
        const failed = await send();
        if (failed && isUnanswered(failed)) return failed;
        const answer = await tell({ path: `translations/${id}`, patience: PATIENCE }, translationSchema);
        if (isProblem(answer)) return answer as Refusal;
        await holdTranslation(db, me, answer, world.now());
        return failed;
      };
      inTurn(asked.current);
    },
    [db, inTurn, me, send, tell, world],
  );

  // Whenever something new waits, the network returns, or a silent server has had its pause.
  const waiting = useHeld(async () => (await waitingLines(db, me.person)).flatMap(({ id, version, state, target, at }) => (state ? [`${id} ${version} ${at} ${trialOf({ state, target })}`] : [])).join('\n'), [db, me.person]);
  useEffect(() => {
    if (waiting && isOnline) inTurn(send);
  }, [waiting, isOnline, inTurn, send]);
  useEffect(() => {
    if (!refusal || !isUnanswered(refusal)) return;
    const timer = setTimeout(() => inTurn(asked.current ?? send), PAUSE);
    return () => clearTimeout(timer);
  }, [refusal, inTurn, send]);

  const sending = useMemo<Sending>(() => ({ isBusy, refusal, renew }), [isBusy, refusal, renew]);
  return <Context value={sending}>{children}</Context>;
}
