import { useEffect, useRef, useState } from 'react';
import type { Change, DeskLine } from '../../sync/translations.ts';
import { isFull } from '../../device/db.ts';
import { problem, type Problem } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { keepLine, letLineGo, linesHere, type Held, type Here } from './held-lines.ts';
import type { Waiting } from './lines.ts';
import { useSending } from './sending.tsx';
import { useSigned } from './signed.tsx';

export type Lines = {
  /** Undefined: not looked for yet, or not here (then the road's refusal says why, or it is still coming). */
  readonly held: Held | undefined;
  readonly waiting: readonly Waiting[];
  /** Keeps what the reader wrote on this device, at once; with a state it goes to the server too. False when it could not be kept. */
  readonly keep: (line: DeskLine, target: string, state?: Change['state']) => Promise<boolean>;
  /** Lets what the reader wrote go: the server's words stand. */
  readonly letGo: (line: string) => Promise<boolean>;
  /** Set when this device could not keep what was written. */
  readonly fault: Problem | undefined;
};

/** A translation as it lies on this device, sent and asked for anew when it is opened. */
export function useLines(id: string): Lines {
  const { db, world, isOnline } = useSession();
  const { me } = useSigned();
  const { renew } = useSending();
  const [fault, setFault] = useState<Problem>();
  const place = { person: me.person, id };
  useEffect(() => renew(id), [renew, id, isOnline]);
  useEffect(() => void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage({ type: 'HOLD_DESK' })), []);
  const before = useRef<Here>(undefined);
  const here = useHeld(async () => (before.current = await linesHere(db, place, before.current)), [db, me.person, id]);

  const written = async (work: Promise<void>): Promise<boolean> => {
    const failed = await work.then(() => undefined, (error: unknown) => problem(isFull(error) ? 'storage-full' : 'storage-lost', String(error)));
    setFault(failed);
    return failed === undefined;
  };
  const keep: Lines['keep'] = ({ id: line, version }, target, state) => written(keepLine(db, place, { id: line, version, target, ...(state ? { state } : {}), at: world.now() }));
  return { held: here?.held, waiting: here?.waiting ?? [], keep, letGo: (line) => written(letLineGo(db, place, line)), fault };
}
