/** Courses on this phone that may no longer be opened, by the newest trust list held. What was learned in them stays, and is sent. */
import type { Edition } from '../core/ids.ts';
import { recallOf, type Recall } from '../pack/trust.ts';
import type { Db } from './db.ts';
import { trustHeld } from './trust.ts';

export type { Recall } from '../pack/trust.ts';

/** Why an edition that was believed once is believed no more; undefined while it is. */
export async function recallHeld(db: Db, edition: Edition): Promise<Recall | undefined> {
  const [trust, row] = [await trustHeld(db), await db.editions.get(edition)];
  return trust && row && recallOf(trust.list, row);
}
