/**
 * What can be read in the files of a browser by somebody who has them: as they lie there, and unpacked. Chromium keeps databases in
 * LevelDB, whose tables are packed block by block with Snappy, whose log is cut into fragments, and whose values may be packed once more.
 * Formats: google/leveldb doc/table_format.md and log_format.md; google/snappy format_description.txt.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** `how`: as the file lies there, or only in what was unpacked. */
export type Found = { readonly file: string; readonly how: 'plain' | 'unpacked' };

/** Files that hold words, in any of the ways in which a browser writes text. */
export function filesHolding(folder: string, words: string): readonly Found[] {
  const needles = writtenAs(words);
  const holds = (bytes: Buffer) => needles.some((needle) => bytes.includes(needle));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap((entry): Found[] => {
    const file = join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    if (holds(bytes)) return [{ file, how: 'plain' }];
    return unpacked(bytes, entry.name).some(holds) ? [{ file, how: 'unpacked' }] : [];
  });
}

/** UTF-8, UTF-16, one byte a letter where that is enough, as in an address, and base64 wherever in a longer text it begins. */
function writtenAs(words: string): readonly Buffer[] {
  const inBase64 = [0, 1, 2].flatMap((lead) => {
    const text = Buffer.concat([Buffer.alloc(lead), Buffer.from(words)]).toString('base64').replace(/=+$/, '');
    // Letters at both ends also depend on their neighbours.
    const sure = text.slice(Math.ceil((lead * 4) / 3) || 0, -1);
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const isNarrow = [...words].every((letter) => letter.codePointAt(0)! < 256);
  return [Buffer.from(words), Buffer.from(words, 'utf16le'), ...(isNarrow ? [Buffer.from(words, 'latin1')] : []), ...[encodeURIComponent(words), ...inBase64].map((text) => Buffer.from(text))];
}

/** The packed parts of a file of LevelDB, unpacked; of any other file what gzip packed. */
function unpacked(bytes: Buffer, name: string): readonly Buffer[] {
  const parts = isTable(bytes) ? blocksOf(bytes) : name.endsWith('.log') ? [logOf(bytes)] : [];
  return [...parts, ...[bytes, ...parts].flatMap(packedInside)];
}

const MAGIC = Buffer.from('57fb808b247547db', 'hex');
const FOOTER = 48;

function isTable(bytes: Buffer): boolean {
  return bytes.length >= FOOTER && bytes.subarray(-8).equals(MAGIC);
}

/** The index names the blocks; each is followed by how it is packed (0 not, 1 Snappy) and a checksum. */
function blocksOf(table: Buffer): readonly Buffer[] {
  const read = reader(table.subarray(-FOOTER));
  read.number();
  read.number();
  const index = blockAt(table, read.number(), read.number());
  return [index, ...valuesOf(index).map((handle) => {
    const place = reader(handle);
    return blockAt(table, place.number(), place.number());
  })];
}

function blockAt(table: Buffer, at: number, size: number): Buffer {
  const [block, kind] = [table.subarray(at, at + size), table[at + size]];
  if (kind === 0) return block;
  const plain = kind === 1 ? unsnap(block) : undefined;
  if (!plain) throw new Error(`a block is packed in a way (${kind}) that is not read here`);
  return plain;
}

/** Values of a block's entries; before them their keys, and at the end where keys are written whole. */
function valuesOf(block: Buffer): readonly Buffer[] {
  const end = block.length - 4 * (1 + block.readUInt32LE(block.length - 4));
  const read = reader(block);
  const values: Buffer[] = [];
  while (read.at() < end) {
    read.number();
    const [key, value] = [read.number(), read.number()];
    read.bytes(key);
    values.push(read.bytes(value));
  }
  return values;
}

/** A log is cut into 32 KiB, and a record into fragments: checksum, length, kind, and what it holds. */
function logOf(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let block = 0; block < bytes.length; block += 32_768) {
    const end = Math.min(block + 32_768, bytes.length);
    for (let at = block; at + 7 <= end; ) {
      const size = bytes.readUInt16LE(at + 4);
      if (bytes[at + 6] === 0 || at + 7 + size > end) break;
      parts.push(bytes.subarray(at + 7, at + 7 + size));
      at += 7 + size;
    }
  }
  return Buffer.concat(parts);
}

const VALUE = Buffer.from('ff1102', 'hex');
const GZIP = Buffer.from('1f8b08', 'hex');

/** Values that the browser itself packed before it stored them, and what a server sent packed. */
function packedInside(bytes: Buffer): readonly Buffer[] {
  const values = placesOf(bytes, VALUE).map((at) => unsnap(bytes.subarray(at + VALUE.length)));
  const sent = placesOf(bytes, GZIP).map((at) => {
    try {
      return gunzipSync(bytes.subarray(at), { finishFlush: 2 });
    } catch {
      return undefined;
    }
  });
  return [...values, ...sent].filter((part) => part !== undefined);
}

function placesOf(bytes: Buffer, what: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(what); at >= 0; at = bytes.indexOf(what, at + 1)) places.push(at);
  return places;
}

const MOST = 64 * 1024 * 1024;

/** Unpacks Snappy; what follows behind it does not matter. Undefined for what is none. */
export function unsnap(packed: Uint8Array): Buffer | undefined {
  const read = reader(Buffer.from(packed.buffer, packed.byteOffset, packed.length));
  try {
    const size = read.number();
    if (size > MOST) return undefined;
    const plain = Buffer.alloc(size);
    let filled = 0;
    while (filled < size) {
      const tag = read.bytes(1)[0]!;
      const [kind, high] = [tag & 3, tag >> 2];
      if (kind === 0) {
        const length = 1 + (high < 60 ? high : read.bytes(high - 59).readUIntLE(0, high - 59));
        filled += read.bytes(length).copy(plain, filled);
        continue;
      }
      const length = kind === 1 ? 4 + (high & 7) : 1 + high;
      const back = kind === 1 ? ((tag >> 5) << 8) | read.bytes(1)[0]! : kind === 2 ? read.bytes(2).readUInt16LE() : read.bytes(4).readUInt32LE();
      if (back === 0 || back > filled || filled + length > size) return undefined;
      // Byte by byte: a copy may reach into itself.
      for (let n = 0; n < length; n++, filled++) plain[filled] = plain[filled - back]!;
    }
    return plain;
  } catch {
    return undefined;
  }
}

/** Reads on from the beginning; throws at the end. Numbers are little-endian in groups of seven bits. */
function reader(bytes: Buffer) {
  let at = 0;
  const take = (count: number) => {
    if (at + count > bytes.length) throw new Error('ends too early');
    return bytes.subarray(at, (at += count));
  };
  const number = () => {
    for (let [value, weight] = [0, 1]; ; weight *= 128) {
      const byte = take(1)[0]!;
      value += (byte & 127) * weight;
      if (byte < 128) return value;
    }
  };
  return { at: () => at, bytes: take, number };
}
