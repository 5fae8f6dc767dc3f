/** Films and sounds of a few boxes: headers as real ones have them, and noise instead of pictures. */

type Track = { readonly role: 'vide' | 'soun' | 'text'; readonly codec: string; readonly inner?: Buffer };

type Film = { readonly seconds?: number; readonly data?: number; readonly video?: string; readonly profile?: number; readonly audio?: string | undefined; readonly object?: number; readonly isLate?: boolean; readonly announced?: number };
/** An MP4. `data`: bytes of noise. `isLate`: its index follows the noise. `announced`: bytes of data its header speaks of, for files that are stretched later. */
export function aFilm(film: Film = {}): Buffer {
  const { seconds = 20, data = 1000, video = 'avc1', profile = 77, object = 0x40, isLate = false, announced = data } = film;
  const audio = 'audio' in film ? film.audio : 'mp4a';
  const tracks: Track[] = [{ role: 'vide', codec: video, inner: box('avcC', Buffer.of(1, profile, 0, 30)) }];
  if (audio) tracks.push({ role: 'soun', codec: audio, inner: esds(object) });
  return anMp4(tracks, { seconds, data, isLate, announced });
}

export function aVoice({ seconds = 20, data = 1000, codec = 'mp4a', object = 0x40 } = {}): Buffer {
  return anMp4([{ role: 'soun', codec, inner: esds(object) }], { seconds, data, isLate: false, announced: data });
}

/** Ogg: a first page with a codec's name, and a last one with the time. */
export function anOgg({ codec = 'OpusHead', seconds = 20 } = {}): Buffer {
  const head = Buffer.alloc(19);
  head.write(codec, 0, 'latin1');
  head.writeUInt16LE(312, 10);
  return Buffer.concat([page(0n, head), Buffer.alloc(500, 7), page(BigInt(seconds * 48_000 + 312), Buffer.alloc(20))]);
}

/** WebM with one track. */
export function aWebm({ codec = 'A_OPUS', seconds = 20 } = {}): Buffer {
  const duration = Buffer.alloc(8);
  duration.writeDoubleBE(seconds * 1000);
  const info = element([0x15, 0x49, 0xa9, 0x66], Buffer.concat([element([0x2a, 0xd7, 0xb1], Buffer.of(0x0f, 0x42, 0x40)), element([0x44, 0x89], duration)]));
  const tracks = element([0x16, 0x54, 0xae, 0x6b], element([0xae], element([0x86], Buffer.from(codec))));
  return Buffer.concat([element([0x1a, 0x45, 0xdf, 0xa3], Buffer.alloc(4)), element([0x18, 0x53, 0x80, 0x67], Buffer.concat([info, tracks, element([0x1f, 0x43, 0xb6, 0x75], Buffer.alloc(200, 9))]))]);
}

function anMp4(tracks: readonly Track[], { seconds, data, isLate, announced }: { seconds: number; data: number; isLate: boolean; announced: number }): Buffer {
  const mvhd = Buffer.alloc(100);
  mvhd.writeUInt32BE(1000, 12);
  mvhd.writeUInt32BE(Math.round(seconds * 1000), 16);
  const moov = box('moov', box('mvhd', mvhd), ...tracks.map(trak));
  const mdat = box('mdat', noise(data));
  mdat.writeUInt32BE(announced + 8, 0);
  const ftyp = box('ftyp', Buffer.from('isomiso2avc1mp41'));
  return Buffer.concat(isLate ? [ftyp, mdat, moov] : [ftyp, moov, mdat]);
}

function trak({ role, codec, inner }: Track): Buffer {
  const hdlr = Buffer.alloc(24);
  hdlr.write(role, 8, 'latin1');
  const entry = box(codec, Buffer.alloc(role === 'vide' ? 78 : 28), inner ?? Buffer.alloc(0));
  const stsd = box('stsd', Buffer.of(0, 0, 0, 0, 0, 0, 0, 1), entry);
  return box('trak', box('mdia', box('hdlr', hdlr), box('minf', box('stbl', stsd))));
}

function esds(object: number): Buffer {
  return box('esds', Buffer.of(0, 0, 0, 0, 3, 25, 0, 0, 0, 4, 17, object, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
}

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

function element(id: readonly number[], content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(0x10000000 + content.length);
  return Buffer.concat([Buffer.from(id), size, content]);
}

function page(granule: bigint, content: Buffer): Buffer {
  const head = Buffer.alloc(28);
  head.write('OggS', 0, 'latin1');
  head.writeBigUInt64LE(granule, 6);
  head[26] = 1;
  head[27] = content.length;
  return Buffer.concat([head, content]);
}

function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 2_654_435_761 + (i >> 8) + (i >> 16) * 31) & 255;
  return bytes;
}
