/** A `.karvan` file at hand: looked into and judged as a course that comes over the network is, before anything of it is kept. */
import type { Digest, Edition } from '../core/ids.ts';
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { readLayout, type PackFileLayout } from '../pack/archive.ts';
import type { Layer, Pack } from '../pack/layer.ts';
import { editionOf } from '../pack/manifest.ts';
import { offsetsOf } from '../pack/pieces.ts';
import type { Db } from './db.ts';
import { judged, type Sent } from './packs.ts';
import { takeTrust } from './trust.ts';
import { refusedAsOlder } from './wanted.ts';

/** A file whose manifest is believed. `places`: where each piece that it holds begins in it, in bytes. `endorsement`: of a layer, as it came. `layers`: those of the course that travel with it. */
export type PackFile<Held extends Pack = Pack> = { readonly edition: Edition; readonly manifest: Held; readonly places: ReadonlyMap<Digest, number>; readonly sent: Sent; readonly endorsement?: string; readonly layers: readonly PackFile<Layer>[] };

/**
 * Looks into a file and judges it; nothing of its course or layer is kept. A newer trust list inside is taken first: a recall travels by hand
 * too, and a list that is not believed changes nothing. Problems: `pack-file-foreign`, `pack-file-short`, `pack-file-gone`, all of
 * `loadManifest`, `pack-older-release`; `pack-file-layer` when it only adds to a course that is not here.
 */
export async function readPackFile(db: Db, fetch: typeof globalThis.fetch, file: Blob): Promise<PackFile | Problem> {
  let layout: PackFileLayout | Problem;
  try {
    layout = await readLayout((from, to) => bytesOf(file, from, to), file.size);
    if (isProblem(layout)) return layout;
    const { trust } = layout;
    if (trust) await takeTrust(db, json(await textOf(file, trust.at, trust.at + trust.size)));
  } catch (error) {
    return problem('pack-file-gone', String(error));
  }
  const found = await readHeld(db, fetch, file, layout);
  if (isProblem(found)) return found;
  const { manifest } = found;
  if (manifest.kind === 'layer') return (await db.installs.get(manifest.course)) ? { ...found, layers: [] } : problem('pack-file-layer', manifest.course);
  const layers: PackFile<Layer>[] = [];
  for (const each of layout.layers) {
    const beside = await readHeld(db, fetch, file, each);
    // What of it is not believed is left where it is: the course is good without.
    if (!isProblem(beside) && beside.manifest.kind === 'layer' && beside.manifest.course === manifest.course) layers.push({ ...beside, manifest: beside.manifest, layers: [] });
  }
  return { ...found, layers };
}

/** A course or a layer in the file, judged. */
async function readHeld(db: Db, fetch: typeof globalThis.fetch, file: Blob, { manifest: at, signature, endorsement, stretches }: PackFileLayout['layers'][number]): Promise<Omit<PackFile, 'layers'> | Problem> {
  let sent: Sent;
  let said: { readonly endorsement?: string } = {};
  try {
    if (endorsement) said = { endorsement: await textOf(file, endorsement.at, endorsement.at + endorsement.size) };
    const bytes = await bytesOf(file, at.at, at.at + at.size);
    sent = { edition: await editionOf(bytes), bytes, signature: await textOf(file, signature.at, signature.at + signature.size) };
  } catch (error) {
    return problem('pack-file-gone', String(error));
  }
  const manifest = await judged(db, fetch, sent);
  if (isProblem(manifest)) return manifest;
  const older = await refusedAsOlder(db, manifest, sent.edition);
  if (older) return older;
  const places = placesIn(stretches, manifest);
  return places.size > 0 ? { edition: sent.edition, manifest, places, sent, ...said } : problem('pack-file-foreign', 'it holds no piece of its course');
}

/** Where each piece begins that lies in the file as a whole. */
function placesIn(stretches: PackFileLayout['stretches'], manifest: Pack): ReadonlyMap<Digest, number> {
  const offsets = offsetsOf(manifest);
  const places = new Map<Digest, number>();
  let n = 0;
  for (const [index, [digest, size]] of manifest.pieces.entries()) {
    const from = offsets[index]!;
    while (n < stretches.length && stretches[n]!.start + stretches[n]!.size <= from) n++;
    const stretch = stretches[n];
    if (stretch && stretch.start <= from && from + size <= stretch.start + stretch.size && !places.has(digest)) places.set(digest, stretch.at + from - stretch.start);
  }
  return places;
}

/** Bytes `[from, to)`; rejects when the file is gone. */
export async function bytesOf(file: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, to).arrayBuffer());
}

async function textOf(file: Blob, from: number, to: number): Promise<string> {
  return new TextDecoder().decode(await bytesOf(file, from, to));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
