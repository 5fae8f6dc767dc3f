/**
 * The carried form of a pack: one `.karvan` file. It is a ZIP (APPNOTE 6.3.10) in which nothing is compressed and every entry has
 * ZIP64 sizes, so that any unzip program opens it; and it is written in one way only. The first entries are `manifest.json` and
 * `manifest.sig`; a trust list may come next, `trust.json`, so that a recall travels by hand too, and of a language layer the file by which
 * its course's publisher agreed to its quiz words, `endorsement.json`; then comes `bytes` as a whole, or, when a phone holds a part of the course, `bytes-<offset>` for each stretch of it,
 * in rising order. Language layers of the course may follow, each as `layers/<edition>/…` with the same names; one that is not all there
 * is passed over.
 *
 * A reader believes no header. It takes name, size and CRC of each entry, writes the headers anew, and whatever is not the same byte
 * for byte is no Karvan file: compressed or encrypted entries, links, other names, twins, overlaps, gaps, comments, bytes before or
 * behind, descriptors, several disks and wrong sizes have no place to be. What the entries hold is judged by signature and digests;
 * their CRC is for other programs.
 */
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, SIGNATURE_FILE, TRUST_FILE } from './layout.ts';
import { MANIFEST_LIMIT } from './manifest.ts';

/** Media type and ending of the file. */
export const PACK_FILE_TYPE = 'application/vnd.karvan.pack+zip';
export const PACK_FILE_ENDING = '.karvan';
const SIGNATURE_LIMIT = 16 * 1024;
/** Greatest size of a trust list in a file; one of a thousand publishers is a third of it. */
const TRUST_LIMIT = 1024 * 1024;
/** So many stretches of `bytes` may stand in one file; a course has as many groups of languages. */
const MOST_STRETCHES = 4000;

/** A stretch of `bytes`: `start` is its offset there, `at` its place in the file. */
type Stretch = { readonly start: number; readonly size: number; readonly at: number };
/** Where the parts of a pack lie in a file. */
export type PackFileLayout = Held & { readonly trust?: Span; readonly layers: readonly Held[] };
type Held = { readonly manifest: Span; readonly signature: Span; readonly endorsement?: Span; readonly stretches: readonly Stretch[] };
type Span = { readonly at: number; readonly size: number };
/** Gives bytes `[from, to)` of a file. */
export type Read = (from: number, to: number) => Promise<Uint8Array>;
/** What is written: `parts` gives the bytes of an entry in their order, and exactly `size` of them. */
export type Source = { readonly name: string; readonly size: number; readonly parts: () => AsyncIterable<Uint8Array<ArrayBuffer>> };
/** Puts bytes at a place in the new file. Headers come after their bytes: only then is the CRC known. */
export type Put = (bytes: Uint8Array<ArrayBuffer>, at: number) => Promise<void>;

/** Looks where everything lies. `pack-file-foreign`: not laid out as above. `pack-file-short`: the end is missing. */
export async function readLayout(read: Read, size: number): Promise<PackFileLayout | Problem> {
  const entries = await entriesIn(read, size);
  if (isProblem(entries)) return entries;
  const fault = await faultOf(read, entries);
  return fault ? problem('pack-file-foreign', fault) : layoutOf(entries);
}

/** Whether a file begins as a pack file does, whatever its name: any ZIP is better judged as one. */
export function looksLikePackFile(head: Uint8Array): boolean {
  return head.length >= 4 && view(head).getUint32(0, true) === LOCAL;
}

/** Bytes of the file that these sources make. */
export function packFileSize(sources: readonly Pick<Source, 'name' | 'size'>[]): number {
  const { entries, end } = placed(sources.map(({ name, size }) => ({ name, size, crc: 0 })));
  return end + tail(entries).length;
}

/** Writes a pack file; `put` is called for every byte of it, once. */
export async function writePackFile(sources: readonly Source[], put: Put): Promise<void> {
  const done: Entry[] = [];
  for (const { name, size, parts } of sources) {
    const { end } = placed(done);
    const begins = end + headerSize(name);
    let [at, crc] = [begins, 0];
    for await (const part of parts()) {
      crc = crc32(part, crc);
      await put(part, at);
      at += part.length;
    }
    if (at !== begins + size) throw new Error(`${name} has ${at - begins} bytes in place of ${size}`);
    const entry = { name, size, crc };
    await put(header(entry), end);
    done.push(entry);
  }
  const all = placed(done);
  await put(tail(all.entries), all.end);
}

/** CRC-32 (ISO 3309) of bytes, going on from `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  const words = bytes.length - (bytes.length % 8);
  let at = 0;
  // Eight bytes at a time: a film is read at the speed of the disk.
  for (; at < words; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      tables[1792 + (crc & 255)]! ^ tables[1536 + ((crc >>> 8) & 255)]! ^ tables[1280 + ((crc >>> 16) & 255)]! ^ tables[1024 + (crc >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^ tables[512 + bytes[at + 5]!]! ^ tables[256 + bytes[at + 6]!]! ^ tables[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = tables[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

type Entry = { readonly name: string; readonly size: number; readonly crc: number };
/** `at`: where the entry's header begins. */
type Placed = Entry & { readonly at: number };

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END = 0x06054b50;
const TAIL = 56 + 20 + 22;
/** Names are short, so the directory of the greatest file is too. */
const LARGEST_DIRECTORY = 1024 * 1024;
const MOST_ENTRIES = 4 + MOST_STRETCHES + 300;
/** Dates say nothing here: the first day that the format knows. */
const DATE = 0x0021;
const VERSION = 45;

/** Entries by the directory at the end, which must stand there to the byte. */
async function entriesIn(read: Read, size: number): Promise<readonly Placed[] | Problem> {
  if (size < TAIL || !looksLikePackFile(await read(0, 4))) return foreign('no pack file');
  const end = view(await read(size - TAIL, size));
  if (end.getUint32(0, true) !== END_64) return (await endsAtAll(read, size)) ? foreign('its end is another') : problem('pack-file-short', `${size} bytes`);
  const [count, length, at] = [number64(end, 32), number64(end, 40), number64(end, 48)];
  if (count > MOST_ENTRIES || length > LARGEST_DIRECTORY || at + length + TAIL !== size) return foreign('its end does not fit');
  const bytes = await read(at, size);
  const found = parsed(bytes, count, length);
  if (!found) return foreign('its directory cannot be read');
  const { entries, end: reached } = placed(found);
  if (reached !== at) return foreign('its entries do not fill it');
  return isSame(tail(entries), bytes) ? entries : foreign('its directory is written otherwise');
}

function foreign(what: string): Problem {
  return problem('pack-file-foreign', what);
}

/** Whether the last bytes say that a ZIP ends somewhere there: then nothing was cut off. */
async function endsAtAll(read: Read, size: number): Promise<boolean> {
  const bytes = await read(Math.max(0, size - 66_000), size);
  const seen = view(bytes);
  for (let at = bytes.length - 22; at >= 0; at--) if (seen.getUint32(at, true) === END) return true;
  return false;
}

function parsed(bytes: Uint8Array, count: number, length: number): readonly Entry[] | undefined {
  const seen = view(bytes);
  const entries: Entry[] = [];
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (at + 46 > length) return undefined;
    const nameLength = seen.getUint16(at + 28, true);
    if (nameLength > 255 || at + 46 + nameLength + 28 > length) return undefined;
    const name = String.fromCharCode(...bytes.subarray(at + 46, at + 46 + nameLength));
    entries.push({ name, crc: seen.getUint32(at + 16, true), size: number64(seen, at + 46 + nameLength + 4) });
    at += 46 + nameLength + 28;
  }
  return at === length ? entries : undefined;
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
    const wanted = header(entry);
    if (!isSame(wanted, await read(entry.at, entry.at + wanted.length))) return `${entry.name}: its header is written otherwise`;
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

/** Where what an entry holds lies. */
function spanOf({ name, size, at }: Placed): Span {
  return { at: at + headerSize(name), size };
}

/** Entries stand back to back from the first byte. */
function placed(entries: readonly Entry[]): { readonly entries: readonly Placed[]; readonly end: number } {
  let end = 0;
  const out = entries.map((entry) => {
    const at = end;
    end += headerSize(entry.name) + entry.size;
    return { ...entry, at };
  });
  return { entries: out, end };
}

function headerSize(name: string): number {
  return 30 + name.length + 20;
}

/** Local file header with its ZIP64 field (APPNOTE 4.3.7, 4.5.3). */
function header({ name, size, crc }: Entry): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerSize(name));
  const out = view(bytes);
  out.setUint32(0, LOCAL, true);
  out.setUint16(4, VERSION, true);
  common(out, 10, { name, size, crc });
  out.setUint16(28, 20, true);
  writeName(bytes, 30, name);
  zip64(out, 30 + name.length, [size, size]);
  return bytes;
}

/** Central directory and the three ends (APPNOTE 4.3.12, 4.3.14, 4.3.15, 4.3.16). */
function tail(entries: readonly Placed[]): Uint8Array<ArrayBuffer> {
  const length = entries.reduce((sum, { name }) => sum + 46 + name.length + 28, 0);
  const bytes = new Uint8Array(length + TAIL);
  const out = view(bytes);
  let at = 0;
  for (const entry of entries) {
    out.setUint32(at, CENTRAL, true);
    out.setUint16(at + 4, VERSION, true);
    out.setUint16(at + 6, VERSION, true);
    common(out, at + 12, entry);
    out.setUint16(at + 30, 28, true);
    out.setUint32(at + 42, 0xff_ff_ff_ff, true);
    writeName(bytes, at + 46, entry.name);
    zip64(out, at + 46 + entry.name.length, [entry.size, entry.size, entry.at]);
    at += 46 + entry.name.length + 28;
  }
  const last = entries.at(-1);
  const begins = last ? last.at + headerSize(last.name) + last.size : 0;
  writeEnds(out, length, entries.length, begins);
  return bytes;
}

function writeEnds(out: DataView, length: number, count: number, begins: number): void {
  out.setUint32(length, END_64, true);
  out.setBigUint64(length + 4, 44n, true);
  out.setUint16(length + 12, VERSION, true);
  out.setUint16(length + 14, VERSION, true);
  [count, count, length, begins].forEach((value, n) => out.setBigUint64(length + 24 + n * 8, BigInt(value), true));
  out.setUint32(length + 56, LOCATOR_64, true);
  out.setBigUint64(length + 64, BigInt(begins + length), true);
  out.setUint32(length + 72, 1, true);
  out.setUint32(length + 76, END, true);
  for (const at of [84, 86]) out.setUint16(length + at, 0xff_ff, true);
  for (const at of [88, 92]) out.setUint32(length + at, 0xff_ff_ff_ff, true);
}

/** Date, CRC, sizes that stand in the ZIP64 field, and the length of the name: the same in both headers. */
function common(out: DataView, at: number, { name, crc }: Entry): void {
  out.setUint16(at + 2, DATE, true);
  out.setUint32(at + 4, crc, true);
  out.setUint32(at + 8, 0xff_ff_ff_ff, true);
  out.setUint32(at + 12, 0xff_ff_ff_ff, true);
  out.setUint16(at + 16, name.length, true);
}

function zip64(out: DataView, at: number, values: readonly number[]): void {
  out.setUint16(at, 1, true);
  out.setUint16(at + 2, values.length * 8, true);
  values.forEach((value, n) => out.setBigUint64(at + 4 + n * 8, BigInt(value), true));
}

function writeName(bytes: Uint8Array, at: number, name: string): void {
  for (let n = 0; n < name.length; n++) bytes[at + n] = name.charCodeAt(n);
}

/** Beyond what a number can say exactly it is infinite, and fits nowhere. */
function number64(seen: DataView, at: number): number {
  const value = seen.getBigUint64(at, true);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const tables = crcTables();

function crcTables(): Uint32Array {
  const out = new Uint32Array(8 * 256);
  for (let n = 0; n < 256; n++) {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    out[n] = value;
  }
  for (let n = 256; n < out.length; n++) out[n] = out[out[n - 256]! & 255]! ^ (out[n - 256]! >>> 8);
  return out;
}
