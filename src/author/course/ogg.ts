/** Ogg Opus (RFC 3533, RFC 7845): the first page names the codec, the last one the length. */
import type { Media } from './media.ts';
import type { Window } from './window.ts';

/** Greatest size of an Ogg page. */
const PAGE = 65_307;

export async function readOgg(window: Window): Promise<Media | string> {
  const first = await window.read(0, 512);
  const at = 27 + (first[26] ?? 0);
  const isOpus = first.toString('latin1', at, at + 8) === 'OpusHead';
  if (!isOpus || first.length < at + 12) return { container: 'Ogg', codecs: ['something other than Opus'], seconds: 1 };
  const tail = await window.read(Math.max(0, window.size - PAGE * 2), PAGE * 2);
  const last = tail.lastIndexOf('OggS', undefined, 'latin1');
  if (last < 0 || last + 14 > tail.length) return 'is a damaged Ogg file: its last page is missing';
  // Granules count samples at 48 kHz, and the first `preSkip` of them are not heard.
  const preSkip = first.readUInt16LE(at + 10);
  return { container: 'Ogg', codecs: ['Opus'], seconds: (Number(tail.readBigInt64LE(last + 6)) - preSkip) / 48_000 };
}
