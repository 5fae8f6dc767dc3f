import { useCallback, useRef, useState } from 'react';
import type { Problem } from '../../core/problem.ts';
import { useSession } from '../session.tsx';
import { asProblem } from './sitting.ts';

export type Saving = {
  /** Does the work; true once it is saved for good. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
  /** When the last work was saved: milliseconds since 1970. Undefined while anything is being saved, or after a failure. */
  readonly at: number | undefined;
  readonly problem: Problem | undefined;
  /** Something changed since: nothing is said of it until it is saved. */
  readonly forget: () => void;
};

/** What the screen may say of saving: "saved" only after it is, and why not when it is not. */
export function useSaved(): Saving {
  const { world } = useSession();
  const [state, setState] = useState<{ readonly at?: number; readonly problem?: Problem }>({});
  const turn = useRef(0);
  const run = useCallback(
    async (work: () => Promise<unknown>) => {
      const mine = ++turn.current;
      setState({});
      try {
        await work();
        // What was changed meanwhile is not saved yet: its own turn will say so.
        if (turn.current === mine) setState({ at: world.now() });
        return true;
      } catch (error) {
        setState({ problem: asProblem(error) });
        return false;
      }
    },
    [world],
  );
  const forget = useCallback(() => {
    turn.current += 1;
    setState({});
  }, []);
  return { run, at: state.at, problem: state.problem, forget };
}
