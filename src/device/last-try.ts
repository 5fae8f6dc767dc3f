/** How the last try to send went: kept, so that a page says it truly after Karvan was closed, too. Nothing in it is personal. */
import type { ProblemCode } from '../core/problem.ts';
import type { Db } from './db.ts';

/** Moments are milliseconds by this phone's clock. */
export type LastTry = {
  readonly at: number;
  /** What stood in the way; undefined when all that was due came through. */
  readonly problem?: ProblemCode | undefined;
  /** When it is tried next by itself, give or take. */
  readonly next?: number | undefined;
  /** By how many milliseconds this phone's clock was ahead of the server's when it last heard the server itself (negative: behind). */
  readonly ahead?: number | undefined;
};

const KEY = 'last-try';

/** Undefined on a phone that never tried. */
export async function lastTry(db: Db): Promise<LastTry | undefined> {
  return (await db.meta.get(KEY))?.value as LastTry | undefined;
}

/** Keeps what is new about it; the rest stays as it was. */
export async function noteTry(db: Db, news: Partial<LastTry>): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    const before = (await db.meta.get(KEY))?.value as LastTry | undefined;
    await db.meta.put({ key: KEY, value: { at: 0, ...before, ...news } });
  });
}
