/** Sending what waits. */
import type { Problem } from '../core/problem.ts';
import type { Db } from './db.ts';
import type { World } from './world.ts';

/** Envelopes for which a reply was stored now, and those that still wait. */
export type DrainResult = { readonly sent: number; readonly left: number; readonly problem?: Problem };

export async function drain(_db: Db, _fetch: typeof globalThis.fetch, _world: World, _at = '/api/envelopes'): Promise<DrainResult> {
  throw new Error('not built yet');
}
