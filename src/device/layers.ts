/**
 * Language layers of courses on this phone: kept and removed apart from their course. What they say of a quiz counts only when the
 * course's publisher signed or endorsed it.
 */
import type { CourseId } from '../core/ids.ts';
import { countsInQuiz } from '../pack/endorsement.ts';
import type { Layer } from '../pack/layer.ts';
import type { HeldLayer } from '../pack/tracks.ts';
import { recallOf } from '../pack/trust.ts';
import type { Db, LayerRow } from './db.ts';
import { packHeld } from './editions.ts';
import { collectPieces } from './installs.ts';
import { trustHeld } from './trust.ts';

/** A layer that is here or on its way. */
export type LayerHere = { readonly row: LayerRow; readonly layer: Layer };

/** Every layer of a course on this phone, or of all courses. */
export async function layersHere(db: Db, course?: CourseId): Promise<readonly LayerHere[]> {
  const rows = await (course === undefined ? db.layers : db.layers.where('course').equals(course)).toArray();
  const found = await Promise.all(rows.map(async (row) => ({ row, layer: await packHeld(db, row.edition) })));
  return found.flatMap(({ row, layer }) => (layer?.kind === 'layer' ? [{ row, layer }] : []));
}

/** The layers of a course that may be heard and read now, by the newest trust list: none that was taken back. */
export async function layersBelieved(db: Db, course: CourseId): Promise<readonly HeldLayer[]> {
  const [here, trust] = [await layersHere(db, course), await trustHeld(db)];
  if (!trust) return [];
  const believed = here.filter(({ row }) => !recallOf(trust.list, { ...row, course: row.layer }));
  // Judged anew each time: the key that endorsed one may have been revoked since.
  return Promise.all(believed.map(async ({ row: { edition, endorsement }, layer }) => ({ edition, layer, countsInQuiz: await countsInQuiz(layer, edition, endorsement, trust.list) })));
}

/** Takes a layer off the phone; the course and its film stay. */
export async function removeLayer(db: Db, layer: CourseId): Promise<void> {
  await db.layers.where('layer').equals(layer).delete();
  await collectPieces(db);
}
