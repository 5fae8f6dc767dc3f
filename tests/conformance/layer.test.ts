/**
 * Language layers of format 1 as people hold them, for the course in pack-1/, by an institution that did not make the course: one with its
 * words as they are, one with words that lie deflated. Every later version must read them, let quiz words count by the same endorsement
 * alone, and refuse each altered variant with the same code.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ausOf } from '../../src/core/cmi5/structure.ts';
import type { Edition } from '../../src/core/ids.ts';
import { unpacked } from '../../src/pack/deflated.ts';
import { digestOf } from '../../src/pack/digest.ts';
import { verifyEndorsement } from '../../src/pack/endorsement.ts';
import { layerEntryOf } from '../../src/pack/entry.ts';
import { isOfPublisher, packIdOf, parseLayer, parsePack, type Layer } from '../../src/pack/layer.ts';
import { bytesSize, editionOf, parseManifest, type Manifest, type Track } from '../../src/pack/manifest.ts';
import { missingPieces, offsetsOf, sizeOf, type Choice } from '../../src/pack/pieces.ts';
import { tracksOf } from '../../src/pack/tracks.ts';
import { acceptTrust, verifyManifest, type Trust } from '../../src/pack/trust.ts';
import deflated from './layer-1-deflated/expected.json' with { type: 'json' };
import expected from './layer-1/expected.json' with { type: 'json' };

const bytesOf = async (name: string) => new Uint8Array(await readFile(join(import.meta.dirname, name)));
const textOf = (name: string) => readFile(join(import.meta.dirname, 'layer-1', name), 'utf8');

const manifestBytes = await bytesOf('layer-1/manifest.json');
const layer = parseLayer(manifestBytes) as Layer;
const edition = expected.edition as Edition;
const course = parseManifest(await bytesOf('pack-1/manifest.json')) as Manifest;
const { list } = (await acceptTrust(JSON.parse(await textOf('trust.json')), undefined)) as Trust;

test('the layer is believed under the edition that it always had, and is no course', async () => {
  expect([layer.layer, layer.course, await editionOf(manifestBytes), packIdOf(layer), isOfPublisher(layer)]).toEqual([expected.layer, expected.course, edition, expected.layer, false]);
  expect(parsePack(manifestBytes)).toEqual(layer);
  expect(parseManifest(manifestBytes)).toMatchObject({ code: 'pack-file-layer' });
  expect(await verifyManifest(manifestBytes, await textOf('manifest.sig'), layer, list)).toBe('believed');
});

test('every piece is what the manifest says', async () => {
  const [bytes, offsets] = [await bytesOf('layer-1/bytes'), offsetsOf(layer)];
  expect(bytes.length).toBe(bytesSize(layer));
  for (const [i, [digest]] of layer.pieces.entries()) expect(await digestOf(bytes.slice(offsets[i], offsets[i + 1]))).toBe(digest);
});

test('its words, its voice for every phone and its smaller one cost what they always cost, and a catalogue says so', () => {
  const cost = (choice: Omit<Choice, 'languages'>) => sizeOf(layer, missingPieces(layer, new Set(), { languages: ['uz'], ...choice }));
  const costs = { text: cost({ rendition: 'text' }), audio: cost({ rendition: 'audio' }), opus: cost({ rendition: 'audio', codec: 'opus' }) };
  expect(costs).toEqual(expected.costs);
  expect(layerEntryOf(layer, edition, false)).toMatchObject({ layer: expected.layer, sizes: costs, voices: ['uz'], machine: ['uz'], coverage: 0.5, engines: ['espeak-ng'] });
});

test('its tracks stand beside the course’s own; what was made from other words is stale, and quiz words need the publisher’s word', () => {
  const found = (kind: Track['kind'], countsInQuiz: boolean) => {
    const all = ausOf(course.structure).flatMap((au) => tracksOf({ manifest: course, edition: 'c'.repeat(64) as Edition, layers: [{ edition, layer, countsInQuiz }] }, au.lesson, kind, ['uz']));
    return all.filter(({ lang }) => lang === 'uz').map(({ path, isStale }) => [path, isStale ?? false]);
  };
  expect(found('text', false)).toEqual([['lessons/reading.uz.md', false]]);
  expect(found('subtitles', false)).toEqual([['media/film.uz.vtt', true]]);
  expect(found('voice', false)).toEqual([['voice/film.uz.webm', false], ['voice/film.uz.m4a', false]]);
  expect(found('quiz', false)).toEqual([]);
  expect(found('quiz', true)).toEqual([['quiz/test.uz.json', false]]);
});

test('only the course’s publisher endorses it, and only this edition', async () => {
  const said = async (name: string) => verifyEndorsement(await textOf(name), layer, edition, list);
  expect(await said('endorsement.json')).toBe('believed');
  expect(await said('endorsement-of-neighbour.json')).toMatchObject({ code: 'pack-key-of-another-publisher' });
  expect(await said('endorsement-of-another.json')).toMatchObject({ code: 'pack-manifest-invalid' });
});

test('a signature of a stranger, and one of the course’s publisher, are refused', async () => {
  expect(await verifyManifest(manifestBytes, await textOf('stranger.sig'), layer, list)).toMatchObject({ code: 'pack-publisher-unknown' });
  expect(await verifyManifest(manifestBytes, await textOf('course-publisher.sig'), layer, list)).toMatchObject({ code: 'pack-key-of-another-publisher' });
});

test('with one bit changed anywhere it is refused', async () => {
  const signature = await textOf('manifest.sig');
  for (let at = 0; at < manifestBytes.length; at += 53) {
    const changed = manifestBytes.slice();
    changed[at]! ^= 1 << at % 8;
    const parsed = parseLayer(changed);
    const verdict = 'code' in parsed ? parsed : await verifyManifest(changed, signature, parsed, list);
    expect(verdict, `bit at ${at}`).toMatchObject({ code: expect.stringMatching(/^pack-(manifest-invalid|signature-invalid|publisher-unknown|key-of-another-publisher|file-layer)$/) as string });
  }
});

test('words that lie deflated are the words that they always were, cost what they always cost, and are refused when anything of them is altered', async () => {
  const [bytes, text] = [await bytesOf('layer-1-deflated/manifest.json'), (name: string) => readFile(join(import.meta.dirname, 'layer-1-deflated', name), 'utf8')];
  const packed = parseLayer(bytes) as Layer;
  const trusted = (await acceptTrust(JSON.parse(await text('trust.json')), undefined)) as Trust;
  expect([packed.layer, await editionOf(bytes), await verifyManifest(bytes, await text('manifest.sig'), packed, trusted.list)]).toEqual([deflated.layer, deflated.edition, 'believed']);
  expect(sizeOf(packed, missingPieces(packed, new Set(), { languages: ['kk'], rendition: 'text' }))).toBe(deflated.costs.text);
  const all = await bytesOf('layer-1-deflated/bytes');
  for (const [path, words] of Object.entries(deflated.words)) {
    const file = packed.files.find((each) => each.path === path)!;
    const stored = all.slice(file.at, file.at + file.size);
    expect([await digestOf(stored), new TextDecoder().decode(await unpacked(stored, file))]).toEqual([file.sha256, words]);
    if (!file.deflated) continue;
    for (let at = 0; at < stored.length; at++) expect(await unpacked(stored.slice(0, at), file), `cut at ${at}`).toBeUndefined();
    expect(await unpacked(all.slice(file.at, file.at + file.size + 1), file)).toBeUndefined();
  }
  // A voice made from these words is of these words, however they lie.
  const film = ausOf(course.structure).find((au) => au.lesson.kind === 'video')!;
  const voices = tracksOf({ manifest: course, edition: 'c'.repeat(64) as Edition, layers: [{ edition: deflated.edition as Edition, layer: packed, countsInQuiz: false }] }, film.lesson, 'voice', ['kk']);
  expect(voices.filter(({ lang }) => lang === 'kk').map(({ path, isStale }) => [path, isStale])).toEqual([['voice/film.kk.m4a', undefined]]);
});
