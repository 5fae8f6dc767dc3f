import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { JWK } from 'jose';
import { readLayout } from '../../src/pack/archive.ts';
import { isProblem } from '../../src/core/problem.ts';
import { expect, test } from 'vitest';
import { deflatedWhereSmaller } from '../../src/author/layer/deflate.ts';
import { verifyPack } from '../../src/author/verify/verify.ts';
import { aCourse } from '../server/a-course.ts';
import { aLayerFor } from '../server/a-layer.ts';
import { openOriginal } from '../../src/author/translate/original.ts';
import { sourceUnits } from '../../src/author/translate/source-units.ts';
import { writeUnits, type Unit } from '../../src/author/translate/units.ts';
import type { Edition } from '../../src/core/ids.ts';
import { ausOf } from '../../src/core/cmi5/structure.ts';
import { quizWordsSchema } from '../../src/core/quiz/quiz.ts';
import { unpacked } from '../../src/pack/deflated.ts';
import { parseLayer, type Layer } from '../../src/pack/layer.ts';
import { editionOf, parseManifest, type Manifest } from '../../src/pack/manifest.ts';
import { tracksOf } from '../../src/pack/tracks.ts';
import { signManifest } from '../../src/pack/trust.ts';
import { readVtt } from '../../src/pack/vtt.ts';
import * as v from 'valibot';
import { aVoice } from './a-film.ts';
import { aBuiltPack, aKeyFolder, karvan, temporaryFolder, type Said } from './a-folder.ts';

const asKazakh = (source: string) => `kk: ${source}`;

/** A built course whose every unit is translated into Kazakh; `change` may do so otherwise. */
async function aTranslatedCourse(change: (unit: Unit) => Unit = (unit) => unit) {
  const built = await aBuiltPack();
  const { original } = await openOriginal(built.folder);
  const units = sourceUnits(original!).map((unit) => change({ ...unit, target: asKazakh(unit.source), state: 'machine', engine: 'test-engine' }));
  const translations = join(built.folder, 'translations');
  await writeUnits(join(translations, 'kk.jsonl'), units);
  const film = original!.parts.find(({ words }) => words?.kind === 'cues')!;
  return { ...built, translations, units, film };
}

const build = (course: string, keys: string, out: string, ...more: string[]): Promise<Said> => karvan(['layer', 'build', course, '--lang', 'kk', '--keys', keys, '--out', out, '--issued', '2026-11-02T00:00:00Z', ...more]);

async function layerIn(folder: string): Promise<Layer> {
  return parseLayer(new Uint8Array(await readFile(join(folder, 'manifest.json')))) as Layer;
}

async function fileIn(folder: string, path: string): Promise<string> {
  const file = (await layerIn(folder)).files.find((each) => each.path === path)!;
  const bytes = new Uint8Array(await readFile(join(folder, 'bytes')));
  return new TextDecoder().decode(await unpacked(bytes.slice(file.at, file.at + file.size), file));
}

async function speak(translations: string, of: string, from: string): Promise<void> {
  const folder = join(translations, 'voice', 'kk');
  await mkdir(folder, { recursive: true });
  const map = { karvan: 1, holds: [[4, 0.5]], speech: [[1, 4]] };
  await writeFile(join(folder, `${of}.json`), JSON.stringify({ karvan: 1, from, engine: 'espeak-ng 1.51', voice: 'kk', map }));
  await writeFile(join(folder, `${of}.m4a`), aVoice({ seconds: 20, data: 40_000 }));
}

test('what was translated becomes a layer of its own, whole and signed, with nothing of the film in it', async () => {
  const { folder, keys, pack } = await aTranslatedCourse();
  const { code, err, last, out } = await build(folder, keys, await temporaryFolder());
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^ministry\/ethics-kk, release 1, for ministry\/ethics in kk: \d+ kB$/m);
  expect((await karvan(['verify', last, '--keys', keys])).code).toBe(0);
  const layer = await layerIn(last);
  expect(layer).toMatchObject({ layer: 'ministry/ethics-kk', course: 'ministry/ethics', source: 'tr', languages: ['kk'], title: { kk: 'kk: Etik' }, licence: 'CC-BY-4.0' });
  expect(Object.values(layer.names!)).toContainEqual({ kk: 'kk: Hediye' });
  expect(await fileIn(last, 'lessons/gifts.kk.md')).toBe('kk: # Hediye\n\nkk: Hediye almayın.\n\nkk: ![Bir kutu](../pictures/box.svg)\n');
  expect(readVtt(await fileIn(last, 'media/film.kk.vtt')).cues).toMatchObject([{ id: '1', start: 1, end: 4, text: 'kk: Hediye almayın.' }]);
  const quiz = v.parse(quizWordsSchema, JSON.parse(await fileIn(last, 'quiz/test.kk.json')));
  expect(quiz).toMatchObject({ lang: 'kk', items: { box: { prompt: 'kk: Ne yaparsınız?', choices: { take: { text: 'kk: Alırım' } } } } });

  // Every track is found on the course that it was made for.
  const manifest = parseManifest(new Uint8Array(await readFile(join(pack, 'manifest.json')))) as Manifest;
  const course = { manifest, edition: basename(pack) as Edition, layers: [{ edition: basename(last) as Edition, layer, countsInQuiz: true }] };
  const [gifts, film, test_] = ausOf(manifest.structure).map((au) => au.lesson);
  for (const [lesson, kind] of [[gifts!, 'text'], [film!, 'subtitles'], [test_!, 'quiz']] as const) {
    expect(tracksOf(course, lesson, kind, ['kk'])[0]).toMatchObject({ lang: 'kk', edition: basename(last), state: 'machine', engine: 'test-engine' });
  }
});

test('words lie deflated where that makes them smaller by a tenth, and as they are where it does not', async () => {
  const { folder, keys } = await aTranslatedCourse();
  const { last } = await build(folder, keys, await temporaryFolder());
  const quiz = (await layerIn(last)).files.find(({ path }) => path === 'quiz/test.kk.json')!;
  expect(quiz.size).toBeLessThan(quiz.deflated!.size * 0.9);
  const few = new TextEncoder().encode('Сыйлық');
  expect(deflatedWhereSmaller(few)).toEqual({ from: few, size: few.length });
});

test('deflated words that are not what the layer says of them are found before it is published', async () => {
  const { folder, keys } = await aTranslatedCourse();
  const { last } = await build(folder, keys, await temporaryFolder());
  const layer = await layerIn(last);
  const quiz = layer.files.find(({ path }) => path === 'quiz/test.kk.json')!;
  const lie = { ...layer, files: layer.files.map((file) => (file === quiz ? { ...quiz, deflated: { ...quiz.deflated, size: quiz.deflated!.size + 1 } } : file)) };
  const manifest = new TextEncoder().encode(JSON.stringify(lie));
  const lying = join(dirname(last), await editionOf(manifest));
  await rename(last, lying);
  await writeFile(join(lying, 'manifest.json'), manifest);
  await writeFile(join(lying, 'manifest.sig'), await signManifest(manifest, JSON.parse(await readFile(join(keys, 'ministry.key.json'), 'utf8')) as JWK));
  const said = await karvan(['verify', lying, '--keys', keys]);
  expect([said.code, said.err]).toEqual([1, expect.stringContaining('quiz/test.kk.json does not unpack to what the manifest says')]);
});

test('what was translated from words that the course no longer has is in no layer; the rest is', async () => {
  const { folder, keys } = await aTranslatedCourse();
  const path = join(folder, 'lessons/gifts.tr.md');
  await writeFile(path, (await readFile(path, 'utf8')).replace('Hediye almayın.', 'Hediye kabul etmeyin.'));
  const { last } = await build(folder, keys, await temporaryFolder());
  expect(await fileIn(last, 'lessons/gifts.kk.md')).toBe('kk: # Hediye\n\nHediye kabul etmeyin.\n\nkk: ![Bir kutu](../pictures/box.svg)\n');
  expect((await layerIn(last)).tracks.find(({ kind }) => kind === 'text')).toMatchObject({ coverage: 0.666 });
});

test('the same words give the same layer, and a later build of it finds it there', async () => {
  const { folder, keys } = await aTranslatedCourse();
  const out = await temporaryFolder();
  const [first, second] = [await build(folder, keys, out), await build(folder, keys, out)];
  expect(second.last).toBe(first.last);
  expect(second.out).toContain('it was there already');
});

test('a part that nobody translated stays in the source language and is counted; what is refused or stale is not shown', async () => {
  const { folder, keys } = await aTranslatedCourse((unit) => (unit.source === 'Hediye almayın.' ? { ...unit, state: unit.kind === 'cue' ? 'stale' : 'new' } : unit.kind === 'quiz' ? { ...unit, state: 'approved', by: 'Aigul' } : unit));
  const { last, code } = await build(folder, keys, await temporaryFolder());
  expect(code).toBe(0);
  expect(await fileIn(last, 'lessons/gifts.kk.md')).toContain('\n\nHediye almayın.\n\n');
  const tracks = (await layerIn(last)).tracks;
  expect(tracks.map(({ kind, state, coverage, by }) => ({ kind, state, coverage, by }))).toEqual([
    { kind: 'text', state: 'machine', coverage: 0.666, by: undefined },
    { kind: 'quiz', state: 'approved', coverage: undefined, by: 'Aigul' },
  ]);
});

test('a voice goes in when it speaks the words as they are now, and is left out when they were changed', async () => {
  const { folder, keys, translations, film } = await aTranslatedCourse();
  const without = await build(folder, keys, await temporaryFolder());
  const subtitles = await fileIn(without.last, 'media/film.kk.vtt');
  const { of } = film.words!;
  await speak(translations, of, createHash('sha256').update(subtitles).digest('hex'));
  const spoken = await build(folder, keys, await temporaryFolder());
  expect(spoken.err).toBe('');
  expect((await layerIn(spoken.last)).tracks.find(({ kind }) => kind === 'voice')).toMatchObject({ lang: 'kk', of, codec: 'aac', engine: 'espeak-ng 1.51', map: 'voice/film.kk.json', path: 'voice/film.kk.m4a' });
  expect(JSON.parse(await fileIn(spoken.last, 'voice/film.kk.json'))).toMatchObject({ holds: [[4, 0.5]] });

  await speak(translations, of, '0'.repeat(64));
  const stale = await build(folder, keys, await temporaryFolder());
  expect(stale.err).toContain('film: warning: its words in kk were changed since they were spoken');
  expect(stale.last).not.toBe(spoken.last);
  expect((await layerIn(stale.last)).tracks.filter(({ kind }) => kind === 'voice')).toEqual([]);
});

test('an institution makes a layer for a course that it did not make, out of the built pack, and its publisher endorses it', async () => {
  const { pack, keys, translations, folder } = await aTranslatedCourse();
  const own = await aKeyFolder('neighbour');
  const made = await build(pack, own, await temporaryFolder(), '--id', 'neighbour/ethics-kk', '--into', translations);
  expect([made.code, made.err]).toEqual([0, '']);
  const direct = await build(folder, own, await temporaryFolder(), '--id', 'neighbour/ethics-kk');
  expect(basename(made.last)).toBe(basename(direct.last));

  const refused = await karvan(['layer', 'endorse', made.last, '--keys', own]);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('no key for the publisher “ministry”')]);
  const endorsed = await karvan(['layer', 'endorse', made.last, '--keys', keys]);
  expect([endorsed.code, endorsed.err]).toEqual([0, '']);
  expect(JSON.parse(await readFile(join(made.last, 'endorsement.json'), 'utf8'))).toMatchObject({ statement: expect.stringContaining(basename(made.last)) as string });
  expect((await karvan(['layer', 'endorse', pack, '--keys', keys])).err).toContain('this is a course');

  // What he agreed to travels in the file that is carried.
  const carried = await readFile((await karvan(['export', made.last])).last);
  const layout = await readLayout(async (from, to) => carried.subarray(from, to), carried.length);
  if (isProblem(layout) || !layout.endorsement) throw new Error('no endorsement inside');
  const { at, size } = layout.endorsement;
  expect(carried.subarray(at, at + size)).toEqual(await readFile(join(made.last, 'endorsement.json')));
});

/** The same course with what counts as the typed answer in Kazakh. */
const answering = (target: string, state: Unit['state'] = 'reviewed') => aTranslatedCourse((unit) => (unit.kind === 'answers' ? { ...unit, target, state, by: 'Aigul' } : unit));
const wordIn = async (folder: string) => v.parse(quizWordsSchema, JSON.parse(await fileIn(folder, 'quiz/test.kk.json'))).items['word'];

test('typed answers that a person has read are in the layer, one a line; what a machine proposed is not, and the check says so', async () => {
  const read = await answering('сыйлық\n  тарту ');
  const { last, code } = await build(read.folder, read.keys, await temporaryFolder());
  expect([code, (await wordIn(last))!.accepted]).toEqual([0, ['сыйлық', 'тарту']]);
  expect((await karvan(['verify', last, '--keys', read.keys])).code).toBe(0);
  const proposed = await answering('сыйлық', 'machine');
  expect(await wordIn((await build(proposed.folder, proposed.keys, await temporaryFolder())).last)).toEqual({ prompt: expect.stringContaining('kk: ') as string });
  expect((await karvan(['check', proposed.folder, '--lang', 'kk'])).err).toContain('[answers-unread]');
  expect((await karvan(['check', read.folder, '--lang', 'kk'])).err).not.toContain('answer');
});

test.each([
  ['сыйлық\n—', 1, 'answer-empty'],
  ['ж'.repeat(201), 1, 'answer-long'],
  [Array.from({ length: 51 }, (_, n) => `сөз ${n}`).join('\n'), 1, 'answers-many'],
  ['сыйлық\nСЫЙЛЫҚ.', 0, 'answer-doubled'],
  ['hediyelik', 0, 'answer-script'],
])('“%s” among the typed answers is named with its line and code, and stops a build where no phone would read it', async (target, code, name) => {
  const { folder, keys } = await answering(target);
  const { err } = await karvan(['check', folder, '--lang', 'kk']);
  expect(err).toMatch(new RegExp(`^translations/kk\\.jsonl:14: ${code === 1 ? 'error' : 'warning'}: .*\\[${name}\\]$`, 'm'));
  expect((await build(folder, keys, await temporaryFolder())).code).toBe(code);
});

test('typed answers go to people and come back with their lines, and count once they were read', async () => {
  const { folder, keys, translations } = await answering('сыйлық', 'machine');
  const file = join(await temporaryFolder(), 'kk.xlf');
  expect((await karvan(['review', 'export', folder, '--to', 'kk', '--out', file])).code).toBe(0);
  const sent = await readFile(file, 'utf8');
  await writeFile(file, sent.replace('>сыйлық<', '>сыйлық\nтарту<'));
  expect((await karvan(['review', 'import', folder, file, '--to', 'kk', '--as', 'reviewed', '--by', 'Aigul'])).err).not.toContain('test/word');
  expect(await readFile(join(translations, 'kk.jsonl'), 'utf8')).toContain('"target":"сыйлық\\nтарту","state":"reviewed","by":"Aigul"');
  expect((await wordIn((await build(folder, keys, await temporaryFolder())).last))!.accepted).toEqual(['сыйлық', 'тарту']);
  await writeFile(file, sent.replace('>сыйлық<', '>—<'));
  expect(await karvan(['review', 'import', folder, file, '--to', 'kk', '--as', 'approved', '--by', 'Aigul'])).toMatchObject({ err: expect.stringContaining('[answer-empty: —]') as string });
});

test('a layer whose typed answers no phone could read is not whole; control: the same with one that can be given', async () => {
  const faultsOf = async (accepted: string) => {
    const folder = await (await aLayerFor(await aCourse({ word: 'ehtiyat' }), { accepted: [accepted] })).folder(await temporaryFolder());
    return (await verifyPack(folder, async () => undefined, () => undefined)).faults.map(({ file }) => file);
  };
  expect(await faultsOf('—')).toEqual(['quiz/final.kk.json']);
  expect(await faultsOf('сөз')).toEqual([]);
});

test.each([
  [['--lang', 'Kazakh'], 2, 'not a language tag'],
  [['--lang', 'ru'], 1, 'nothing is translated into ru yet'],
  [['--release', '0'], 2, 'whole number from 1'],
  [['--id', 'Ministry'], 2, 'cannot name a layer'],
  [['--id', 'nobody/ethics-kk'], 1, 'no key for the publisher “nobody”'],
])('%s ends in a sentence and writes nothing', async (options, code, words) => {
  const { folder, keys } = await aTranslatedCourse();
  const out = await temporaryFolder();
  const said = await karvan(['layer', 'build', folder, '--keys', keys, '--out', out, ...options]);
  expect([said.code, said.err]).toEqual([code, expect.stringContaining(words)]);
});
