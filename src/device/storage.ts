/** Whether this phone's database can be used, and whether it is still the one that Karvan filled. */
import { problem, type Problem } from '../core/problem.ts';
import type { Db, MetaRow } from './db.ts';

/** Kept outside the database as well: a database that lacks it was emptied by somebody else. */
const MARK = 'karvan-kept';
const PATIENCE = 1500;
/** Milliseconds after which nobody waits any longer for a database: nothing answers, and a person must be told. */
const LONGEST = 30_000;
const TRIES = 3;

/** The row that says that something is kept here. Written with every profile. */
export const keptMark: MetaRow = { key: MARK, value: 1 };

/** Says the same outside the database, once the row is there. */
export function noteKept(): void {
  globalThis.localStorage?.setItem(MARK, '1');
}

/** What starts the worker that writes the second copy of a database (journal.ts); without one there is no second copy. */
export const copyWorkers = new WeakMap<Db, () => Worker>();

/** Folder of the second copy in the browser's private file system. */
export function folderOf(db: Db): string {
  return `${db.name}-journal`;
}

/** The folder itself; undefined where the browser has none, or nothing was ever written. */
export async function copiesFolder(db: Db): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(folderOf(db));
  } catch {
    return undefined;
  }
}

/**
 * Opens the database and looks whether it is whole; people who are only in the second copy are put back first. Problems:
 * `storage-blocked` (another tab holds an older shape of it), `storage-emptied` (what was in it is gone, and there is no second
 * copy), `storage-refused` (the browser gives no database).
 */
export async function storageProblem(db: Db): Promise<Problem | undefined> {
  // One page at a time. A page that the browser froze in the middle of this lets go only when somebody else wants its lock.
  return navigator.locks.request(`karvan-opening-${db.name}`, () => problemAtOpening(db));
}

async function problemAtOpening(db: Db): Promise<Problem | undefined> {
  const loss = await lossAtOpening(db.name);
  const opened = await openPatiently(db);
  if (opened) return opened;
  if (await copiesFolder(db)) {
    const { restorePeople } = await import('./recovery.ts');
    await restorePeople(db);
  }
  const isMarked = (await db.meta.get(MARK)) !== undefined;
  const wasMarked = marked.has(db) || globalThis.localStorage?.getItem(MARK) === '1';
  if (isMarked) marked.add(db);
  return !isMarked && (wasMarked || loss !== undefined) ? problem('storage-emptied', loss ?? 'mark') : undefined;
}

/** What the second copy gave back: people who were gone, and lines. */
export type Restored = { readonly people: number; readonly lines: number };
/** Row of `meta` that says so, until a person has read it. */
export const RESTORED = 'restored';

/** What was put back and not yet told. */
export async function restoredUntold(db: Db): Promise<Restored | undefined> {
  return (await db.meta.get(RESTORED))?.value as Restored | undefined;
}

/** A person has read what was put back. */
export async function restoredTold(db: Db): Promise<void> {
  await db.meta.delete(RESTORED);
}

/** A person has read that the data is gone: it is not said again. */
export function forgetLoss(db: Db): void {
  marked.delete(db);
  globalThis.localStorage?.removeItem(MARK);
}

/** Databases that were seen whole: what empties them while they are open takes the mark outside too. */
const marked = new WeakSet<Db>();

/**
 * A browser that finds its files damaged drops them, gives an empty database and says so to whoever makes it anew, once: Chromium
 * by `dataLoss`. Undefined when nothing was lost, or the browser does not tell.
 */
async function lossAtOpening(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), PATIENCE);
    try {
      const request = indexedDB.open(name);
      request.addEventListener('upgradeneeded', (event) => {
        const { dataLoss } = event as IDBVersionChangeEvent & { dataLoss?: string };
        resolve(dataLoss === undefined || dataLoss === 'none' ? undefined : dataLoss);
        // Only looked at: Dexie makes it.
        request.transaction?.abort();
      });
      request.addEventListener('success', () => {
        request.result.close();
        resolve(undefined);
      });
      request.addEventListener('error', (event) => {
        event.preventDefault();
        resolve(undefined);
      });
    } catch {
      resolve(undefined);
    }
  });
}

/** Chromium's "Internal error opening backing store" often passes by itself. */
async function openPatiently(db: Db, tries = TRIES): Promise<Problem | undefined> {
  let isBlocked = false;
  db.on('blocked', () => {
    isBlocked = true;
  });
  const late = (after: number) => new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), after));
  try {
    const opening = db.open().then(() => 'open' as const);
    opening.catch(() => undefined);
    const first = await Promise.race([opening, late(PATIENCE)]);
    if (first === 'late' && isBlocked) return problem('storage-blocked');
    return (await Promise.race([opening, late(LONGEST)])) === 'late' ? problem('storage-refused', 'no answer') : undefined;
  } catch (error) {
    if (tries > 1) return openPatiently(db, tries - 1);
    return problem('storage-refused', String(error));
  }
}
