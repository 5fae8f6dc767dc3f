/** A language layer made by hand for a course made by hand (a-course.ts), by an institution that did not make the course. */
import type { CourseId, Digest } from '../../src/core/ids.ts';
import { digestOf } from '../../src/pack/digest.ts';
import { newSigningKey } from '../../src/pack/keys.ts';
import type { Layer } from '../../src/pack/layer.ts';
import { editionOf, type Group, type Manifest } from '../../src/pack/manifest.ts';
import { signManifest, type TrustList } from '../../src/pack/trust.ts';
import type { Lying } from '../pack/deflated-words.ts';
import { au, course, noise, publisher, type Pack } from './a-course.ts';

export const layerId = 'neighbour/ethics-kk' as CourseId;
export const neighbour = await newSigningKey();
/** Both institutions. */
export const publishers: TrustList['publishers'] = [
  { id: 'ministry', name: {}, keys: [{ key: publisher.publicKey as never, from: '2026-01-01T00:00:00.000Z' }] },
  { id: 'neighbour', name: {}, keys: [{ key: neighbour.publicKey as never, from: '2026-01-01T00:00:00.000Z' }] },
];

const text = (said: string) => new TextEncoder().encode(said);

export type LayerPack = Omit<Pack, 'manifest'> & { readonly layer: Layer };

/** `lying`: the words of the first lesson as they lie there. */
export async function aLayer(of: Manifest, { release = 1, words = 'Сыйлық алмаңыз.', lying = { bytes: text(words) } as Pick<Lying, 'bytes'> & Partial<Lying>, key = neighbour.privateKey, change = (layer: Layer): Layer => layer } = {}): Promise<LayerPack> {
  const parts: readonly (Omit<Group, 'from' | 'count'> & Pick<Lying, 'bytes'> & Partial<Lying> & { readonly path: string })[] = [
    { path: 'lessons/gifts.kk.md', ...lying, rendition: 'text', au: au('gifts'), lang: 'kk' },
    { path: 'quiz/kk.json', bytes: text('{"words":"kk"}'), rendition: 'text', au: au('quiz'), lang: 'kk' },
    { path: 'media/film.kk.vtt', bytes: text('WEBVTT'), rendition: 'text', au: au('film'), lang: 'kk' },
    { path: 'media/film.kk.webm', bytes: noise(3000, 5), rendition: 'audio', au: au('film'), lang: 'kk', codec: 'opus' },
    { path: 'media/film.kk.m4a', bytes: noise(5000, 6), rendition: 'audio', au: au('film'), lang: 'kk', codec: 'aac' },
  ];
  const pieces: [Digest, number][] = [];
  const groups: Group[] = [];
  const files: Layer['files'] = [];
  let at = 0;
  for (const { path, bytes, deflated, ...group } of parts) {
    groups.push({ ...group, from: pieces.length, count: 1 });
    pieces.push([await digestOf(bytes), bytes.length]);
    files.push({ path, type: 'text/plain', at, size: bytes.length, sha256: await digestOf(bytes), ...(deflated ? { deflated } : {}) });
    at += bytes.length;
  }
  const [gifts, quiz, film] = of.structure.map((each) => (each.kind === 'au' ? each.lesson : undefined));
  if (gifts?.kind !== 'reading' || quiz?.kind !== 'quiz' || film?.kind !== 'video') throw new Error('another course');
  const layer = change({
    karvan: 1, kind: 'layer', layer: layerId, course, release, issued: '2026-11-02T00:00:00.000Z', title: { kk: 'Әдеп' }, licence: 'CC-BY-4.0', source: 'az', languages: ['kk'],
    tracks: [
      { kind: 'text', lang: 'kk', of: gifts.unit, from: of.files[0]!.sha256, path: 'lessons/gifts.kk.md', state: 'reviewed' },
      { kind: 'quiz', lang: 'kk', of: quiz.unit, path: 'quiz/kk.json', state: 'machine' },
      { kind: 'subtitles', lang: 'kk', of: film.medium, path: 'media/film.kk.vtt', state: 'machine' },
      { kind: 'voice', lang: 'kk', of: film.medium, path: 'media/film.kk.webm', state: 'machine', codec: 'opus', engine: 'espeak-ng' },
      { kind: 'voice', lang: 'kk', of: film.medium, path: 'media/film.kk.m4a', state: 'machine', codec: 'aac', engine: 'espeak-ng' },
    ],
    pieces, groups, files,
  });
  const manifestBytes = text(JSON.stringify(layer));
  const bytes = new Uint8Array(await new Blob(parts.map((part) => part.bytes)).arrayBuffer());
  return { edition: await editionOf(manifestBytes), layer, manifestBytes, signature: await signManifest(manifestBytes, key), bytes };
}
