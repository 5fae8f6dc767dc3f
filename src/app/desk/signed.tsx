/** What every screen of the desk may use once somebody has signed in. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import * as v from 'valibot';
import { isProblem } from '../../core/problem.ts';
import type { Me } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { empty } from './ask.tsx';
import { dropDrafts } from './draft.ts';
import { clearLines } from './held-lines.ts';
import { mayOf, type May } from './may.ts';
import { call, type Call, type Refusal } from './wire.ts';

type Signed = {
  readonly me: Me;
  readonly may: May;
  /** Asks the server to change something; afterwards every list is asked for anew. */
  readonly tell: <Schema extends v.GenericSchema>(what: Call, schema: Schema) => Promise<v.InferOutput<Schema> | Refusal>;
  /** Ends the sign-in at the server; the reason when that was not possible. */
  readonly signOut: () => Promise<Refusal | undefined>;
  /** A sentence about what has just become true, shown at the place where one is or goes. */
  readonly says: string | undefined;
  readonly setSays: (text: string, at?: string) => void;
};

const Context = createContext<Signed | undefined>(undefined);

export function useSigned(): Signed {
  const signed = use(Context);
  if (!signed) throw new Error('nobody has signed in around this screen');
  return signed;
}

export function SignedProvider({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const { db, fetch } = useSession();
  const client = useQueryClient();
  const [here] = useLocation();
  const [said, setSaid] = useState<{ readonly text: string; readonly at: string }>();

  const tell = useCallback<Signed['tell']>(
    async (what, schema) => {
      const answer = await call(fetch, what, schema);
      if (isProblem(answer) && answer.code === 'sign-in-expired') empty(client, true);
      if (!isProblem(answer)) renew(client);
      return answer;
    },
    [fetch, client],
  );
  const signOut = useCallback(async () => {
    const answer = await call(fetch, { path: 'session', method: 'DELETE' }, v.unknown());
    if (isProblem(answer) && answer.code !== 'sign-in-expired') return answer as Refusal;
    dropDrafts();
    await clearLines(db, me.person);
    client.removeQueries({ queryKey: ['desk'] });
    empty(client, false);
    return undefined;
  }, [db, me, fetch, client]);
  const setSays = useCallback((text: string, at = window.location.pathname) => setSaid({ text, at }), []);

  const says = said?.at === here ? said.text : undefined;
  const signed = useMemo<Signed>(() => ({ me, may: mayOf(me), tell, signOut, says, setSays }), [me, tell, signOut, says, setSays]);
  return <Context value={signed}>{children}</Context>;
}

/** Lists are asked for again at once; what the server notes as read only when somebody opens it. */
function renew(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['desk'], predicate: ({ meta }) => meta?.['isRead'] !== true });
  void client.invalidateQueries({ queryKey: ['desk'], refetchType: 'none' });
}
