/** The few boxes of an MP4 (ISO/IEC 14496-12) that say what it holds and how long it is. */
import type { Media } from './media.ts';
import type { Window } from './window.ts';

/** `at` and `end` bound the box's content. */
type Box = { readonly type: string; readonly at: number; readonly end: number };

const MOST_BOXES = 10_000;

/** Codecs and length of an MP4; a sentence when it is none. */
export async function readMp4(window: Window): Promise<Media | string> {
  const top = await boxesOf(window, 0, window.size);
  const moov = top?.find((box) => box.type === 'moov');
  if (!top) return 'is a damaged MP4 file: its boxes do not fit into it';
  if (!moov) return 'is an MP4 file without an index (moov): it is cut short or still being written';
  const parts = await boxesOf(window, moov.at, moov.end);
  const header = parts?.find((box) => box.type === 'mvhd');
  if (!parts || !header) return 'is a damaged MP4 file: its index cannot be read';
  const codecs: string[] = [];
  for (const track of parts.filter((box) => box.type === 'trak')) {
    const codec = await codecOf(window, track);
    if (codec !== undefined) codecs.push(codec);
  }
  const data = top.find((box) => box.type === 'mdat');
  return { container: 'MP4', codecs, seconds: await secondsOf(window, header, parts), startsLate: data !== undefined && data.at < moov.at };
}

/** Boxes between two offsets; undefined when they do not tile the space. */
async function boxesOf(window: Window, from: number, end: number): Promise<readonly Box[] | undefined> {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= end && boxes.length < MOST_BOXES; ) {
    const head = await window.read(at, 16);
    if (head.length < 8) return undefined;
    const short = head.readUInt32BE(0);
    if (short === 1 && head.length < 16) return undefined;
    const size = short === 0 ? end - at : short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    const header = short === 1 ? 16 : 8;
    if (size < header || at + size > end) return undefined;
    boxes.push({ type: head.toString('latin1', 4, 8), at: at + header, end: at + size });
    at += size;
  }
  return boxes;
}

async function inside(window: Window, box: Box | undefined, path: readonly string[]): Promise<Box | undefined> {
  let found = box;
  for (const type of path) found = found && (await boxesOf(window, found.at, found.end))?.find((each) => each.type === type);
  return found;
}

/** `mvhd` (§8.2.2), or for a fragmented file `mehd` (§8.8.2). */
async function secondsOf(window: Window, header: Box, parts: readonly Box[]): Promise<number> {
  const bytes = await window.read(header.at, 32);
  const isLong = bytes[0] === 1;
  if (bytes.length < (isLong ? 32 : 20)) return 0;
  const scale = bytes.readUInt32BE(isLong ? 20 : 12);
  const length = isLong ? Number(bytes.readBigUInt64BE(24)) : bytes.readUInt32BE(16);
  if (length > 0 && length < 0xffffffff) return scale > 0 ? length / scale : 0;
  const fragments = await inside(window, parts.find((box) => box.type === 'mvex'), ['mehd']);
  const whole = fragments && (await window.read(fragments.at, 12));
  if (!whole || whole.length < 8 || scale === 0) return 0;
  return (whole[0] === 1 && whole.length === 12 ? Number(whole.readBigUInt64BE(4)) : whole.readUInt32BE(4)) / scale;
}

/** Name of what a film or sound track holds; undefined for tracks that are neither. */
async function codecOf(window: Window, track: Box): Promise<string | undefined> {
  const handler = await inside(window, track, ['mdia', 'hdlr']);
  const role = handler && (await window.read(handler.at + 8, 4)).toString('latin1');
  if (role !== 'vide' && role !== 'soun') return undefined;
  const table = await inside(window, track, ['mdia', 'minf', 'stbl', 'stsd']);
  const entry = table && (await boxesOf(window, table.at + 8, table.end))?.[0];
  if (!entry) return 'an unknown codec';
  // A sample entry has its own fields before its boxes: 78 bytes for a film, 28 for sound (§12.1.3, §12.2.3).
  const inner = { ...entry, at: entry.at + (role === 'vide' ? 78 : 28) };
  switch (entry.type) {
    case 'avc1':
    case 'avc3':
      return profileOf(window, await inside(window, inner, ['avcC']));
    case 'mp4a':
      return objectOf(window, await inside(window, inner, ['esds']));
    case 'Opus':
      return 'Opus';
    case 'hvc1':
    case 'hev1':
      return 'H.265';
    case 'av01':
      return 'AV1';
    case 'vp09':
      return 'VP9';
    default:
      return `“${entry.type}”`;
  }
}

/** Phones decode H.264 up to High; 10-bit and 4:2:2 profiles (110 and above) play on almost none. */
async function profileOf(window: Window, box: Box | undefined): Promise<string> {
  const profile = box && (await window.read(box.at, 4))[1];
  return profile !== undefined && profile > 100 ? `H.264 in profile ${profile} (10-bit or 4:2:2)` : 'H.264';
}

/** objectTypeIndication of the DecoderConfigDescriptor (ISO/IEC 14496-1 §7.2.6.6): 0x40 and 0x66…0x68 are AAC, 0x69 and 0x6b MP3. */
async function objectOf(window: Window, box: Box | undefined): Promise<string> {
  if (!box) return 'AAC';
  const bytes = await window.read(box.at + 4, 64);
  let at = 0;
  const enter = (tag: number) => {
    if (bytes[at] !== tag) return false;
    at++;
    while ((bytes[at] ?? 0) & 0x80) at++;
    at++;
    return true;
  };
  if (!enter(3)) return 'AAC';
  const flags = bytes[at + 2] ?? 0;
  at += 3 + (flags & 0x80 ? 2 : 0) + (flags & 0x20 ? 2 : 0);
  if (flags & 0x40) at += 1 + (bytes[at] ?? 0);
  if (!enter(4)) return 'AAC';
  const object = bytes[at];
  if (object === 0x69 || object === 0x6b) return 'MP3';
  return object === 0x40 || (object !== undefined && object >= 0x66 && object <= 0x68) ? 'AAC' : `sound of type ${object}`;
}
