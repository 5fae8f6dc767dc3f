/**
 * Archives and deflated words that are made to harm: none is taken, and looking at them takes next to no memory. The control is a naive
 * reader, as small programs have it, which takes the archives for good, every one of them, and most of the words.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isProblem } from '../../src/core/problem.ts';
import { readLayout } from '../../src/pack/archive.ts';
import { crc32 } from '../../src/pack/crc32.ts';
import { unpacked } from '../../src/pack/deflated.ts';
import { deflatedWords, hostileWords, type Lying } from '../pack/deflated-words.ts';
import { writeZip } from '../../src/pack/zip.ts';
import { tell } from './house.ts';

type Entry = { readonly name: string; readonly body: Buffer; readonly method?: number; readonly flags?: number; readonly size?: number; readonly crc?: number; readonly local?: string; readonly mode?: number; readonly extra?: Buffer; readonly at?: number; readonly packed?: Buffer };

/** Any ZIP that one likes, right or wrong. */
function zip(entries: readonly Entry[], { before = Buffer.alloc(0), after = Buffer.alloc(0), comment = '', disk = 0, count = entries.length } = {}): Buffer {
  const parts: Buffer[] = [before];
  const directory: Buffer[] = [];
  let at = before.length;
  for (const entry of entries) {
    const { name, body, method = 0, flags = 0, mode = 0, extra = Buffer.alloc(0), packed = body } = entry;
    const [size, crc] = [entry.size ?? body.length, entry.crc ?? crc32(body)];
    const head = (signature: number, called: Buffer) => {
      const bytes = Buffer.alloc(26);
      bytes.writeUInt32LE(signature, 0);
      bytes.writeUInt16LE(20, 4);
      bytes.writeUInt16LE(flags, 6);
      bytes.writeUInt16LE(method, 8);
      bytes.writeUInt16LE(0x21, 12);
      bytes.writeUInt32LE(crc, 14);
      bytes.writeUInt32LE(packed.length, 18);
      bytes.writeUInt32LE(size, 22);
      const rest = Buffer.alloc(4);
      rest.writeUInt16LE(called.length, 0);
      rest.writeUInt16LE(extra.length, 2);
      return Buffer.concat([bytes, rest]);
    };
    const [central, local] = [Buffer.from(name), Buffer.from(entry.local ?? name)];
    const header = Buffer.concat([head(0x04034b50, local), local, extra]);
    const line = head(0x02014b50, central);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(entry.at ?? at, 10);
    const whole = Buffer.concat([line.subarray(0, 4), Buffer.from([20, 0]), line.subarray(4), tail, central, extra]);
    directory.push(whole);
    parts.push(header, packed);
    at += header.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(disk, 4);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...parts, list, end, Buffer.from(comment), after]);
}

const text = (words: string) => Buffer.from(words);
const pack: readonly Entry[] = [{ name: 'manifest.json', body: text('{}') }, { name: 'manifest.sig', body: text('a..b') }, { name: 'bytes', body: text('words') }];
const trust: Entry = { name: 'trust.json', body: text('{"karvan":1}') };
const listed: readonly Entry[] = [...pack.slice(0, 2), trust, ...pack.slice(2)];
const same = (bytes: Buffer) => bytes;
const withEntry = (entry: Partial<Entry>) => zip([...pack, { name: 'x', body: text('harm'), ...entry }]);

/** Written as Karvan writes: only the parts may be wrong ones. */
async function ours(change: (bytes: Buffer) => Buffer = (bytes) => bytes, entries: readonly Entry[] = pack): Promise<Buffer> {
  let file = Buffer.alloc(0);
  const sources = entries.map(({ name, body }) => ({ name, size: body.length, parts: async function* parts() { yield new Uint8Array(body); } }));
  await writeZip(sources, async (bytes, at) => {
    const end = Math.max(file.length, at + bytes.length);
    file = Buffer.concat([file, Buffer.alloc(end - file.length)]);
    file.set(bytes, at);
  });
  return change(file);
}

const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
const archives: readonly (readonly [string, () => Promise<Buffer> | Buffer])[] = [
  ['a bomb of a thousand times its size', () => withEntry({ method: 8, packed: bomb, body: Buffer.alloc(0), size: 64 * 1024 * 1024, crc: 0 })],
  ['a compressed part', () => withEntry({ method: 8, packed: deflateRawSync(text('harm')) })],
  ['a way out of the folder', () => withEntry({ name: '../../harm' })],
  ['an absolute path', () => withEntry({ name: '/etc/harm' })],
  ['a backslash', () => withEntry({ name: '..\\harm' })],
  ['a drive', () => withEntry({ name: 'C:/harm' })],
  ['a symbolic link', () => withEntry({ mode: 0o120777 })],
  ['a device', () => withEntry({ mode: 0o020666 })],
  ['one name twice', () => zip([...pack, pack[2]!])],
  ['twins by capital letters', () => withEntry({ name: 'Bytes' })],
  ['twins by composition', () => zip([...pack, { name: 'ş', body: text('a') }, { name: 's\u0327', body: text('b') }])],
  ['a name that runs backwards', () => withEntry({ name: 'a\u202Egpj.exe' })],
  ['a name with NUL', () => withEntry({ name: 'bytes\u0000.txt' })],
  ['a name of four kilobytes', () => withEntry({ name: 'a'.repeat(4096) })],
  ['an empty name', () => withEntry({ name: '' })],
  ['a folder', () => withEntry({ name: 'a/', body: Buffer.alloc(0) })],
  ['a worker', () => withEntry({ name: 'sw.js' })],
  ['parts that lie over each other', () => zip([...pack, { name: 'x', body: text('harm'), at: 0 }])],
  ['a wrong checksum', () => withEntry({ crc: 7 })],
  ['a name that the header tells otherwise', () => zip([{ ...pack[0]!, local: 'harm.json.' }, ...pack.slice(1)])],
  ['a lie about a size', () => withEntry({ size: 3 })],
  ['an encrypted part', () => withEntry({ flags: 1 })],
  ['sizes that come later', () => withEntry({ flags: 8 })],
  ['several disks', () => zip(pack, { disk: 1 })],
  ['more parts than there are', () => zip(pack, { count: 60_000 })],
  ['a comment that is an archive', () => zip(pack, { comment: zip(pack).toString('latin1') })],
  ['bytes before it', () => zip(pack, { before: text('#!/bin/sh\n') })],
  ['bytes behind it', () => zip(pack, { after: text('more') })],
  ['a plain ZIP of the right parts', () => zip(pack)],
  ['ours, with its trust list behind the bytes', () => ours(same, [...pack, trust])],
  ['ours, with its trust list before the manifest', () => ours(same, [trust, ...pack])],
  ['ours, with two trust lists', () => ours(same, [...listed.slice(0, 3), trust, ...listed.slice(3)])],
  ['ours, with a trust list of two megabytes', () => ours(same, listed.map((each) => (each === trust ? { ...trust, body: Buffer.alloc(2 * 1024 * 1024) } : each)))],
  ['ours, with a trust list of another name', () => ours(same, listed.map((each) => (each === trust ? { ...trust, name: 'Trust.json' } : each)))],
  ['ours, cut short', () => ours((bytes) => bytes.subarray(0, -9))],
  ['ours, with bytes behind it', () => ours((bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))],
  ['ours, with a size of two exabytes', () => ours((bytes) => (bytes.writeBigUInt64LE(2n ** 61n, bytes.length - 98 - 28 - 5 - 8 + 20), bytes))],
];

const refused = async (bytes: Buffer) => isProblem(await readLayout(async (from, to) => bytes.subarray(from, to), bytes.length));

/** Looks for the end, believes the directory, inflates what it says: names of what it would write, or nothing if it gave up. */
function naive(bytes: Buffer): readonly string[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const said = end < 0 || end + 20 > bytes.length ? 0xff_ff_ff_ff : bytes.readUInt32LE(end + 16);
  const isThere = said + 46 <= bytes.length && bytes.readUInt32LE(said) === 0x02014b50;
  let at = isThere ? said : bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  const names: string[] = [];
  while (at >= 0 && at + 46 <= bytes.length && bytes.readUInt32LE(at) === 0x02014b50) {
    const [method, packed, length, extra, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt32LE(at + 42)];
    if (method === 8) inflateRawSync(bytes.subarray(local + 30 + length, local + 30 + length + packed));
    names.push(bytes.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + extra;
  }
  return names;
}

test('a pack file that Karvan wrote is read', async () => {
  expect(await refused(await ours())).toBe(false);
  expect(await refused(await ours(same, listed))).toBe(false);
});

test('archives made to harm are refused, every one, with next to no memory; a naive reader takes them all', async () => {
  const made = await Promise.all(archives.map(async ([name, make]) => [name, await make()] as const));
  const before = process.memoryUsage().rss;
  const taken: string[] = [];
  for (const [name, bytes] of made) if (!(await refused(bytes))) taken.push(name);
  const growth = Math.max(0, process.memoryUsage().rss - before) / 1e6;
  const fooled = made.filter(([, bytes]) => naive(bytes).length > 0).length;
  tell({ fault: 'hostile archives', times: archives.length, seen: `${archives.length - taken.length} refused; memory grew by ${growth.toFixed(0)} MB`, control: `a naive reader takes ${fooled}` });
  expect(taken).toEqual([]);
  expect(growth).toBeLessThan(100);
  expect(fooled).toBe(archives.length);
});

test('deflated words made to harm are refused, every one, with next to no memory; who unpacks what comes takes most of them', async () => {
  const made = await hostileWords();
  const fileOf = ({ bytes, deflated }: Lying) => ({ path: 'words.md', type: 'text/markdown', at: 0, size: bytes.length, sha256: '', deflated });
  const before = process.memoryUsage().rss;
  const taken: string[] = [];
  for (const { name, lying } of made) if (await unpacked(lying.bytes, fileOf(lying))) taken.push(name);
  const growth = Math.max(0, process.memoryUsage().rss - before) / 1e6;
  const fooled = made.filter(({ lying }) => unpacksNaively(lying.bytes));
  tell({ fault: 'deflated words made to harm, in a language layer', times: made.length, seen: `${made.length - taken.length} refused; memory grew by ${growth.toFixed(0)} MB`, control: `whoever unpacks what comes takes ${fooled.length}` });
  expect(taken).toEqual([]);
  expect(growth).toBeLessThan(50);
  expect(fooled.map(({ name }) => name)).toEqual(made.filter(({ isTakenByOthers }) => isTakenByOthers).map(({ name }) => name));
  const good = await deflatedWords('Сыйлық алмаңыз. '.repeat(9));
  expect(await unpacked(good.bytes, fileOf(good))).toHaveLength(good.deflated.size);
});

function unpacksNaively(bytes: Uint8Array): boolean {
  try {
    return inflateRawSync(bytes).length > 0;
  } catch {
    return false;
  }
}

test('not one byte of a pack file’s headers can be another', async () => {
  const file = await ours();
  const bodies = pack.map(({ body }) => file.indexOf(body));
  const isBody = (at: number) => pack.some(({ body }, n) => at >= bodies[n]! && at < bodies[n]! + body.length);
  const accepted: number[] = [];
  for (let at = 0; at < file.length; at++) {
    if (isBody(at)) continue;
    const changed = Buffer.from(file);
    changed[at]! ^= 1;
    if (!(await refused(changed))) accepted.push(at);
  }
  // A checksum is for other programs: both of its places would have to change alike.
  expect(accepted).toEqual([]);
});
