/** Manifests that this phone verified once, kept as their exact bytes. Needs no keys: the service worker reads files by them. */
import type { Edition } from '../core/ids.ts';
import { isProblem } from '../core/problem.ts';
import { parseManifest, type Manifest } from '../pack/manifest.ts';
import type { Db } from './db.ts';

/** A manifest that was verified on this phone. What is installed plays on, whatever has become of its publisher's key. */
export async function manifestHeld(db: Db, edition: Edition): Promise<Manifest | undefined> {
  const known = parsedOf(db).get(edition);
  if (known) return known;
  const row = await db.editions.get(edition);
  const manifest = row && parseManifest(row.bytes);
  if (!manifest || isProblem(manifest)) return undefined;
  keepParsed(db, edition, manifest);
  return manifest;
}

/** An edition never changes, so each thread parses it once. */
export function keepParsed(db: Db, edition: Edition, manifest: Manifest): void {
  parsedOf(db).set(edition, manifest);
}

const parsed = new WeakMap<Db, Map<Edition, Manifest>>();

function parsedOf(db: Db): Map<Edition, Manifest> {
  const known = parsed.get(db) ?? new Map<Edition, Manifest>();
  parsed.set(db, known);
  return known;
}
