/** Units of a course: stable ids, their file, and the same ids from the pack that was built of it. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blocksOf, withBlocks } from '../../../src/author/translate/blocks.ts';
import { openOriginal } from '../../../src/author/translate/original.ts';
import { numbered, ownWords, sourceUnits } from '../../../src/author/translate/source-units.ts';
import { isShown, readUnits, writeUnits, type Unit } from '../../../src/author/translate/units.ts';
import { readVtt, writeVtt } from '../../../src/pack/vtt.ts';
import { aBuiltPack, aFolder, karvan, soundCourse, temporaryFolder } from '../a-folder.ts';

const samples = join(import.meta.dirname, '../../../src/samples');

async function unitsOf(folder: string) {
  const { original, faults } = await openOriginal(folder);
  if (!original) throw new Error(JSON.stringify(faults));
  return sourceUnits(original);
}

test('every word of a course is a unit with a stable id', async () => {
  const units = await unitsOf(await aFolder());
  expect(units.map(({ id }) => id)).toEqual([
    'course/title', 'gifts/title', expect.stringMatching(/^gifts\/[0-9a-f]{12}$/), expect.stringMatching(/^gifts\/[0-9a-f]{12}$/), expect.stringMatching(/^gifts\/[0-9a-f]{12}$/),
    'film/title', 'film/1', 'test/title', 'test/box/prompt', 'test/box/choice/refuse', 'test/box/choice/take', 'test/count/prompt', 'test/word/prompt', 'test/word/accepted',
  ]);
  expect(units.at(-1)).toMatchObject({ kind: 'answers', source: 'hediye' });
  expect(units.find(({ id }) => id === 'film/1')).toMatchObject({ kind: 'cue', source: 'Hediye almayın.', start: 1, end: 4 });
});

test('a built pack gives the units of the folder it was built from, bound to what its tracks name', async () => {
  const { pack, folder } = await aBuiltPack();
  const units = await unitsOf(pack);
  expect(units).toEqual(await unitsOf(folder));
  const { tracks } = JSON.parse(await readFile(join(pack, 'manifest.json'), 'utf8')) as { tracks: { of: string }[] };
  const named = new Set(tracks.map(({ of }) => of));
  expect(units.filter(({ kind }) => kind !== 'title').every(({ of }) => named.has(of))).toBe(true);
});

test('what a course says itself in another language belongs to the same ids', async () => {
  const { original } = await openOriginal(join(samples, 'safe-computers'));
  const [units, own] = [sourceUnits(original!), ownWords(original!, 'kk')];
  expect(units.filter(({ id }) => !own.has(id))).toEqual([]);
  expect(own.get('five-habits/c3')).toBe('Бірінші әдет: ұзын құпиясөз.');
  expect(ownWords(original!, 'uz').size).toBe(0);
});

test('only a changed block has another id; the same block twice has two', () => {
  const keys = (text: string) => blocksOf(text).map(({ key }) => key);
  const [a, b, c] = keys('# Bir\n\nİki\n\nÜç');
  expect(keys('# Bir\n\nİki buçuk\n\nÜç')).toEqual([a, expect.not.stringMatching(b!), c]);
  expect(keys('İki\n\nÜç\n\nİki')).toEqual([b, c, `${b}-2`]);
});

test('blocks put back as they are give the file byte for byte, with fences, indented parts and a byte order mark', () => {
  const text = '\uFEFF# Bir\r\n\r\n- iki\n\n    daha\n\n```\nüç\n\ndört\n```\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n';
  expect(blocksOf(text).map((block) => block.text)).toEqual(['# Bir', '- iki', 'daha', '```\nüç\n\ndört\n```', '| a | b |\n|---|---|\n| 1 | 2 |']);
  expect(withBlocks(text, () => undefined)).toBe(text);
  expect(withBlocks('# Bir\n\niki\n', (block) => block.text.toUpperCase())).toBe('# BIR\n\nIKI\n');
});

test('cues without an id get one of their place, and a file of cues comes back as it was written', () => {
  const cues = [{ id: '', start: 1, end: 2.25, line: 0, text: 'Bir\niki' }, { id: 'c1', start: 3, end: 3671.004, line: 0, text: '<i>üç</i>' }, { id: 'c1', start: 3672, end: 3673, line: 0, text: 'dört' }];
  const withIds = numbered(cues);
  expect(withIds.map(({ id }) => id)).toEqual(['c1-b', 'c1', 'c3']);
  const back = readVtt(writeVtt(withIds.map((cue) => ({ ...cue, note: 'machine' }))));
  expect(back.notes).toEqual([]);
  expect(back.cues.map((cue) => ({ ...cue, line: 0 }))).toEqual(withIds);
});

test('units are read as they were written, and a line that is none is named with its line', async () => {
  const path = join(await temporaryFolder(), 'az.jsonl');
  const unit: Unit = { id: 'a/1', kind: 'cue', of: '0'.repeat(64), source: 'Bir\n“iki”', target: 'Bir', state: 'reviewed', by: 'Leyla', start: 0, end: 1.5 };
  await writeUnits(path, [unit, { ...unit, id: 'a/2' }]);
  expect((await readUnits(path, 'az.jsonl')).units).toEqual([unit, { ...unit, id: 'a/2' }]);
  await appendFile(path, `{"id":"a/3"}\nhalf a li\n${JSON.stringify(unit)}\n`);
  const { units, faults } = await readUnits(path, 'az.jsonl');
  expect([units.length, faults.map(({ line }) => line)]).toEqual([2, [3, 4, 5]]);
});

test('only what somebody or something translated is shown', () => {
  const unit: Unit = { id: 'a', kind: 'title', of: '0'.repeat(64), source: 'a', target: 'b', state: 'new' };
  expect((['new', 'stale', 'machine', 'reviewed', 'approved'] as const).filter((state) => isShown({ ...unit, state }))).toEqual(['machine', 'reviewed', 'approved']);
});

test('ids of strangers are unambiguous, and name no place on this machine', async () => {
  const yaml = String(soundCourse['course.yaml']).replace('id: film', 'id: course').replace('    minutes: 3', '    iri: urn:karvan:au:ministry/ethics/../../../tmp/evil');
  const vtt = `WEBVTT\n\ntitle\n00:01.000 --> 00:02.000\nBir\n\n${'x'.repeat(600)}\n00:03.000 --> 00:04.000\nİki\n`;
  const { pack } = await aBuiltPack({ ...soundCourse, 'course.yaml': yaml, 'media/film.tr.vtt': vtt, 'media/film.ru.vtt': vtt });
  const ids = (await unitsOf(pack)).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => id.includes('..') || id.length > 200)).toEqual([]);
  expect(ids.filter((id) => /\/c[12]$/.test(id))).toEqual([expect.stringMatching(/^[0-9a-f]{12}\/c1$/), expect.stringMatching(/^[0-9a-f]{12}\/c2$/)]);
});

test('no file is no unit, and the folder of translators is no unused file of the course', async () => {
  expect((await readUnits(join(await temporaryFolder(), 'az.jsonl'), 'az.jsonl')).units).toEqual([]);
  const { code, out } = await karvan(['check', await aFolder({ ...soundCourse, 'translations/az.jsonl': '', 'translations/terms.az.tsv': 'a\tb\n' })]);
  expect([code, out]).toEqual([0, expect.stringContaining('no faults')]);
  expect((await karvan(['check', await aFolder({ ...soundCourse, 'other/az.jsonl': 'x' })])).err).toContain('is not used');
});
