/** The institution's courses as last seen. What a catalogue says is shown; it is believed only once the manifest is verified. */
import * as v from 'valibot';
import { problem, type Problem } from '../core/problem.ts';
import { catalogueSchema, type CatalogueEntry } from '../pack/layout.ts';
import { unlessFull, type Db } from './db.ts';
import { fetchPatiently, roadProblem } from './wire.ts';

/** `at`: the server's time when it was fetched, ISO 8601. */
export type HeldCatalogue = { readonly entries: readonly CatalogueEntry[]; readonly at: string };

const CATALOGUE_AT = '/api/catalogue';

/** Fetches the catalogue if it changed. The one that is held stays when this fails. */
export async function refreshCatalogue(db: Db, fetch: typeof globalThis.fetch): Promise<HeldCatalogue | Problem> {
  const held = await db.catalogue.get('held');
  let response: Response;
  let value: unknown;
  try {
    response = await fetchPatiently(fetch, CATALOGUE_AT, { cache: 'no-store', headers: held?.etag ? { 'if-none-match': held.etag } : {} });
    if (response.ok) value = await response.json();
  } catch (error) {
    return roadProblem(error);
  }
  const at = timeOf(response);
  if (response.status === 304 && held) {
    await unlessFull(db.catalogue.put({ ...held, at }));
    return { entries: held.entries, at };
  }
  if (!response.ok) return problem('server-unreachable', `status ${response.status}`);
  const parsed = v.safeParse(catalogueSchema, value);
  if (!parsed.success) return problem('server-unreachable', 'not a catalogue');
  const entries = parsed.output.courses as unknown as readonly CatalogueEntry[];
  await unlessFull(db.catalogue.put({ id: 'held', entries, at, etag: response.headers.get('etag') }));
  return { entries, at };
}

export async function catalogueHeld(db: Db): Promise<HeldCatalogue | undefined> {
  const held = await db.catalogue.get('held');
  return held && { entries: held.entries, at: held.at };
}

/** The server's word on the time; without one, this phone's. */
function timeOf(response: Response): string {
  const said = Date.parse(response.headers.get('date') ?? '');
  return new Date(Number.isNaN(said) ? performance.timeOrigin + performance.now() : said).toISOString();
}
