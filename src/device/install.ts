/** Fetching a course. */
import type { CourseId, Edition } from '../core/ids.ts';
import type { Problem } from '../core/problem.ts';
import type { Choice } from '../pack/pieces.ts';
import type { Db } from './db.ts';
import type { World } from './world.ts';

/** Bytes held and wanted; speed in bytes a second. */
export type Download =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'fetching'; readonly held: number; readonly of: number; readonly speed: number }
  | { readonly kind: 'ready'; readonly of: number }
  | { readonly kind: 'paused'; readonly held: number; readonly of: number; readonly because: 'offline' | 'storage-full' | 'asked' | 'damaged'; readonly problem?: Problem };
export type Wish = { readonly course: CourseId; readonly edition: Edition; readonly choice: Choice };

export async function install(
  _db: Db,
  _fetch: typeof globalThis.fetch,
  _wish: Wish,
  _report: (download: Download) => void,
  _signal: AbortSignal,
  _world: World,
): Promise<Download> {
  throw new Error('not built yet');
}
