/**
 * Files that a person opened with Karvan in the file manager (Web App Launch Handler API), or chose together. The browser leads to `/open`
 * and keeps the first kind until that screen asks; from then on they wait in this tab, also while somebody types a PIN.
 */
import { useSyncExternalStore } from 'react';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { kindOfFile } from '../../device/shared.ts';

/** What the browser hands over: read only when somebody looks. */
export type LaunchedHandle = Pick<FileSystemFileHandle, 'kind' | 'getFile'>;
type LaunchQueue = { readonly setConsumer: (consumer: (launch: { readonly files?: readonly LaunchedHandle[] }) => void) => void };

export function useLaunched(): readonly File[] {
  return useSyncExternalStore(subscribe, () => launched);
}

/** Asks the browser for what it keeps, and for what comes later. `refuse` hears why one cannot be opened. */
export function askForLaunches(refuse: (because: Problem) => void): void {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(async ({ files = [] }) => (await waitHere(files)).forEach(refuse));
}

/** They wait from now on. Gives why some do not. */
export async function waitHere(files: readonly LaunchedHandle[]): Promise<readonly Problem[]> {
  const found = await Promise.all(files.map(look));
  // All at once: a screen that saw the first alone would go on with it.
  become([...launched, ...found.filter((each): each is File => !isProblem(each))]);
  return found.filter(isProblem);
}

/** They were opened, or let go. */
export function forgetLaunched(files: readonly File[]): void {
  become(launched.filter((each) => !files.includes(each)));
}

async function look(handle: LaunchedHandle): Promise<File | Problem> {
  try {
    const file = await handle.getFile();
    return (await kindOfFile(file)) ? file : problem('pack-file-foreign', 'opened with Karvan');
  } catch (error) {
    return problem('pack-file-gone', String(error));
  }
}

let launched: readonly File[] = [];
const listeners = new Set<() => void>();

function become(next: readonly File[]): void {
  launched = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
