/** Manifests that were verified once. */
import type { CourseId, Edition } from '../core/ids.ts';
import type { Problem } from '../core/problem.ts';
import type { Manifest } from '../pack/manifest.ts';
import type { Db } from './db.ts';

export async function loadManifest(_db: Db, _fetch: typeof globalThis.fetch, _course: CourseId, _edition: Edition): Promise<Manifest | Problem> {
  throw new Error('not built yet');
}

export async function manifestHeld(_db: Db, _edition: Edition): Promise<Manifest | undefined> {
  throw new Error('not built yet');
}
