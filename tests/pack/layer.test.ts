import type { JWK } from 'jose';
import { expect, test } from 'vitest';
import { ausOf } from '../../src/core/cmi5/structure.ts';
import type { CourseId, Edition } from '../../src/core/ids.ts';
import { countsInQuiz, endorse, verifyEndorsement } from '../../src/pack/endorsement.ts';
import { newSealingKey, newSigningKey } from '../../src/pack/keys.ts';
import { packIdOf, parseLayer, parsePack, type Layer } from '../../src/pack/layer.ts';
import { editionOf, parseManifest } from '../../src/pack/manifest.ts';
import { missingPieces, sizeOf } from '../../src/pack/pieces.ts';
import { tracksOf } from '../../src/pack/tracks.ts';
import { signManifest, verifyManifest, type TrustList } from '../../src/pack/trust.ts';
import { aLayer, aPack } from './a-pack.ts';
import { deflatedWords } from './deflated-words.ts';

const { manifest, manifestBytes } = aPack();
const edition = (await editionOf(manifestBytes)) as Edition;
const [ministry, neighbour] = [await newSigningKey(), await newSigningKey()];
const from = '2026-01-01T00:00:00.000Z';
const trust: TrustList = {
  karvan: 1,
  version: 1,
  issued: from,
  publishers: [
    { id: 'ministry', name: {}, keys: [{ key: ministry.publicKey as never, from }] },
    { id: 'neighbour', name: {}, keys: [{ key: neighbour.publicKey as never, from }] },
  ],
  server: { receipt: [], seal: [(await newSealingKey()).publicKey as never] },
  withdrawn: [],
};
const [gifts, film] = ausOf(manifest.structure).map((au) => au.lesson);
const heldOf = (layer: Layer, isCounted = false) => ({ edition: 'e'.repeat(64) as Edition, layer, countsInQuiz: isCounted });

test('a layer is read, and so is a course, by what it says it is', () => {
  const { layer, layerBytes } = aLayer();
  expect(parseLayer(layerBytes)).toEqual(layer);
  expect(parsePack(layerBytes)).toEqual(layer);
  expect(parsePack(manifestBytes)).toEqual(manifest);
  // Where only a course will do, a layer is told from a file that cannot be read.
  expect(parseManifest(layerBytes)).toMatchObject({ code: 'pack-file-layer' });
  expect([packIdOf(layer), packIdOf(manifest)]).toEqual(['ministry/ethics-kk', 'ministry/ethics']);
});

test.each([
  ['a course', () => manifest],
  ['one that copies the film', (layer: Layer) => ({ ...layer, groups: layer.groups.map((group, n) => (n === 2 ? { ...group, rendition: 'video' } : group)) })],
  ['one with a track in a language that it does not name', (layer: Layer) => ({ ...layer, tracks: layer.tracks.map((track, n) => (n === 0 ? { ...track, lang: 'ru' } : track)) })],
  ['one whose track has no file', (layer: Layer) => ({ ...layer, tracks: layer.tracks.map((track) => ({ ...track, path: 'lessons/none.md' })) })],
  ['one whose waiting places have no file', (layer: Layer) => ({ ...layer, tracks: layer.tracks.map((track) => ({ ...track, map: 'media/none.json' })) })],
  ['one whose voice lies deflated', (layer: Layer) => ({ ...layer, files: layer.files.map((file, n) => (n === 3 ? { ...file, deflated: { size: 9, sha256: file.sha256 } } : file)) })],
  ['one whose words would unpack to five megabytes', (layer: Layer) => ({ ...layer, files: layer.files.map((file, n) => (n === 0 ? { ...file, deflated: { size: 5_000_000, sha256: file.sha256 } } : file)) })],
  ['one for no course', (layer: Layer) => ({ ...layer, course: undefined })],
])('%s is no layer', (_, change) => {
  expect(parseLayer(aLayer({ change }).layerBytes)).toMatchObject({ code: 'pack-manifest-invalid' });
});

test('it is believed by the keys of its own publisher, whosever the course is', async () => {
  const { layer, layerBytes } = aLayer({ by: 'neighbour' });
  expect(await verifyManifest(layerBytes, await signManifest(layerBytes, neighbour.privateKey), layer, trust)).toBe('believed');
  expect(await verifyManifest(layerBytes, await signManifest(layerBytes, ministry.privateKey), layer, trust)).toMatchObject({ code: 'pack-key-of-another-publisher' });
});

test('its tracks are found beside those of the course, in the order of wishes, and say where their files lie', () => {
  const held = heldOf(aLayer().layer);
  const found = tracksOf({ manifest, edition, layers: [held] }, gifts!, 'text', ['kk', 'az']);
  expect(found.map((track) => [track.lang, track.edition, track.layer])).toEqual([['kk', held.edition, 'ministry/ethics-kk'], ['az', edition, undefined], ['tr', edition, undefined]]);
  expect(tracksOf({ manifest, edition }, gifts!, 'text', ['kk', 'az']).map(({ lang }) => lang)).toEqual(['az', 'tr']);
});

test('a course says what it falls back on, before its source language', () => {
  const layers = [heldOf(aLayer().layer)];
  const langs = (course: typeof manifest) => tracksOf({ manifest: course, edition, layers }, gifts!, 'text', ['kk-Latn']).map(({ lang }) => lang);
  expect(langs({ ...manifest, fallback: { 'kk-Latn': ['kk', 'az'] } })).toEqual(['kk', 'az', 'tr']);
  expect(langs(manifest)[0]).toBe('tr');
});

test('a layer of another course shows nothing, and neither does one whose film is another', () => {
  const { layer } = aLayer();
  const stray = { ...layer, course: 'ministry/other' as CourseId };
  const recut = { ...layer, tracks: layer.tracks.map((track) => ({ ...track, of: '0'.repeat(64) })) };
  for (const other of [stray, recut]) expect(tracksOf({ manifest, edition, layers: [heldOf(other)] }, film!, 'subtitles', ['kk'])).toEqual([]);
  expect(tracksOf({ manifest, edition, layers: [heldOf(layer)] }, film!, 'subtitles', ['kk'])).toHaveLength(1);
});

test('a voice made from words that are other ones now is stale', () => {
  const { layer } = aLayer();
  const stale = (of: Layer) => tracksOf({ manifest, edition, layers: [heldOf(of)] }, film!, 'voice', ['kk']).filter(({ lang }) => lang === 'kk').map((track) => track.isStale);
  expect(stale(layer)).toEqual([undefined, undefined]);
  expect(stale({ ...layer, tracks: layer.tracks.map((track) => (track.kind === 'voice' ? { ...track, from: '1'.repeat(64) } : track)) })).toEqual([true, true]);
});

test('a voice made from words that lie deflated names the words, however they lie', async () => {
  const words = await deflatedWords('Сыйлық алмаңыз. '.repeat(9));
  const { layer } = aLayer({ gifts: words });
  const madeFrom = (sha256: string): Layer => ({ ...layer, tracks: layer.tracks.map((track) => (track.kind === 'voice' ? { ...track, from: sha256 } : track)) });
  const isStale = (of: Layer) => tracksOf({ manifest, edition, layers: [heldOf(of)] }, film!, 'voice', ['kk'])[0]!.isStale ?? false;
  expect([isStale(madeFrom(words.deflated.sha256)), isStale(madeFrom(layer.files[0]!.sha256))]).toEqual([false, true]);
});

test('quiz words count from the course’s publisher, or when he endorsed the layer', async () => {
  const quiz = { kind: 'quiz', unit: manifest.tracks[0]!.of, path: 'quiz.json' } as const;
  const withQuiz = (by: string) => aLayer({ by, change: (layer) => layer }).layer;
  const asQuiz = (layer: Layer): Layer => ({ ...layer, tracks: layer.tracks.map((track, n) => (n === 0 ? { ...track, kind: 'quiz' } : track)) });
  const langs = async (layer: Layer, text?: string) => {
    const held = heldOf(asQuiz(layer));
    return tracksOf({ manifest, edition, layers: [{ ...held, countsInQuiz: await countsInQuiz(layer, held.edition, text, trust) }] }, quiz, 'quiz', ['kk']).map(({ lang }) => lang);
  };
  const theirs = withQuiz('neighbour');
  const said = (key: JWK) => endorse(theirs, heldOf(theirs).edition, '2026-11-03T00:00:00.000Z', key);
  expect(await langs(withQuiz('ministry'))).toEqual(['kk']);
  expect(await langs(theirs)).toEqual([]);
  expect(await langs(theirs, await said(neighbour.privateKey))).toEqual([]);
  expect(await langs(theirs, await said(ministry.privateKey))).toEqual(['kk']);
});

test('an endorsement is believed for one edition of one layer, by the course’s publisher alone', async () => {
  const { layer, layerBytes } = aLayer({ by: 'neighbour' });
  const of = await editionOf(layerBytes);
  const issued = '2026-11-03T00:00:00.000Z';
  const good = await endorse(layer, of, issued, ministry.privateKey);
  expect(await verifyEndorsement(good, layer, of, trust)).toBe('believed');
  expect(await verifyEndorsement(good, layer, 'f'.repeat(64) as Edition, trust)).toMatchObject({ code: 'pack-manifest-invalid' });
  expect(await verifyEndorsement(good.replace('ethics-kk', 'ethics-az'), layer, of, trust)).toMatchObject({ code: 'pack-manifest-invalid' });
  expect(await verifyEndorsement(good.replace('.000Z', '.001Z'), layer, of, trust)).toMatchObject({ code: 'pack-signature-invalid' });
  expect(await verifyEndorsement(await endorse(layer, of, issued, neighbour.privateKey), layer, of, trust)).toMatchObject({ code: 'pack-key-of-another-publisher' });
  expect(await verifyEndorsement('{', layer, of, trust)).toMatchObject({ code: 'pack-manifest-invalid' });
});

test('a phone takes the sound that it can play, and not both', () => {
  const { layer } = aLayer();
  const bytes = (codec?: 'aac' | 'opus') => sizeOf(layer, missingPieces(layer, new Set(), { languages: ['kk'], rendition: 'video', ...(codec ? { codec } : {}) }));
  const words = sizeOf(layer, missingPieces(layer, new Set(), { languages: ['kk'], rendition: 'text' }));
  expect([bytes('opus') - words, bytes('aac') - words, bytes() - words]).toEqual([90_000, 120_000, 120_000]);
});
