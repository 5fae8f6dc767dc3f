/** A `.karvan` file at hand: looked into and judged as a course that comes over the network is, before anything of it is kept. */
import type { Digest, Edition } from '../core/ids.ts';
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { readLayout, type PackFileLayout } from '../pack/archive.ts';
import type { Pack } from '../pack/layer.ts';
import { editionOf } from '../pack/manifest.ts';
import { offsetsOf } from '../pack/pieces.ts';
import type { Db } from './db.ts';
import { judged, type Sent } from './packs.ts';
import { takeTrust } from './trust.ts';
import { refusedAsOlder } from './wanted.ts';

/** A file whose manifest is believed. `places`: where each piece that it holds begins in it, in bytes. `endorsement`: of a layer, as it came. */
export type PackFile<Held extends Pack = Pack> = { readonly edition: Edition; readonly manifest: Held; readonly places: ReadonlyMap<Digest, number>; readonly sent: Sent; readonly endorsement?: string };

/**
 * Looks into a file and judges it; nothing of its course or layer is kept. A newer trust list inside is taken first: a recall travels by hand
 * too, and a list that is not believed changes nothing. Problems: `pack-file-foreign`, `pack-file-short`, `pack-file-gone`, all of
 * `loadManifest`, `pack-older-release`; `pack-file-layer` when it only adds to a course that is not here.
 */
export async function readPackFile(db: Db, fetch: typeof globalThis.fetch, file: Blob): Promise<PackFile | Problem> {
  let layout: PackFileLayout | Problem;
  let sent: Sent;
  let said: { readonly endorsement?: string } = {};
  try {
    layout = await readLayout((from, to) => bytesOf(file, from, to), file.size);
    if (isProblem(layout)) return layout;
    const { manifest, signature, trust, endorsement } = layout;
    if (trust) await takeTrust(db, json(await textOf(file, trust.at, trust.at + trust.size)));
    const bytes = await bytesOf(file, manifest.at, manifest.at + manifest.size);
    if (endorsement) said = { endorsement: await textOf(file, endorsement.at, endorsement.at + endorsement.size) };
    sent = { edition: await editionOf(bytes), bytes, signature: await textOf(file, signature.at, signature.at + signature.size) };
  } catch (error) {
    return problem('pack-file-gone', String(error));
  }
  const manifest = await judged(db, fetch, sent);
  if (isProblem(manifest)) return manifest;
  if (manifest.kind === 'layer' && !(await db.installs.get(manifest.course))) return problem('pack-file-layer', manifest.course);
  const older = await refusedAsOlder(db, manifest, sent.edition);
  if (older) return older;
  const places = placesIn(layout, manifest);
  return places.size > 0 ? { edition: sent.edition, manifest, places, sent, ...said } : problem('pack-file-foreign', 'it holds no piece of its course');
}

/** Where each piece begins that lies in the file as a whole. */
function placesIn({ stretches }: PackFileLayout, manifest: Pack): ReadonlyMap<Digest, number> {
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
