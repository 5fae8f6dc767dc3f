/** Fetching a language layer: its own bytes alone, never the film of its course. */
import type { CourseId, Edition } from '../core/ids.ts';
import { isProblem, problem } from '../core/problem.ts';
import type { Layer } from '../pack/layer.ts';
import { packFolder } from '../pack/layout.ts';
import { missingPieces, sizeOf, type Choice } from '../pack/pieces.ts';
import type { Db } from './db.ts';
import { fetchInto, stopped, type Download, type Job, type Passed } from './fetching.ts';
import { untilHere, type Wait } from './install.ts';
import { collectPieces, withPieces } from './installs.ts';
import { loadLayer, type LoadedLayer } from './packs.ts';
import type { Shelf, Standing } from './piece-store.ts';
import { isSame, newestBegun, noteBegun } from './wanted.ts';
import type { World } from './world.ts';

/** `choice`: languages of the layer, and `text` for its words alone or `audio` for its voices too. */
export type LayerWish = { readonly layer: CourseId; readonly course: CourseId; readonly edition: Edition; readonly choice: Choice };

/** Fetches a layer as `install` fetches a course: may be cut in any minute, and goes on by itself. */
export async function installLayer(db: Db, fetch: typeof globalThis.fetch, wish: LayerWish, report: (download: Download) => void, signal: AbortSignal, world: World, wait?: Wait): Promise<Download> {
  const last = await untilHere({ db, fetch, report, signal, world, damaged: new Map() }, wish.layer, (job) => fetchLayer(job, wish), wait);
  if (last.kind === 'paused') await db.layers.where('edition').equals(wish.edition).and((row) => row.state === 'wanted').modify({ state: 'paused' });
  return last;
}

async function fetchLayer(job: Job, wish: LayerWish): Promise<Passed> {
  const { db, fetch } = job;
  const loaded = await loadLayer(db, fetch, wish);
  if (isProblem(loaded)) return { download: stopped(loaded, 0, 0), isFurther: false };
  const newest = await newestBegun(db, wish.layer);
  if (loaded.layer.release < newest) return { download: stopped(problem('pack-older-release', `${loaded.layer.release} after ${newest}`), 0, 0), isFurther: false };
  const standing = await begin(db, wish, loaded);
  return fetchInto(job, `/${packFolder(wish.layer, wish.edition)}`, shelfOf(db, wish, loaded.layer), standing, () => fulfil(db, wish, standing));
}

/** Writes down what is wanted and looks what it still needs. An endorsement that came once stays. */
async function begin(db: Db, { edition, choice, layer: id, course }: LayerWish, { sent, layer, endorsement }: LoadedLayer): Promise<Standing> {
  return withPieces(async () => {
    const held = new Set(await db.pieces.toCollection().primaryKeys());
    const missing = missingPieces(layer, held, choice);
    const of = sizeOf(layer, missingPieces(layer, new Set(), choice));
    await db.transaction('rw', [db.layers, db.meta], async () => {
      const said = endorsement ?? (await db.layers.get(edition))?.endorsement;
      const { bytes, signature } = sent;
      await db.layers.put({ edition, layer: id, course, release: layer.release, bytes, signature, choice, state: 'wanted', held: of - sizeOf(layer, missing), of, ...(said === undefined ? {} : { endorsement: said }) });
      await noteBegun(db, id, layer.release);
    });
    return { held, missing, ready: new Set(), of };
  });
}

function shelfOf(db: Db, wish: LayerWish, layer: Layer): Shelf {
  return {
    pack: layer,
    readyIn: () => new Set(),
    keep: async (batch, _, { held }) =>
      db.transaction('rw', [db.pieces, db.layers], async () => {
        const row = await db.layers.get(wish.edition);
        if (!row || !isSame(row, wish)) return false;
        await db.pieces.bulkPut(batch);
        await db.layers.update(wish.edition, { held });
        return true;
      }),
  };
}

/** All is here: an older release of the same layer goes. */
async function fulfil(db: Db, wish: LayerWish, { of }: Standing): Promise<void> {
  await db.transaction('rw', db.layers, async () => {
    const row = await db.layers.get(wish.edition);
    if (!row || !isSame(row, wish)) return;
    await db.layers.put({ ...row, state: 'ready', held: of });
    await db.layers.where('layer').equals(wish.layer).and(({ edition }) => edition !== wish.edition).delete();
  });
  await collectPieces(db);
}
