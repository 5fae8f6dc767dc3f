/** Fetching a language layer, or taking it from a file: its own bytes alone, never the film of its course. */
import type { CourseId, Edition } from '../core/ids.ts';
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { unpacked } from '../pack/deflated.ts';
import type { Layer } from '../pack/layer.ts';
import { packFolder } from '../pack/layout.ts';
import type { Group } from '../pack/manifest.ts';
import { missingPieces, offsetsOf, piecesOf, sizeOf, slicesOf, type Choice } from '../pack/pieces.ts';
import type { Db, LayerRow } from './db.ts';
import { fetchInto, stopped, type Download, type Job, type Passed } from './fetching.ts';
import { takePieces, type FileJob, type From } from './import.ts';
import { lockOf, untilHere, type Wait } from './install.ts';
import { collectPieces, withPieces } from './installs.ts';
import { readPackFile, type PackFile } from './pack-file.ts';
import { loadLayer, type LoadedLayer } from './packs.ts';
import type { Shelf, Standing } from './piece-store.ts';
import { isSame, noteBegun, refusedAsOlder } from './wanted.ts';
import type { World } from './world.ts';

/** `choice`: languages of the layer, and `text` for its words alone or `audio` for its voices too. */
export type LayerWish = { readonly layer: CourseId; readonly course: CourseId; readonly edition: Edition; readonly choice: Choice };

/** Fetches a layer as `install` fetches a course: may be cut in any minute, and goes on by itself. */
export async function installLayer(db: Db, fetch: typeof globalThis.fetch, wish: LayerWish, report: (download: Download) => void, signal: AbortSignal, world: World, wait?: Wait): Promise<Download> {
  const last = await untilHere({ db, fetch, report, signal, world, damaged: new Map() }, wish.layer, (job) => fetchLayer(job, wish), wait);
  if (last.kind === 'paused') await db.layers.where('edition').equals(wish.edition).and((row) => row.state === 'wanted').modify({ state: 'paused' });
  return last;
}

/** Takes from a file what the wish lacks, as `importPack` does for a course, and lets the network bring the rest. */
export async function importLayer(job: FileJob, wish: LayerWish, from: From): Promise<Download> {
  const { db, fetch, report, signal, world } = job;
  report({ kind: 'waiting' });
  const found = await readPackFile(db, fetch, from.file);
  if (isProblem(found)) return stopped(found, 0, 0);
  const { manifest: layer, sent, places, endorsement } = found;
  if (layer.kind !== 'layer' || found.edition !== wish.edition) return stopped(problem('pack-file-foreign', 'another edition than was shown'), 0, 0);
  try {
    const stop = await navigator.locks.request(lockOf(wish.layer), { signal }, async () => {
      const standing = await begin(db, wish, { sent, layer, ...(endorsement === undefined ? {} : { endorsement }) }, 'paused');
      return takePieces(job, shelfOf(db, wish, layer), standing, places, from);
    });
    if (stop) return stop;
  } catch (error) {
    if (!signal.aborted) throw error;
    return { kind: 'paused', held: 0, of: 0, because: 'asked' };
  }
  return installLayer(db, fetch, wish, report, signal, world);
}

/** Takes the layers that travel in a course's file, as far as it holds them. One that is here stays as it was chosen here. */
export async function importLayersBeside(job: FileJob, { layers }: PackFile, file: Blob): Promise<void> {
  const { db, signal } = job;
  for (const { manifest: layer, edition, sent, places, endorsement } of layers) {
    if (signal.aborted || (await db.layers.get(edition))) continue;
    const isInside = (group: Group) => piecesOf(group).every((index) => places.has(layer.pieces[index]![0]));
    const voice = layer.groups.find((group) => group.rendition === 'audio' && isInside(group));
    const choice: Choice = { languages: layer.languages, rendition: voice ? 'audio' : 'text', ...(voice?.codec === undefined ? {} : { codec: voice.codec }) };
    const wish = { layer: layer.layer, course: layer.course, edition, choice };
    const taking = navigator.locks.request(lockOf(wish.layer), { signal }, async () => {
      let missing = Infinity;
      const standing = await begin(db, wish, { sent, layer, ...(endorsement === undefined ? {} : { endorsement }) }, 'paused');
      const stop = await takePieces({ ...job, report: () => undefined }, shelfOf(db, wish, layer), standing, places, { file, gave: (given) => void (missing = given.missing) });
      if (!stop && missing === 0) await fulfil(db, wish, layer, standing);
    });
    await taking.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

async function fetchLayer(job: Job, wish: LayerWish): Promise<Passed> {
  const { db, fetch } = job;
  const loaded = await loadLayer(db, fetch, wish);
  if (isProblem(loaded)) return { download: stopped(loaded, 0, 0), isFurther: false };
  const older = await refusedAsOlder(db, loaded.layer, wish.edition);
  if (older) return { download: stopped(older, 0, 0), isFurther: false };
  const standing = await begin(db, wish, loaded);
  return fetchInto(job, `/${packFolder(wish.layer, wish.edition)}`, shelfOf(db, wish, loaded.layer), standing, () => fulfil(db, wish, loaded.layer, standing));
}

/** Writes down what is wanted and looks what it still needs. An endorsement that came once stays. */
async function begin(db: Db, { edition, choice, layer: id, course }: LayerWish, { sent, layer, endorsement }: LoadedLayer, state: LayerRow['state'] = 'wanted'): Promise<Standing> {
  return withPieces(async () => {
    const held = new Set(await db.pieces.toCollection().primaryKeys());
    const missing = missingPieces(layer, held, choice);
    const of = sizeOf(layer, missingPieces(layer, new Set(), choice));
    await db.transaction('rw', [db.layers, db.meta], async () => {
      const said = endorsement ?? (await db.layers.get(edition))?.endorsement;
      const { bytes, signature } = sent;
      await db.layers.put({ edition, layer: id, course, release: layer.release, bytes, signature, choice, state, held: of - sizeOf(layer, missing), of, ...(said === undefined ? {} : { endorsement: said }) });
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

/** All is here: an older release of the same layer goes. One whose words are not what it says of them is refused, and nothing of it stays. */
async function fulfil(db: Db, wish: LayerWish, layer: Layer, { of }: Standing): Promise<Problem | undefined> {
  const fault = await faultIn(db, layer);
  if (fault) await db.layers.delete(wish.edition);
  else await open(db, wish, of);
  await collectPieces(db);
  return fault;
}

/** Pieces are what the manifest says; whether what lies deflated in them is, is seen only when it is unpacked. */
async function faultIn(db: Db, layer: Layer): Promise<Problem | undefined> {
  const offsets = offsetsOf(layer);
  for (const file of layer.files.filter(({ deflated }) => deflated)) {
    const slices = slicesOf(layer, offsets, file);
    const rows = await db.pieces.bulkGet(slices.map(({ digest }) => digest));
    const stored = await new Blob(slices.map(({ from, to }, n) => rows[n]?.bytes.subarray(from, to) ?? '')).arrayBuffer();
    // What was not chosen is not here.
    if (stored.byteLength === file.size && !(await unpacked(new Uint8Array(stored), file))) return problem('pack-manifest-invalid', `${file.path} is not what it should be`);
  }
  return undefined;
}

async function open(db: Db, wish: LayerWish, of: number): Promise<void> {
  await db.transaction('rw', db.layers, async () => {
    const row = await db.layers.get(wish.edition);
    if (!row || !isSame(row, wish)) return;
    await db.layers.put({ ...row, state: 'ready', held: of });
    await db.layers.where('layer').equals(wish.layer).and(({ edition }) => edition !== wish.edition).delete();
  });
}
