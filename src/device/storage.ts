/** Whether this phone's database can be used, and whether it is still the one that Karvan filled. */
import { problem, type Problem } from '../core/problem.ts';
import type { Db, MetaRow } from './db.ts';

/** Kept outside the database as well: a database that lacks it was emptied by somebody else. */
const MARK = 'karvan-kept';
const PATIENCE = 1500;
const TRIES = 3;

/** The row that says that something is kept here. Written with every profile. */
export const keptMark: MetaRow = { key: MARK, value: 1 };

/** Says the same outside the database, once the row is there. */
export function noteKept(): void {
  globalThis.localStorage?.setItem(MARK, '1');
}

/**
 * Opens the database and looks whether it is whole. Problems: `storage-blocked` (another tab holds an older shape of it),
 * `storage-lost` (the browser emptied it), `storage-refused` (the browser gives no database).
 */
export async function storageProblem(db: Db): Promise<Problem | undefined> {
  const opened = await openPatiently(db);
  if (opened) return opened;
  const isMarked = (await db.meta.get(MARK)) !== undefined;
  const wasMarked = globalThis.localStorage?.getItem(MARK) === '1';
  return wasMarked && !isMarked ? problem('storage-lost', 'mark') : undefined;
}

/** A person has read that the data is gone: it is not said again. */
export function forgetLoss(): void {
  globalThis.localStorage?.removeItem(MARK);
}

/** Chromium's "Internal error opening backing store" often passes by itself. */
async function openPatiently(db: Db, tries = TRIES): Promise<Problem | undefined> {
  let isBlocked = false;
  db.on('blocked', () => {
    isBlocked = true;
  });
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), PATIENCE));
  try {
    const opening = db.open().then(() => 'open' as const);
    opening.catch(() => undefined);
    const first = await Promise.race([opening, late]);
    if (first === 'late' && isBlocked) return problem('storage-blocked');
    await opening;
    return undefined;
  } catch (error) {
    if (tries > 1) return openPatiently(db, tries - 1);
    return problem('storage-refused', String(error));
  }
}
