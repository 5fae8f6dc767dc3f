/**
 * The carried form of a pack: one `.karvan` file, a ZIP as zip.ts writes it. The first entries are `manifest.json` and
 * `manifest.sig`; a trust list may come next, `trust.json`, so that a recall travels by hand too, and of a language layer the file by which
 * its course's publisher agreed to its quiz words, `endorsement.json`; then comes `bytes` as a whole, or, when a phone holds a part of the
 * course, `bytes-<offset>` for each stretch of it, in rising order. Language layers of the course may follow, each as
 * `layers/<edition>/…` with the same names; one that is not all there is passed over. Other names, twins and what lies over another have
 * no place to be. What the entries hold is judged by signature and digests.
 */
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, SIGNATURE_FILE, TRUST_FILE } from './layout.ts';
import { MANIFEST_LIMIT } from './manifest.ts';
import { entriesIn, hasItsHeader, spanOf, type Placed, type Read, type Span } from './zip.ts';

/** Media type and ending of the file. */
export const PACK_FILE_TYPE = 'application/vnd.karvan.pack+zip';
export const PACK_FILE_ENDING = '.karvan';
const SIGNATURE_LIMIT = 16 * 1024;
/** Greatest size of a trust list in a file; one of a thousand publishers is a third of it. */
const TRUST_LIMIT = 1024 * 1024;
/** So many stretches of `bytes` may stand in one file; a course has as many groups of languages. */
const MOST_STRETCHES = 4000;
/** Beside the stretches: manifest, signature, trust list, endorsement, and what its layers hold. */
const MOST_ENTRIES = MOST_STRETCHES + 4 + 300;

/** A stretch of `bytes`: `start` is its offset there, `at` its place in the file. */
type Stretch = { readonly start: number; readonly size: number; readonly at: number };
/** Where the parts of a pack lie in a file. */
export type PackFileLayout = Held & { readonly trust?: Span; readonly layers: readonly Held[] };
type Held = { readonly manifest: Span; readonly signature: Span; readonly endorsement?: Span; readonly stretches: readonly Stretch[] };

/** Looks where everything lies. `pack-file-foreign`: not laid out as above. `pack-file-short`: the end is missing. */
export async function readLayout(read: Read, size: number): Promise<PackFileLayout | Problem> {
  const entries = await entriesIn(read, size, MOST_ENTRIES);
  if (isProblem(entries)) return entries;
  const fault = await faultOf(read, entries);
  return fault ? problem('pack-file-foreign', fault) : layoutOf(entries);
}

/** What stands before each entry must be what its directory line says; names are those of a pack, each once, in their order. */
async function faultOf(read: Read, entries: readonly Placed[]): Promise<string | undefined> {
  const { manifest, signature, trust, endorsement, rest } = partsOf(entries);
  if (manifest?.name !== MANIFEST_FILE || signature?.name !== SIGNATURE_FILE) return 'it does not begin with a manifest';
  if (manifest.size > MANIFEST_LIMIT || signature.size > SIGNATURE_LIMIT) return 'its manifest is too large';
  if (trust && trust.size > TRUST_LIMIT) return 'its trust list is too large';
  if (endorsement && endorsement.size > SIGNATURE_LIMIT) return 'its endorsement is too large';
  const stretches = rest.filter(({ name }) => stretch.test(name) || name === BYTES_FILE);
  const beyond = rest.filter(({ name }) => layer.test(name));
  if (stretches.length === 0) return 'it holds no bytes';
  if ([...stretches, ...beyond].some((each, n) => each !== rest[n]) || stretches.length + beyond.length < rest.length) return 'it holds what is no part of a pack';
  if (new Set(beyond.map(({ name }) => name)).size < beyond.length) return 'it holds a layer twice';
  if (stretches.some(({ name }) => name === BYTES_FILE) && stretches.length > 1) return 'it holds its bytes twice';
  let next = 0;
  for (const { name, size } of stretches) {
    if (startOf(name) < next || size === 0) return 'its bytes lie over each other';
    next = startOf(name) + size;
  }
  for (const entry of entries) {
    if (!(await hasItsHeader(read, entry))) return `${entry.name}: its header is written otherwise`;
  }
  return undefined;
}

/** In the order in which they stand. */
function partsOf([manifest, signature, ...rest]: readonly Placed[]) {
  const next = (name: string) => (rest[0]?.name === name ? rest.shift() : undefined);
  return { manifest, signature, trust: next(TRUST_FILE), endorsement: next(ENDORSEMENT_FILE), rest };
}

const stretch = /^bytes-(?:0|[1-9]\d{0,14})$/;
const layer = /^layers\/([0-9a-f]{64})\/(manifest\.json|manifest\.sig|endorsement\.json|bytes(?:-(?:0|[1-9]\d{0,14}))?)$/;

function startOf(name: string): number {
  return name === BYTES_FILE ? 0 : Number(name.slice(BYTES_FILE.length + 1));
}

function layoutOf(entries: readonly Placed[]): PackFileLayout {
  const { manifest, signature, trust, endorsement, rest } = partsOf(entries);
  const stretches = rest.filter(({ name }) => !layer.test(name));
  const editions = new Set(rest.flatMap(({ name }) => layer.exec(name)?.[1] ?? []));
  const layers = [...editions].flatMap((edition) => {
    const inside = rest.flatMap((entry) => (layer.exec(entry.name)?.[1] === edition ? [{ name: layer.exec(entry.name)![2]!, span: spanOf(entry) }] : []));
    const [first, second, third, ...others] = inside;
    const isAgreed = third?.name === ENDORSEMENT_FILE;
    const parts = isAgreed ? others : third ? [third, ...others] : [];
    if (first?.name !== MANIFEST_FILE || second?.name !== SIGNATURE_FILE || first.span.size > MANIFEST_LIMIT || second.span.size > SIGNATURE_LIMIT || (isAgreed && third.span.size > SIGNATURE_LIMIT)) return [];
    if (parts.length === 0 || parts.some(({ name }) => !name.startsWith(BYTES_FILE))) return [];
    const held: Held = { manifest: first.span, signature: second.span, ...(isAgreed ? { endorsement: third.span } : {}), stretches: parts.map(({ name, span }) => ({ start: startOf(name), ...span })) };
    return [held];
  });
  return { manifest: spanOf(manifest!), signature: spanOf(signature!), ...(trust ? { trust: spanOf(trust) } : {}), ...(endorsement ? { endorsement: spanOf(endorsement) } : {}), stretches: stretches.map((entry) => ({ start: startOf(entry.name), ...spanOf(entry) })), layers };
}
