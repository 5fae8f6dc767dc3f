/** Everything that came to this phone from outside and was not opened yet, known by what it is. */
import { useCallback } from 'react';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { dropShared, kindOfFile, noteOpened, sharedFiles } from '../../device/shared.ts';
import { openFile, type Screen } from '../library/open-file.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { forgetLaunched, useLaunched } from './launched.ts';

/** `shared`: its name among what the service worker put by; absent for one that was opened with Karvan. */
export type Arrival = { readonly file: File; readonly shared?: string };
type Arrivals = { readonly packs: readonly Arrival[]; readonly work: readonly Arrival[] };

/** Undefined until it was looked at. */
export function useArrivals(): Arrivals | undefined {
  const { db } = useSession();
  const { files } = useLaunched();
  return useHeld(async () => {
    const all: readonly Arrival[] = [...(await sharedFiles(db)).map(({ name, file }) => ({ shared: name, file })), ...files.map((file) => ({ file }))];
    const kinds = await Promise.all(all.map(({ file }) => kindOfFile(file).catch(() => undefined)));
    return { packs: all.filter((_, n) => kinds[n] === 'pack'), work: all.filter((_, n) => kinds[n] === 'work') };
  }, [db, files.length]);
}

/** Hands files on to the screen that takes them in, and says which; from now on they wait there. */
export function useOpening(): (arrivals: readonly Arrival[]) => Promise<Screen | Problem> {
  const { db, world } = useSession();
  return useCallback(
    async (arrivals) => {
      let screen: Screen | Problem = problem('pack-file-gone');
      for (const { file } of arrivals) screen = await openFile(file);
      if (isProblem(screen)) return screen;
      forgetLaunched(arrivals.map(({ file }) => file));
      await noteOpened(db, arrivals.flatMap(({ shared }) => shared ?? []), world);
      return screen;
    },
    [db, world],
  );
}

/** Lets go of what came: it stays where it came from. */
export function useLettingGo(): (arrivals: readonly Arrival[]) => Promise<void> {
  const { db } = useSession();
  return useCallback(
    async (arrivals) => {
      forgetLaunched(arrivals.map(({ file }) => file));
      await dropShared(db, arrivals.flatMap(({ shared }) => shared ?? []));
    },
    [db],
  );
}
