/**
 * The file that a course is written into before it is given on: one that a person chose on this computer, or a private one that lies
 * here until somebody has it.
 */
import type { Target } from './export.ts';
import type { WriteDone, WriteOrder } from './private-file.ts';

/** `close` keeps the file, `drop` leaves nothing of it. Writing throws `QuotaExceededError` where there is no more room. */
export type NewFile = Target & { readonly close: () => Promise<void>; readonly drop: () => Promise<void> };

const FOLDER = 'karvan-given';

/** A private file with this name. `worker`: a thread that writes it (private-file.ts), and ends with it. */
export function privateFile(worker: Worker, name: string): NewFile {
  const ask = (order: WriteOrder) =>
    new Promise<void>((resolve, reject) => {
      worker.onerror = () => reject(new Error('the thread does not run'));
      worker.onmessage = ({ data }: MessageEvent<WriteDone>) => (data === 'done' ? resolve() : reject(new DOMException(data, data === 'full' ? 'QuotaExceededError' : 'UnknownError')));
      worker.postMessage(order);
    });
  const end = () => ask({ kind: 'close' }).finally(() => worker.terminate());
  return {
    begin: () => ask({ kind: 'begin', folder: FOLDER, name }),
    put: (bytes, at) => ask({ kind: 'put', bytes, at }),
    close: end,
    drop: () => end().finally(dropMade),
  };
}

/** One that a person chose: it takes its place there only when it is closed. */
export async function chosenFile(chosen: FileSystemFileHandle): Promise<NewFile> {
  const file = await chosen.createWritable();
  return {
    begin: () => file.truncate(0),
    put: (data, position) => file.write({ type: 'write', position, data }),
    close: () => file.close(),
    drop: () => file.abort(),
  };
}

/** The private file, to be given on. */
export async function madeFile(name: string): Promise<File> {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER);
  return (await folder.getFileHandle(name)).getFile();
}

/** Whether this tab may make private files: one tab at a time, until it is closed. */
export async function mayMake(): Promise<boolean> {
  if (isMaking) return true;
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(FOLDER, { ifAvailable: true }, async (lock) => {
        isMaking = lock !== null;
        resolve(isMaking);
        // Whoever saved the file may still be reading it: it stays until the tab goes.
        if (lock) await new Promise(() => undefined);
      })
      .catch(reject);
  });
}

let isMaking = false;

/** Lets go of the file that this tab made. */
export async function dropMade(): Promise<void> {
  await (await navigator.storage.getDirectory()).removeEntry(FOLDER, { recursive: true }).catch(() => undefined);
}

/** Lets go of what was left of an earlier time, unless another tab is at it. */
export async function dropLeft(): Promise<void> {
  await navigator.locks.request(FOLDER, { ifAvailable: true }, async (lock) => lock && dropMade());
}
