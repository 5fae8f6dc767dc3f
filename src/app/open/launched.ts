/**
 * Files that a person opened with Karvan in the file manager (Web App Launch Handler API), or chose together. The browser leads to `/open`
 * and keeps the first kind until that screen asks; from then on they wait in this tab, also while somebody types a PIN.
 */
import { useSyncExternalStore } from 'react';
import { problem, type Problem } from '../../core/problem.ts';
import { kindOfFile } from '../../device/shared.ts';

/** What the browser hands over: read only when somebody looks. */
export type LaunchedHandle = Pick<FileSystemFileHandle, 'name' | 'getFile'>;
type LaunchQueue = { readonly setConsumer: (consumer: (launch: { readonly files?: readonly LaunchedHandle[] }) => void) => void };

/** Why a file cannot be opened; one that the service worker refused has no name. */
export type Refused = { readonly name?: string; readonly because: Problem };
type Launched = { readonly files: readonly File[]; readonly refused: readonly Refused[] };

export function useLaunched(): Launched {
  return useSyncExternalStore(subscribe, () => launched);
}

/** Asks the browser for what it keeps, and for what comes later. */
export function askForLaunches(): void {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => void waitHere(files));
}

/** They wait from now on; of those that cannot it is known why. */
export async function waitHere(handles: readonly LaunchedHandle[]): Promise<void> {
  const found = await Promise.all(handles.map(look));
  // All at once: a screen that saw the first alone would go on with it.
  become({ files: [...launched.files, ...found.filter((each) => each instanceof File)], refused: [...launched.refused, ...found.filter((each): each is Refused => !(each instanceof File))] });
}

/** They were opened, or let go; and why others were not was read. */
export function forgetLaunched(files: readonly File[]): void {
  become({ files: launched.files.filter((each) => !files.includes(each)), refused: [] });
}

async function look(handle: LaunchedHandle): Promise<File | Refused> {
  const refused = (because: Problem) => ({ name: handle.name, because });
  try {
    const file = await handle.getFile();
    return (await kindOfFile(file)) ? file : refused(problem('pack-file-foreign', 'opened with Karvan'));
  } catch (error) {
    return refused(problem('pack-file-gone', String(error)));
  }
}

let launched: Launched = { files: [], refused: [] };
const listeners = new Set<() => void>();

function become(next: Launched): void {
  launched = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
