/**
 * A ZIP (APPNOTE 6.3.10) in which nothing is compressed and every entry has ZIP64 sizes, so that any unzip program opens it; and it is
 * written in one way only.
 *
 * A reader believes no header. It takes name, size and CRC of each entry, writes the headers anew, and whatever is not the same byte
 * for byte is refused: compressed or encrypted entries, links, overlaps, gaps, comments, bytes before or behind, descriptors, several
 * disks and wrong sizes have no place to be. The CRC is for other programs.
 */
import { problem, type Problem } from '../core/problem.ts';
import { crc32 } from './crc32.ts';

/** Gives bytes `[from, to)` of a file. */
export type Read = (from: number, to: number) => Promise<Uint8Array>;
/** What is written: `parts` gives the bytes of an entry in their order, and exactly `size` of them. */
export type Source = { readonly name: string; readonly size: number; readonly parts: () => AsyncIterable<Uint8Array<ArrayBuffer>> };
/** Puts bytes at a place in the new file. Headers come after their bytes: only then is the CRC known. */
export type Put = (bytes: Uint8Array<ArrayBuffer>, at: number) => Promise<void>;
/** What an entry holds lies there. */
export type Span = { readonly at: number; readonly size: number };
type Entry = { readonly name: string; readonly size: number; readonly crc: number };
/** `at`: where the entry's header begins. */
export type Placed = Entry & { readonly at: number };

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END = 0x06054b50;
const TAIL = 56 + 20 + 22;
/** Names are short, so the directory of the greatest file is too. */
const LARGEST_DIRECTORY = 1024 * 1024;
/** Dates say nothing here: the first day that the format knows. */
const DATE = 0x0021;
const VERSION = 45;

/** Whether a file begins as a ZIP does, whatever its name. */
export function looksLikeZip(head: Uint8Array): boolean {
  return head.length >= 4 && view(head).getUint32(0, true) === LOCAL;
}

/** Entries by the directory at the end, which must stand there to the byte. Problems: `pack-file-foreign`; `pack-file-short` when the end is missing. */
export async function entriesIn(read: Read, size: number, most: number): Promise<readonly Placed[] | Problem> {
  if (size < TAIL || !looksLikeZip(await read(0, 4))) return foreign('no pack file');
  const end = view(await read(size - TAIL, size));
  if (end.getUint32(0, true) !== END_64) return (await endsAtAll(read, size)) ? foreign('its end is another') : problem('pack-file-short', `${size} bytes`);
  const [count, length, at] = [number64(end, 32), number64(end, 40), number64(end, 48)];
  if (count > most || length > LARGEST_DIRECTORY || at + length + TAIL !== size) return foreign('its end does not fit');
  const bytes = await read(at, size);
  const found = parsed(bytes, count, length);
  if (!found) return foreign('its directory cannot be read');
  const { entries, end: reached } = placed(found);
  if (reached !== at) return foreign('its entries do not fill it');
  return isSame(tail(entries), bytes) ? entries : foreign('its directory is written otherwise');
}

/** Whether what stands before the entry is what its line in the directory says. */
export async function hasItsHeader(read: Read, entry: Placed): Promise<boolean> {
  const wanted = header(entry);
  return isSame(wanted, await read(entry.at, entry.at + wanted.length));
}

/** Where what an entry holds lies. */
export function spanOf({ name, size, at }: Placed): Span {
  return { at: at + headerSize(name), size };
}

/** Bytes of the file that these sources make. */
export function zipSize(sources: readonly Pick<Source, 'name' | 'size'>[]): number {
  const { entries, end } = placed(sources.map(({ name, size }) => ({ name, size, crc: 0 })));
  return end + tail(entries).length;
}

/** Writes a file; `put` is called for every byte of it, once. */
export async function writeZip(sources: readonly Source[], put: Put): Promise<void> {
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
