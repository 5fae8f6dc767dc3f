/** Which edition and choice of a course is wanted here, and which can be opened meanwhile. */
import type { CourseId, Edition } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import { packIdOf, type Pack } from '../pack/layer.ts';
import type { Manifest } from '../pack/manifest.ts';
import { missingPieces, readyAus, sizeOf, type Choice } from '../pack/pieces.ts';
import type { Db, Install } from './db.ts';
import { collectPieces, withPieces } from './installs.ts';
import type { Shelf, Standing } from './piece-store.ts';

export type Wish = { readonly course: CourseId; readonly edition: Edition; readonly choice: Choice };

/** The wish itself, or the newer one under way when it asks for what is open already. */
export async function continued(db: Db, wish: Wish): Promise<Wish> {
  const row = await db.installs.get(wish.course);
  return row?.next && row.edition === wish.edition && isSame(row, wish) ? { course: wish.course, ...row.next } : wish;
}

/** No course and no layer goes back to a release older than the newest that was ever begun on this phone. */
export async function refusedAsOlder(db: Db, pack: Pack, edition: Edition): Promise<Problem | undefined> {
  const newest = await newestBegun(db, packIdOf(pack));
  const isOpen = pack.kind === 'course' && (await db.installs.get(pack.course))?.edition === edition;
  return pack.release < newest && !isOpen ? problem('pack-older-release', `${pack.release} after ${newest}`) : undefined;
}

/** The newest release of a course or a layer that was ever begun on this phone; 0 before the first. */
async function newestBegun(db: Db, id: CourseId): Promise<number> {
  return Number((await db.meta.get(releaseKey(id)))?.value ?? 0);
}

/** Inside a transaction that holds `meta`. */
export async function noteBegun(db: Db, id: CourseId, release: number): Promise<void> {
  if (release > (await newestBegun(db, id))) await db.meta.put({ key: releaseKey(id), value: release });
}

function releaseKey(id: CourseId): string {
  return `release:${id}`;
}

/**
 * Writes the wish down and looks what it still needs. Lessons whose pieces are here already are ready at once. `state`: whether it
 * is taken up by itself when Karvan was closed meanwhile.
 */
export async function beginWish(db: Db, wish: Wish, manifest: Manifest, state: 'wanted' | 'paused' = 'wanted'): Promise<Standing> {
  return withPieces(async () => {
    const held = new Set(await db.pieces.toCollection().primaryKeys());
    const missing = missingPieces(manifest, held, wish.choice);
    const of = sizeOf(manifest, missingPieces(manifest, new Set(), wish.choice));
    const ready = readyAus(manifest, held, wish.choice);
    await db.transaction('rw', [db.installs, db.ready, db.meta], async () => {
      const row = await db.installs.get(wish.course);
      await db.installs.put({ ...rowFor(row, wish, of - sizeOf(manifest, missing), of), state });
      await noteBegun(db, wish.course, manifest.release);
      await db.ready.bulkPut([...ready].map((au) => ({ edition: wish.edition, au })));
    });
    return { held, missing, ready, of };
  });
}

/** Whether this wish is still the one that the course's row names: it may have been removed or replaced meanwhile. */
function isWanted(row: Install | undefined, wish: Wish): boolean {
  const wanted = row?.next ?? row;
  return wanted !== undefined && wanted.edition === wish.edition && isSame(wanted, wish);
}

/** Where the pieces of a wish go, for as long as it is one. */
export function shelfOf(db: Db, wish: Wish, manifest: Manifest): Shelf {
  return { pack: manifest, readyIn: (held) => readyAus(manifest, held, wish.choice), keep: async (...what) => keep(db, wish, ...what) };
}

async function keep(db: Db, wish: Wish, ...[batch, ready, figures]: Parameters<Shelf['keep']>): Promise<boolean> {
  return db.transaction('rw', [db.pieces, db.ready, db.installs], async () => {
    if (!isWanted(await db.installs.get(wish.course), wish)) return false;
    await db.pieces.bulkPut(batch);
    await db.ready.bulkPut(ready.map((au) => ({ edition: wish.edition, au })));
    await db.installs.update(wish.course, figures);
    return true;
  });
}

/** All is here: the wish becomes what is open, and what only the one before needed is dropped. */
export async function fulfil(db: Db, wish: Wish, manifest: Manifest, { held, of }: Pick<Standing, 'held' | 'of'>): Promise<void> {
  await db.transaction('rw', [db.installs, db.ready], async () => {
    if (!isWanted(await db.installs.get(wish.course), wish)) return;
    await db.installs.put({ ...wish, state: 'ready', held: of, of });
    await db.ready.where('edition').equals(wish.edition).delete();
    await db.ready.bulkPut([...readyAus(manifest, held, wish.choice)].map((au) => ({ edition: wish.edition, au })));
  });
  await collectPieces(db);
}

/** It is not taken up again by itself. */
export async function pauseInstall(db: Db, course: CourseId): Promise<void> {
  await db.installs.where('course').equals(course).and((row) => row.state === 'wanted').modify({ state: 'paused' });
}

/** What can be opened stays open while something else is fetched; before that, the newest wish is the only one. */
function rowFor(row: Install | undefined, wish: Wish, held: number, of: number): Omit<Install, 'state'> {
  const isOpen = row !== undefined && (row.state === 'ready' || row.next !== undefined);
  if (!isOpen || (row.edition === wish.edition && isSame(row, wish))) return { ...wish, held, of };
  const { course, edition, choice } = row;
  return { course, edition, choice, held, of, next: { edition: wish.edition, choice: wish.choice } };
}

export function isSame(a: Pick<Wish, 'choice'>, b: Pick<Wish, 'choice'>): boolean {
  return a.choice.rendition === b.choice.rendition && [...a.choice.languages].sort().join() === [...b.choice.languages].sort().join();
}
