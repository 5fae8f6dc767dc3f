/** How fast this phone's transfers were. */
import type { Db } from './db.ts';

/** Bytes a second; undefined while nothing was measured. */
export async function speedHeld(_db: Db): Promise<number | undefined> {
  throw new Error('not built yet');
}

/** Takes in a transfer of some length; short ones say nothing of speed. */
export async function noteSpeed(_db: Db, _bytes: number, _milliseconds: number): Promise<void> {
  throw new Error('not built yet');
}
