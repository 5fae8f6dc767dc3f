/** What giving on and taking in left lying in the browser's private files: it goes at the next start. */
import type { Db } from '../../device/db.ts';
import { dropLeft } from '../../device/given.ts';
import { dropRead } from '../../device/shared.ts';
import type { World } from '../../device/world.ts';

export async function clearLeftovers(db: Db, world: World): Promise<void> {
  await dropLeft();
  await dropRead(db, world);
}
