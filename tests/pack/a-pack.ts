/** A small pack made by hand: two lessons, two languages, a film. For tests of every room. */
import { createHash } from 'node:crypto';
import type { AuId, CourseId, Digest } from '../../src/core/ids.ts';
import type { Layer } from '../../src/pack/layer.ts';
import type { Group, Manifest, PackFile, Track } from '../../src/pack/manifest.ts';

type Part = Omit<Group, 'from' | 'count'> & { readonly path: string; readonly bytes: Uint8Array; readonly deflated?: PackFile['deflated'] };

const course = 'ministry/ethics' as CourseId;
const auId = (slug: string) => `urn:karvan:au:${course}/${slug}` as AuId;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as Digest;
const text = (words: string) => new TextEncoder().encode(words);
const noise = (size: number, seed: number) => Uint8Array.from({ length: size }, (_, i) => (i * 2_654_435_761 + seed * 97 + (i >> 8) + (i >> 16) * 31) & 255);

/** Bytes and manifest of a pack. `gifts`: the words of the first lesson, to make another edition that differs in one piece. */
export function aPack({ release = 1, gifts = 'Hediye almayın.', issued = '2026-11-01T00:00:00.000Z' } = {}): { manifest: Manifest; manifestBytes: Uint8Array; bytes: Uint8Array } {
  const film = noise(2_500_000, 1);
  const parts: Part[] = [
    { path: 'lessons/gifts.tr.md', bytes: text(gifts), rendition: 'text', au: auId('gifts'), lang: 'tr' },
    { path: 'lessons/gifts.az.md', bytes: text('Hədiyyə almayın.'), rendition: 'text', au: auId('gifts'), lang: 'az' },
    { path: 'media/film.az.m4a', bytes: noise(300_000, 2), rendition: 'audio', au: auId('film'), lang: 'az' },
    { path: 'media/film.mp4', bytes: film, rendition: 'video', au: auId('film') },
  ];
  const { pieces, groups, files, bytes } = packed(parts);
  const unit = sha256(parts[0]!.bytes);
  const manifest: Manifest = {
    karvan: 1,
    kind: 'course',
    course,
    release,
    issued,
    title: { tr: 'Etik', az: 'Etika' },
    licence: 'CC-BY-4.0',
    source: 'tr',
    languages: ['tr', 'az'],
    access: 'open',
    id: `urn:karvan:course:${course}`,
    structure: [
      { kind: 'au', id: auId('gifts'), title: { tr: 'Hediye' }, moveOn: 'Completed', lesson: { kind: 'reading', unit } },
      { kind: 'au', id: auId('film'), title: { tr: 'Film' }, moveOn: 'Completed', lesson: { kind: 'video', medium: sha256(film), seconds: 60, sources: [{ path: 'media/film.mp4', rendition: 'video' }] } },
    ],
    tracks: [
      { kind: 'text', lang: 'tr', of: unit, path: 'lessons/gifts.tr.md', state: 'approved' },
      { kind: 'text', lang: 'az', of: unit, path: 'lessons/gifts.az.md', state: 'machine' },
      { kind: 'voice', lang: 'az', of: sha256(film), path: 'media/film.az.m4a', state: 'machine' },
    ],
    pieces,
    groups,
    files,
  };
  return { manifest, manifestBytes: text(JSON.stringify(manifest)), bytes };
}

/** A Kazakh layer for `aPack`: the text of the first lesson, a voice for the film and words for a quiz that it does not have. `gifts`: the text as it lies there. */
export function aLayer({ by = 'ministry', release = 1, gifts = { bytes: text('Сыйлық алмаңыз.') } as Pick<Part, 'bytes' | 'deflated'>, change = (layer: Layer): unknown => layer } = {}): { layer: Layer; layerBytes: Uint8Array; bytes: Uint8Array } {
  const { manifest } = aPack();
  const [unit, medium] = [manifest.tracks[0]!.of, manifest.tracks[2]!.of];
  const parts: Part[] = [
    { path: 'lessons/gifts.kk.md', ...gifts, rendition: 'text', au: auId('gifts'), lang: 'kk' },
    { path: 'media/film.kk.vtt', bytes: text('WEBVTT\n\n1\n00:01.000 --> 00:03.000\nСәлем.\n'), rendition: 'text', au: auId('film'), lang: 'kk' },
    { path: 'media/film.kk.webm', bytes: noise(90_000, 3), rendition: 'audio', au: auId('film'), lang: 'kk', codec: 'opus' },
    { path: 'media/film.kk.m4a', bytes: noise(120_000, 4), rendition: 'audio', au: auId('film'), lang: 'kk', codec: 'aac' },
  ];
  const { pieces, groups, files, bytes } = packed(parts);
  const voice: Omit<Track, 'path'> = { kind: 'voice', lang: 'kk', of: medium, from: sha256(parts[1]!.bytes), state: 'machine', engine: 'espeak-ng' };
  const layer: Layer = {
    karvan: 1,
    kind: 'layer',
    layer: `${by}/ethics-kk` as CourseId,
    course,
    release,
    issued: '2026-11-02T00:00:00.000Z',
    title: { kk: 'Әдеп' },
    names: { [auId('gifts')]: { kk: 'Сыйлық' } },
    licence: 'CC-BY-4.0',
    source: 'tr',
    languages: ['kk'],
    tracks: [
      { kind: 'text', lang: 'kk', of: unit, path: 'lessons/gifts.kk.md', state: 'reviewed' },
      { kind: 'subtitles', lang: 'kk', of: medium, path: 'media/film.kk.vtt', state: 'machine' },
      { ...voice, codec: 'opus', path: 'media/film.kk.webm' },
      { ...voice, codec: 'aac', path: 'media/film.kk.m4a' },
    ],
    pieces,
    groups,
    files,
  };
  return { layer, layerBytes: text(JSON.stringify(change(layer))), bytes };
}

/** Cuts parts as they come, each into a group of its own. */
function packed(parts: readonly Part[]): Pick<Manifest, 'pieces' | 'groups' | 'files'> & { readonly bytes: Uint8Array } {
  const pieces: [Digest, number][] = [];
  const groups: Group[] = [];
  const files: Manifest['files'] = [];
  let at = 0;
  for (const { path, bytes, deflated, ...group } of parts) {
    const from = pieces.length;
    for (let start = 0; start < bytes.length; start += 1024 * 1024) {
      const piece = bytes.subarray(start, start + 1024 * 1024);
      pieces.push([sha256(piece), piece.length]);
    }
    groups.push({ ...group, from, count: pieces.length - from });
    files.push({ path, type: 'application/octet-stream', at, size: bytes.length, sha256: sha256(bytes), ...(deflated ? { deflated } : {}) });
    at += bytes.length;
  }
  return { pieces, groups, files, bytes: new Uint8Array(Buffer.concat(parts.map((part) => part.bytes))) };
}
