/** Courses on this phone, which of their lessons can be played, and giving room back. */
import type { Au } from '../core/cmi5/structure.ts';
import { ausOf } from '../core/cmi5/structure.ts';
import type { AuId, CourseId, Digest, Edition } from '../core/ids.ts';
import type { Group, Manifest, Packed } from '../pack/manifest.ts';
import { chosenGroups, piecesOf } from '../pack/pieces.ts';
import type { Db, Install } from './db.ts';
import { manifestHeld, packHeld } from './editions.ts';

export type { Install } from './db.ts';

export async function installs(db: Db): Promise<Install[]> {
  return db.installs.toArray();
}

/** Lessons of an edition that can be played now. */
export async function readyLessons(db: Db, edition: Edition): Promise<Set<AuId>> {
  return new Set((await db.ready.where('edition').equals(edition).toArray()).map((row) => row.au));
}

/** Takes a course off the phone, and its language layers with it. What was learned in it stays, and so do the quizzes that were answered. */
export async function removeInstall(db: Db, course: CourseId): Promise<void> {
  await db.transaction('rw', [db.installs, db.ready, db.editions, db.layers], async () => {
    await db.layers.where('course').equals(course).delete();
    const editions = await db.editions.where('course').equals(course).primaryKeys();
    await db.installs.delete(course);
    await db.ready.where('edition').anyOf(editions).delete();
  });
  await collectPieces(db);
}

/** Held pieces and rows of courses change together: nobody may count on a piece that another is about to drop. */
export async function withPieces<Result>(work: () => Promise<Result>): Promise<Result> {
  return navigator.locks.request('karvan-pieces', work);
}

/** Drops every piece that no course and no layer on this phone needs. */
export async function collectPieces(db: Db): Promise<void> {
  await withPieces(async () => {
    const needed = await neededDigests(db);
    const held = await db.pieces.toCollection().primaryKeys();
    await db.pieces.bulkDelete(held.filter((digest) => !needed.has(digest)));
  });
}

async function neededDigests(db: Db): Promise<ReadonlySet<Digest>> {
  const here = (await db.installs.toArray()).flatMap((row) => (row.next ? [row, row.next] : [row]));
  const needed = new Set<Digest>();
  const add = (manifest: Packed, groups: readonly Group[]) => {
    for (const index of groups.flatMap(piecesOf)) needed.add(manifest.pieces[index]![0]);
  };
  for (const edition of await db.editions.toCollection().primaryKeys()) {
    const manifest = await manifestHeld(db, edition);
    if (!manifest) continue;
    const choices = here.filter((each) => each.edition === edition).map((each) => each.choice);
    if (choices.length === 0) add(manifest, quizGroups(manifest));
    for (const choice of choices) add(manifest, chosenGroups(manifest, choice));
  }
  for (const { edition, choice } of await db.layers.toArray()) {
    const layer = await packHeld(db, edition);
    if (layer) add(layer, chosenGroups(layer, choice));
  }
  return needed;
}

/** An attempt is judged and shown by the edition that it was taken on: the quizzes of old editions stay, films do not. */
function quizGroups(manifest: Manifest): readonly Group[] {
  const quizzes = new Set<string>(ausOf(manifest.structure).filter((au: Au) => au.lesson.kind === 'quiz').map((au) => au.id));
  return manifest.groups.filter((group) => group.rendition === 'text' && group.au !== undefined && quizzes.has(group.au));
}
