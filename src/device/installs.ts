/** Courses on this phone. */
import type { AuId, CourseId, Edition } from '../core/ids.ts';
import type { Db, Install } from './db.ts';

export type { Install } from './db.ts';

export async function installs(_db: Db): Promise<Install[]> {
  throw new Error('not built yet');
}

export async function removeInstall(_db: Db, _course: CourseId): Promise<void> {
  throw new Error('not built yet');
}

/** Lessons of an edition that can be played now. */
export async function readyLessons(_db: Db, _edition: Edition): Promise<Set<AuId>> {
  throw new Error('not built yet');
}
