/** Manifests from outside: verified before anything is believed, then kept. */
import type { CourseId, Edition } from '../core/ids.ts';
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { packIdOf, parseLayer, parsePack, type Layer, type Pack } from '../pack/layer.ts';
import { ENDORSEMENT_FILE, MANIFEST_FILE, packFolder, SIGNATURE_FILE } from '../pack/layout.ts';
import { editionOf, MANIFEST_LIMIT, type Manifest } from '../pack/manifest.ts';
import { verifyManifest, withdrawalOf } from '../pack/trust.ts';
import { isFull, type Db, type EditionRow, type LayerRow } from './db.ts';
import { keepParsed, packHeld } from './editions.ts';
import { refreshTrust, trustHeld } from './trust.ts';
import { roadProblem } from './wire.ts';

export { manifestHeld } from './editions.ts';

const SIGNATURE_LIMIT = 16 * 1024;

/** A manifest as it came, with what was sent as its signature; believed only once it is judged. */
export type Sent = Pick<EditionRow, 'edition' | 'bytes' | 'signature'>;

/**
 * A manifest by its edition: the one held, or fetched, verified and then kept. Problems: of the road, `pack-not-found`,
 * `pack-manifest-invalid`, those of a signature, `pack-withdrawn`, `storage-full`.
 */
export async function loadManifest(db: Db, fetch: typeof globalThis.fetch, course: CourseId, edition: Edition): Promise<Manifest | Problem> {
  const held = await db.editions.get(edition);
  const sent = held ?? (await fetchEdition(fetch, course, edition));
  if (isProblem(sent)) return sent;
  const manifest = await judged(db, fetch, sent);
  if (isProblem(manifest)) return manifest;
  if (manifest.kind === 'layer') return problem('pack-manifest-invalid', 'a layer where a course is wanted');
  if (manifest.course !== course) return problem('pack-manifest-invalid', 'of another course');
  if (held) return manifest;
  try {
    await keepEdition(db, sent, manifest);
    return manifest;
  } catch (error) {
    if (isFull(error)) return problem('storage-full', 'manifest');
    throw error;
  }
}

/**
 * A layer by its edition, fetched or held, judged as a course is, and the endorsement that lies beside it, if one does. Problems: those
 * of `loadManifest`.
 */
export async function loadLayer(db: Db, fetch: typeof globalThis.fetch, { layer: id, course, edition }: Pick<LayerRow, 'layer' | 'course' | 'edition'>): Promise<LoadedLayer | Problem> {
  const sent = (await db.layers.get(edition)) ?? (await fetchEdition(fetch, id, edition));
  if (isProblem(sent)) return sent;
  const layer = parseLayer(sent.bytes);
  if (isProblem(layer)) return layer;
  if (layer.layer !== id || layer.course !== course) return problem('pack-manifest-invalid', 'of another course');
  const verdict = await judge(db, fetch, sent, layer);
  if (isProblem(verdict)) return verdict;
  const beside = await fetchWhole(fetch, `/${packFolder(id, edition)}/${ENDORSEMENT_FILE}`, SIGNATURE_LIMIT);
  return { sent, layer, ...(isProblem(beside) ? {} : { endorsement: new TextDecoder().decode(beside) }) };
}

export type LoadedLayer = { readonly sent: Sent; readonly layer: Layer; readonly endorsement?: string };

/** What was sent, if it is believed: whatever road it came by, this is the one judgement. */
export async function judged(db: Db, fetch: typeof globalThis.fetch, sent: Sent): Promise<Pack | Problem> {
  const pack = (await packHeld(db, sent.edition)) ?? parsePack(sent.bytes);
  if (isProblem(pack)) return pack;
  const verdict = await judge(db, fetch, sent, pack);
  return isProblem(verdict) ? verdict : pack;
}

/** Keeps what was judged, to the byte. */
export async function keepEdition(db: Db, { edition, bytes, signature }: Sent, manifest: Manifest): Promise<void> {
  const { course, release } = manifest;
  await db.editions.put({ edition, course, release, bytes, signature });
  keepParsed(db, edition, manifest);
}

async function fetchEdition(fetch: typeof globalThis.fetch, id: CourseId, edition: Edition): Promise<Sent | Problem> {
  const folder = `/${packFolder(id, edition)}`;
  const bytes = await fetchWhole(fetch, `${folder}/${MANIFEST_FILE}`, MANIFEST_LIMIT);
  if (isProblem(bytes)) return bytes;
  if ((await editionOf(bytes)) !== edition) return problem('pack-manifest-invalid', 'not the edition that was asked for');
  const signature = await fetchWhole(fetch, `${folder}/${SIGNATURE_FILE}`, SIGNATURE_LIMIT);
  if (isProblem(signature)) return signature;
  return { edition, bytes, signature: new TextDecoder().decode(signature) };
}

/** Judged by the newest list: an unknown publisher may be one whom this phone has not heard of yet. */
async function judge(db: Db, fetch: typeof globalThis.fetch, sent: Sent, pack: Pack): Promise<'believed' | Problem> {
  const held = await trustHeld(db);
  const trust = held ?? (await refreshTrust(db, fetch));
  if (isProblem(trust)) return trust;
  // A layer of a course that was taken back as a whole speaks of nothing.
  if (withdrawalOf(trust.list, packIdOf(pack), sent.edition) ?? withdrawalOf(trust.list, pack.course)) return problem('pack-withdrawn', sent.edition);
  const verdict = await verifyManifest(sent.bytes, sent.signature, pack, trust.list);
  if (!held || !isProblem(verdict) || verdict.code !== 'pack-publisher-unknown') return verdict;
  const newer = await refreshTrust(db, fetch);
  return isProblem(newer) ? verdict : verifyManifest(sent.bytes, sent.signature, pack, newer.list);
}

/** A small file as a whole; reading stops past the limit. */
async function fetchWhole(fetch: typeof globalThis.fetch, at: string, limit: number): Promise<Uint8Array<ArrayBuffer> | Problem> {
  try {
    const response = await fetch(at, { signal: AbortSignal.timeout(120_000) });
    if (response.status === 404 || response.status === 410) return problem('pack-not-found', at);
    if (!response.ok || !response.body) return problem('server-unreachable', `status ${response.status}`);
    return (await readUpTo(response.body, limit)) ?? problem('pack-manifest-invalid', 'too large');
  } catch (error) {
    return roadProblem(error);
  }
}

async function readUpTo(body: ReadableStream<Uint8Array<ArrayBuffer>>, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    parts.push(value);
    if (size <= limit) continue;
    await reader.cancel();
    return undefined;
  }
}
