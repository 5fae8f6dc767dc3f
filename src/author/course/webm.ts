/** The few EBML elements of a WebM (RFC 9559) that say what it holds and how long it is. */
import type { Media } from './media.ts';
import type { Window } from './window.ts';

const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const SCALE = 0x2ad7b1;
const DURATION = 0x4489;
const TRACKS = 0x1654ae6b;
const TRACK = 0xae;
const CODEC = 0x86;
const CLUSTER = 0x1f43b675;

const names: { readonly [codec: string]: string } = { A_OPUS: 'Opus', A_AAC: 'AAC', A_VORBIS: 'Vorbis', V_VP8: 'VP8', V_VP9: 'VP9', V_AV1: 'AV1', 'V_MPEG4/ISO/AVC': 'H.264' };

type Element = { readonly id: number; readonly at: number; readonly end: number };

export async function readWebm(window: Window): Promise<Media | string> {
  const segment = await first(window, 0, window.size, SEGMENT);
  const info = segment && (await first(window, segment.at, segment.end, INFO));
  const tracks = segment && (await first(window, segment.at, segment.end, TRACKS));
  if (!info || !tracks) return 'is a damaged WebM file: its header cannot be read';
  const scale = (await numberOf(window, await first(window, info.at, info.end, SCALE))) ?? 1_000_000;
  const duration = (await numberOf(window, await first(window, info.at, info.end, DURATION), true)) ?? 0;
  const codecs: string[] = [];
  for await (const track of elements(window, tracks.at, tracks.end)) {
    const codec = track.id === TRACK ? await first(window, track.at, track.end, CODEC) : undefined;
    const name = codec && (await window.read(codec.at, Math.min(32, codec.end - codec.at))).toString('latin1').replace(/\0+$/, '');
    if (name) codecs.push(names[name] ?? name);
  }
  return { container: 'WebM', codecs, seconds: (duration * scale) / 1e9 };
}

async function first(window: Window, from: number, end: number, id: number): Promise<Element | undefined> {
  for await (const element of elements(window, from, end)) {
    if (element.id === id) return element;
    // What is not before the first cluster is not in the header.
    if (element.id === CLUSTER) return undefined;
  }
  return undefined;
}

async function* elements(window: Window, from: number, end: number): AsyncGenerator<Element> {
  for (let at = from, seen = 0; at + 2 <= end && seen < 1000; seen++) {
    const head = await window.read(at, 12);
    const idLength = Math.clz32(head[0] ?? 0) - 23;
    if (idLength > 4 || head.length < idLength + 1) return;
    const sizeLength = Math.clz32(head[idLength] ?? 0) - 23;
    if (sizeLength > 8 || head.length < idLength + sizeLength) return;
    let size = head[idLength]! & (0xff >> sizeLength);
    for (let i = 1; i < sizeLength; i++) size = size * 256 + head[idLength + i]!;
    const start = at + idLength + sizeLength;
    // All ones means that the size is unknown: a live recording, whose segment runs to the end.
    const isUnknown = size >= 2 ** (7 * sizeLength) - 1;
    const stop = isUnknown ? end : Math.min(end, start + size);
    yield { id: head.readUIntBE(0, idLength), at: start, end: stop };
    at = stop;
  }
}

async function numberOf(window: Window, element: Element | undefined, isFloat = false): Promise<number | undefined> {
  if (!element) return undefined;
  const bytes = await window.read(element.at, Math.min(8, element.end - element.at));
  if (isFloat) return bytes.length === 8 ? bytes.readDoubleBE(0) : bytes.length === 4 ? bytes.readFloatBE(0) : undefined;
  return bytes.length >= 1 && bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : undefined;
}
