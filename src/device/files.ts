/** Files of a pack, read from its pieces. A piece that cannot be read is a missing piece: its lessons are no longer ready. */
import type { Digest, Edition } from '../core/ids.ts';
import { ausOf } from '../core/cmi5/structure.ts';
import { unpacked } from '../pack/deflated.ts';
import type { Layer, Pack } from '../pack/layer.ts';
import type { Manifest, PackFile } from '../pack/manifest.ts';
import { chosenGroups, offsetsOf, slicesOf, type Slice } from '../pack/pieces.ts';
import type { Db } from './db.ts';
import { packHeld } from './editions.ts';

/** What a pack says of a file; undefined when the edition is not held or has no such file. */
export async function fileHeld(db: Db, edition: Edition, path: string): Promise<PackFile | undefined> {
  return (await contentsOf(db, edition))?.files.get(path);
}

/** A whole file, unpacked. Undefined when it or one of its pieces is not here, or when it is not what its pack says. */
export async function readFile(db: Db, edition: Edition, path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = await fileHeld(db, edition, path);
  if (!file) return undefined;
  try {
    return await unpacked(new Uint8Array(await new Response(fileRange(db, edition, path, 0, file.size)).arrayBuffer()), file);
  } catch {
    return undefined;
  }
}

/** Whether all of a file is on this phone: a track in another language, or another size of a film, may not be. */
export async function isFileHere(db: Db, edition: Edition, path: string): Promise<boolean> {
  const contents = await contentsOf(db, edition);
  const file = contents?.files.get(path);
  if (!contents || !file) return false;
  const wanted = new Set(file.size === 0 ? [] : slicesOf(contents.manifest, contents.offsets, file).map((slice) => slice.digest));
  return (await db.pieces.where('digest').anyOf([...wanted]).count()) === wanted.size;
}

/** Bytes `[from, to)` of a file as it lies: one piece at a time, and only as they are read. A missing piece errors the stream. */
export function fileRange(db: Db, edition: Edition, path: string, from: number, to: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let slices: Slice[] | undefined;
  const next = async (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    const contents = await contentsOf(db, edition);
    const file = contents?.files.get(path);
    if (!contents || !file) throw new Error(`no ${path} in ${edition}`);
    slices ??= from < to ? [...slicesOf(contents.manifest, contents.offsets, file, from, to)] : [];
    const slice = slices.shift();
    if (!slice) return controller.close();
    const piece = await db.pieces.get(slice.digest).catch(() => undefined);
    if (!piece || piece.bytes.length < slice.to) {
      await forgetPiece(db, edition, contents.manifest, slice);
      throw new Error(`piece ${slice.digest} is missing`);
    }
    controller.enqueue(piece.bytes.subarray(slice.from, slice.to));
    if (slices.length === 0) controller.close();
  };
  // A player asks for "the rest" and takes 4 MiB: nothing is read ahead of it.
  return new ReadableStream({ pull: next }, { highWaterMark: 0 });
}

type Contents = { readonly manifest: Pack; readonly offsets: readonly number[]; readonly files: ReadonlyMap<string, PackFile> };
const known = new WeakMap<Pack, Contents>();

async function contentsOf(db: Db, edition: Edition): Promise<Contents | undefined> {
  const manifest = await packHeld(db, edition);
  if (!manifest) return undefined;
  const contents = known.get(manifest) ?? { manifest, offsets: offsetsOf(manifest), files: new Map(manifest.files.map((file) => [file.path, file])) };
  known.set(manifest, contents);
  return contents;
}

type Lost = { readonly piece: number; readonly digest: Digest };

/** Who needs a lost piece wants it fetched again. What was never chosen is not lost. */
export async function forgetPiece(db: Db, edition: Edition, pack: Pack, lost: Lost): Promise<void> {
  await (pack.kind === 'layer' ? forgetOfLayer(db, edition, pack, lost) : forgetOfCourse(db, edition, pack, lost));
}

async function forgetOfLayer(db: Db, edition: Edition, layer: Layer, { piece, digest }: Lost): Promise<void> {
  const group = layer.groups.find((each) => each.from <= piece && piece < each.from + each.count);
  await db.transaction('rw', [db.pieces, db.layers], async () => {
    const row = await db.layers.get(edition);
    if (!group || !row || !chosenGroups(layer, row.choice).includes(group)) return;
    await db.pieces.delete(digest);
    if (row.state === 'ready') await db.layers.put({ ...row, state: 'wanted', held: Math.max(0, row.held - layer.pieces[piece]![1]) });
  });
}

/** The lessons that need it are no longer ready. */
async function forgetOfCourse(db: Db, edition: Edition, manifest: Manifest, { piece, digest }: Lost): Promise<void> {
  const group = manifest.groups.find((each) => each.from <= piece && piece < each.from + each.count);
  const lessons = ausOf(manifest.structure).filter((au) => group?.au === undefined || au.id === group.au);
  await db.transaction('rw', [db.pieces, db.ready, db.installs], async () => {
    const row = await db.installs.get(manifest.course);
    if (!group || row?.edition !== edition || !chosenGroups(manifest, row.choice).includes(group)) return;
    await db.pieces.delete(digest);
    await db.ready.bulkDelete(lessons.map((au) => [edition, au.id]));
    if (row.state === 'ready') await db.installs.put({ ...row, state: 'wanted', held: Math.max(0, row.held - manifest.pieces[piece]![1]) });
  });
}
