/** Manifests that this phone verified once, kept as their exact bytes. Needs no keys: the service worker reads files by them. */
import type { Edition } from '../core/ids.ts';
import { isProblem } from '../core/problem.ts';
import { parsePack, type Pack } from '../pack/layer.ts';
import type { Manifest } from '../pack/manifest.ts';
import type { Db } from './db.ts';

/** A course's manifest that was verified on this phone. What is installed plays on, whatever has become of its publisher's key. */
export async function manifestHeld(db: Db, edition: Edition): Promise<Manifest | undefined> {
  const pack = await packHeld(db, edition);
  return pack?.kind === 'course' ? pack : undefined;
}

/** A course's manifest or a language layer's. */
export async function packHeld(db: Db, edition: Edition): Promise<Pack | undefined> {
  const known = parsedOf(db).get(edition);
  if (known) return known;
  const row = (await db.editions.get(edition)) ?? (await db.layers.get(edition));
  const pack = row && parsePack(row.bytes);
  if (!pack || isProblem(pack)) return undefined;
  keepParsed(db, edition, pack);
  return pack;
}

/** An edition never changes, so each thread parses it once. */
export function keepParsed(db: Db, edition: Edition, pack: Pack): void {
  parsedOf(db).set(edition, pack);
}

const parsed = new WeakMap<Db, Map<Edition, Pack>>();

function parsedOf(db: Db): Map<Edition, Pack> {
  const known = parsed.get(db) ?? new Map<Edition, Pack>();
  parsed.set(db, known);
  return known;
}
