/** How fast this phone's transfers were: what tells minutes before a tap. */
import type { Db } from './db.ts';

const KEY = 'speed';
/** Shorter or smaller transfers tell of latency, not of speed. */
const LEAST_BYTES = 64 * 1024;
const LEAST_TIME = 200;

/** Bytes a second; undefined while nothing was measured. */
export async function speedHeld(db: Db): Promise<number | undefined> {
  return (await db.meta.get(KEY))?.value as number | undefined;
}

/** Takes in a transfer; of what was known before, half stays. */
export async function noteSpeed(db: Db, bytes: number, milliseconds: number): Promise<void> {
  if (bytes < LEAST_BYTES || milliseconds < LEAST_TIME) return;
  const now = (bytes / milliseconds) * 1000;
  const before = await speedHeld(db);
  await db.meta.put({ key: KEY, value: before === undefined ? now : (before + now) / 2 });
}
