/**
 * A pack of format 1 as people hold it, with a lesson of every kind. Every later version must open it and refuse each of its altered
 * variants with the same code; any other implementation can be tried on the same files (pack-1/).
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, expect, test, vi } from 'vitest';
import { ausOf } from '../../src/core/cmi5/structure.ts';
import type { Digest, Edition } from '../../src/core/ids.ts';
import { isProblem } from '../../src/core/problem.ts';
import { quizSchema, quizWordsSchema } from '../../src/core/quiz/quiz.ts';
import { scoreQuiz } from '../../src/core/quiz/score.ts';
import { digestOf } from '../../src/pack/digest.ts';
import { bytesSize, editionOf, parseManifest, type Manifest, type Rendition } from '../../src/pack/manifest.ts';
import { missingPieces, offsetsOf, readyAus, sizeOf } from '../../src/pack/pieces.ts';
import { tracksOf } from '../../src/pack/tracks.ts';
import { acceptTrust, verifyManifest, withdrawalOf, type Trust } from '../../src/pack/trust.ts';
import { inspectPack } from '../../src/server/catalogue/inspect.ts';
import expected from './pack-1/expected.json' with { type: 'json' };

// Nothing here is timed.
vi.setConfig({ testTimeout: 60_000 });

const fixture = new URL('pack-1/', import.meta.url).pathname;
const bytesOf = async (name: string) => new Uint8Array(await readFile(join(fixture, name)));
const textOf = (name: string) => readFile(join(fixture, name), 'utf8');
const trustOf = async (name: string, held?: Trust) => acceptTrust(JSON.parse(await textOf(name)), held);

const manifestBytes = await bytesOf('manifest.json');
const manifest = parseManifest(manifestBytes) as Manifest;
const signature = await textOf('manifest.sig');
const bytes = await bytesOf('bytes');
const trust = (await trustOf('trust.json')) as Trust;

const fileOf = (path: string) => {
  const { at, size } = manifest.files.find((file) => file.path === path)!;
  return bytes.slice(at, at + size);
};
const jsonOf = (path: string): unknown => JSON.parse(new TextDecoder().decode(fileOf(path)));

test('the pack is believed, under the edition and the root that it always had', async () => {
  expect(isProblem(manifest)).toBe(false);
  expect([manifest.course, await editionOf(manifestBytes), trust.rootId]).toEqual([expected.course, expected.edition, expected.rootId]);
  expect(await verifyManifest(manifestBytes, signature, manifest, trust.list)).toBe('believed');
  expect(withdrawalOf(trust.list, manifest.course)).toBeUndefined();
});

test('a phone that pinned the first root follows the list to the newest', async () => {
  expect(await acceptTrust(trust.file, { ...trust, rootId: expected.firstRootId })).toMatchObject({ rootId: expected.rootId });
});

test('every piece and every file is what the manifest says', async () => {
  const offsets = offsetsOf(manifest);
  expect(bytes.length).toBe(bytesSize(manifest));
  for (const [i, [digest]] of manifest.pieces.entries()) expect(await digestOf(bytes.slice(offsets[i], offsets[i + 1]))).toBe(digest);
  for (const { path, sha256 } of manifest.files) expect(await digestOf(fileOf(path))).toBe(sha256);
});

test('its lessons are those that people began', () => {
  expect(ausOf(manifest.structure).map((au) => [au.id, au.lesson.kind, au.moveOn])).toEqual(expected.aus);
  const [reading, listening, film] = ausOf(manifest.structure).map(({ lesson }) => lesson);
  expect(tracksOf({ manifest, edition: expected.edition as Edition }, reading!, 'text', ['kk', 'az']).map(({ lang, state }) => `${lang} ${state}`)).toEqual(['kk machine', 'az reviewed', 'tr approved', 'ru machine']);
  expect(tracksOf({ manifest, edition: expected.edition as Edition }, listening!, 'voice', ['kk']).map(({ lang }) => lang)).toEqual(['tr', 'az']);
  expect(tracksOf({ manifest, edition: expected.edition as Edition }, film!, 'subtitles', ['ru'])[0]!.path).toBe('media/film.ru.vtt');
});

test('each language and size costs what it always cost', () => {
  for (const [lang, row] of Object.entries(expected.costs)) {
    for (const [rendition, cost] of Object.entries(row)) {
      expect(sizeOf(manifest, missingPieces(manifest, new Set(), { languages: [lang], rendition: rendition as Rendition }))).toBe(cost);
    }
  }
});

test('lessons become ready in the order of the bytes, text before sound before film', () => {
  const choice = { languages: ['tr'], rendition: 'video' as const };
  const held = new Set<Digest>();
  const order: string[] = [];
  for (const index of missingPieces(manifest, held, choice)) {
    held.add(manifest.pieces[index]![0]);
    for (const au of readyAus(manifest, held, choice)) if (!order.includes(au)) order.push(au);
  }
  expect(order.map((au) => expected.aus.findIndex(([id]) => id === au))).toEqual([0, 3, 1, 2]);
});

test('its quiz is marked as it always was', () => {
  const quiz = v.parse(quizSchema, jsonOf('quiz/test.json'));
  const right = new Map([['one', 'a'], ['some', 'a[,]b'], ['truth', 'false'], ['number', '12,8'], ['word', 'İŞIQ']]);
  expect(scoreQuiz(quiz, right)).toEqual({ raw: 6, max: 6, scaled: 1 });
  expect(scoreQuiz(quiz, new Map([...right, ['some', 'a[,]b[,]c'], ['number', '13,1'], ['word', 'свет']]))).toEqual({ raw: 4, max: 6, scaled: 0.6667 });
  for (const [path, prompt] of Object.entries(expected.words)) expect(v.parse(quizWordsSchema, jsonOf(path)).items.word!.prompt).toBe(prompt);
});

test.each([
  ['stranger.sig', 'pack-publisher-unknown'],
  ['expired.sig', 'pack-publisher-unknown'],
  ['neighbour.sig', 'pack-key-of-another-publisher'],
  ['revoked.sig', 'pack-key-revoked'],
])('the same manifest signed in %s is refused: %s', async (name, code) => {
  expect(await verifyManifest(manifestBytes, await textOf(name), manifest, trust.list)).toMatchObject({ kind: 'problem', code });
});

test('a manifest with one bit changed anywhere is refused, whatever the bit', async () => {
  for (let at = 0; at < manifestBytes.length; at += 61) {
    const changed = manifestBytes.slice();
    changed[at]! ^= 1 << (at % 8);
    const read = parseManifest(changed);
    const verdict = isProblem(read) ? read : await verifyManifest(changed, signature, read, trust.list);
    expect(verdict, `byte ${at}`).toMatchObject({ kind: 'problem', code: expect.stringMatching(/^pack-(manifest-invalid|signature-invalid|publisher-unknown|key-of-another-publisher)$/) as string });
  }
});

test('a signature with one letter changed is refused', async () => {
  for (const at of [signature.length - 60, signature.length - 10]) {
    const other = signature[at] === 'A' ? 'B' : 'A';
    expect(await verifyManifest(manifestBytes, signature.slice(0, at) + other + signature.slice(at + 1), manifest, trust.list)).toMatchObject({ code: 'pack-signature-invalid' });
  }
});

test('a course or an edition that a newer list withdraws is refused', async () => {
  const course = (await trustOf('trust-withdrawn.json', trust)) as Trust;
  expect(await verifyManifest(manifestBytes, signature, manifest, course.list)).toMatchObject({ code: 'pack-withdrawn' });
  const edition = (await trustOf('trust-withdrawn-edition.json', trust)) as Trust;
  expect(withdrawalOf(edition.list, manifest.course, await editionOf(manifestBytes))).toMatchObject({ reason: { en: 'A wrong answer key' } });
});

test('a list of another root, one whose new root the old one did not sign, and one with a letter changed are refused', async () => {
  expect(await trustOf('trust-other-root.json', trust)).toMatchObject({ kind: 'problem', code: 'trust-root-changed' });
  expect(await trustOf('trust-stolen.json', { ...trust, rootId: expected.firstRootId })).toMatchObject({ kind: 'problem', code: 'trust-list-invalid' });
  const { list, ...file } = trust.file;
  expect(await acceptTrust({ ...file, list: list.slice(0, 40) + (list[40] === 'A' ? 'B' : 'A') + list.slice(41) }, undefined)).toMatchObject({ code: 'trust-list-invalid' });
});

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** What a server says of the pack with other bytes. */
async function inspected(change: (bytes: Uint8Array) => Uint8Array): Promise<Awaited<ReturnType<typeof inspectPack>>> {
  const folder = await mkdtemp(join(tmpdir(), 'karvan-pack-1-'));
  folders.push(folder);
  await cp(fixture, folder, { recursive: true });
  await writeFile(join(folder, 'bytes'), change(bytes.slice()));
  return inspectPack(folder, trust.list);
}

test.each<readonly [string, string, (bytes: Uint8Array) => Uint8Array]>([
  ['cut short', 'pack-bytes-short', (all) => all.slice(0, -1)],
  ['empty', 'pack-bytes-short', () => new Uint8Array()],
  ['too long', 'pack-piece-foreign', (all) => Uint8Array.of(...all, 0)],
  ['changed in their first bit', 'pack-piece-damaged', (all) => ((all[0]! ^= 1), all)],
  ['changed in their last bit', 'pack-piece-damaged', (all) => ((all[all.length - 1]! ^= 128), all)],
  ['in another order', 'pack-piece-damaged', (all) => Uint8Array.of(...all.slice(200), ...all.slice(0, 200))],
])('a pack whose bytes are %s is refused: %s', async (_, code, change) => {
  expect(await inspected(change)).toMatchObject({ kind: 'problem', code });
  expect(isProblem(await inspected((all) => all))).toBe(false);
});
