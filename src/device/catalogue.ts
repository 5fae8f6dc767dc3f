/** The institution's courses as last seen. */
import type { Problem } from '../core/problem.ts';
import type { CatalogueEntry } from '../pack/layout.ts';
import type { Db } from './db.ts';

/** `at`: the server's time when it was fetched, ISO 8601. */
export type HeldCatalogue = { readonly entries: readonly CatalogueEntry[]; readonly at: string };

export async function refreshCatalogue(_db: Db, _fetch: typeof globalThis.fetch): Promise<HeldCatalogue | Problem> {
  throw new Error('not built yet');
}

export async function catalogueHeld(_db: Db): Promise<HeldCatalogue | undefined> {
  throw new Error('not built yet');
}
