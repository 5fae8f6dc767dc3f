/** The trust list that this phone holds. */
import type { Problem } from '../core/problem.ts';
import type { Trust } from '../pack/trust.ts';
import type { Db } from './db.ts';

export async function trustHeld(_db: Db): Promise<Trust | undefined> {
  throw new Error('not built yet');
}

export async function refreshTrust(_db: Db, _fetch: typeof globalThis.fetch): Promise<Trust | Problem> {
  throw new Error('not built yet');
}
