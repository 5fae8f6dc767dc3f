/** `karvan check --lang`: what is wrong with a translation as it lies there, by stable codes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Unit } from '../../../src/author/translate/units.ts';
import { aFolder, karvan, soundCourse } from '../a-folder.ts';
import { anEngine, aTurkishCourse, recordsOf } from './an-engine.ts';

async function aTranslatedCourse() {
  const [course, engine] = [await aTurkishCourse(), await anEngine()];
  await karvan(['translate', course, '--to', 'az', '--mt', `openai=${engine.url}#model-a`], { fetch: globalThis.fetch });
  return course;
}

async function spoilt(course: string, id: RegExp, change: (unit: Unit) => Partial<Unit>): Promise<number> {
  const units = await recordsOf(course, 'az');
  const made = units.map((unit) => (id.test(unit.id) ? { ...unit, ...change(unit) } : unit));
  await writeFile(join(course, 'translations/az.jsonl'), made.map((unit) => `${JSON.stringify(unit)}\n`).join(''));
  return units.findIndex((unit) => id.test(unit.id)) + 1;
}

type Report = { errors: number; warnings: number; faults: { code: string; line?: number; level: string }[]; units: Record<string, number> };
async function checked(course: string) {
  const { code, out } = await karvan(['check', course, '--lang', 'az', '--format', 'json']);
  return { code, report: JSON.parse(out) as Report };
}

test('a sound translation has no error', async () => {
  const course = await aTranslatedCourse();
  const { code, report } = await checked(course);
  expect([code, report.errors, report.units]).toEqual([0, 0, { machine: 15 }]);
  expect((await karvan(['check', course, '--lang', 'az'])).out).toMatch(/^az: 15 units: 15 machine\nNo errors; \d warnings?\.$/);
});

const spoilers: readonly (readonly [string, RegExp, (unit: Unit) => Partial<Unit>])[] = [
  ['numbers-differ', /film\/c3/, ({ target }) => ({ target: target.replace('3', '4') })],
  ['marks-differ', /film\/c3/, ({ target }) => ({ target: target.replace('<i>', '') })],
  ['marks-differ', /page\//, ({ target, source }) => (source.startsWith('-') ? { target: `${target}\n- əlavə olunmuş sətir` } : {})],
  ['text-untranslated', /film\/c1/, ({ source }) => ({ target: source })],
  ['text-empty', /film\/c1/, () => ({ target: '' })],
  ['script-wrong', /film\/c1/, () => ({ target: 'Встречайте гражданина стоя.' })],
  ['cue-loop', /film\/c[12]$/, () => ({ target: 'Eyni sözlər əvvəl də.' })],
  ['reading-fast', /film\/c1/, ({ target }) => ({ target: `${target} ${target} ${target}` })],
  ['line-long', /film\/c4/, ({ target }) => ({ target: `${target.replaceAll('\n', ' ')} əəəə əəəəəəəəəə əəəəəəəə` })],
  ['text-phantom', /film\/c4/, () => ({ target: 'Kanala abunə olmağı unutmayın' })],
];
test.each(spoilers)('%s is found on the line of its record (%s); before it was spoilt, it is not', async (code, id, change) => {
  const course = await aTranslatedCourse();
  expect((await checked(course)).report.faults.map((fault) => fault.code)).not.toContain(code);
  const line = await spoilt(course, id, change);
  const { report } = await checked(course);
  expect(report.faults.filter((fault) => fault.code === code).map((fault) => fault.line! >= line)).toContain(true);
});

test('what is only guessed is not said of words that a person has read', async () => {
  const course = await aTranslatedCourse();
  await spoilt(course, /film\/c1/, ({ source }) => ({ target: source }));
  expect((await checked(course)).code).toBe(1);
  await spoilt(course, /film\/c1/, () => ({ state: 'reviewed', by: 'Leyla' }));
  expect((await checked(course)).code).toBe(0);
});

test('terms of the glossary beside the units are in force', async () => {
  const course = await aTranslatedCourse();
  await writeFile(join(course, 'translations/terms.az.tsv'), 'vatandaş\tvətəndaş\tfuqara\n');
  expect((await checked(course)).report.faults.map(({ code }) => code)).toContain('term-missing');
  await spoilt(course, /film\/c1/, () => ({ target: 'Fuqaranı ayaq üstə qarşılayın.' }));
  expect(await checked(course)).toMatchObject({ code: 1, report: { faults: expect.arrayContaining([expect.objectContaining({ code: 'term-forbidden', level: 'error' })]) } });
});

test('what nobody translated, and what was translated from older words, is counted and stops nothing', async () => {
  const course = await aTranslatedCourse();
  await spoilt(course, /film\/c1/, () => ({ target: '', state: 'new' }));
  await spoilt(course, /film\/c4/, () => ({ source: 'Önceki söz.' }));
  const { code, report } = await checked(course);
  expect([code, report.units]).toEqual([0, { new: 1, stale: 1, machine: 13 }]);
  expect(report.faults.map((fault) => fault.code)).toEqual(expect.arrayContaining(['unit-new', 'unit-stale']));
});

test('a language without records, a wrong one, and the source language', async () => {
  const course = await aFolder(soundCourse);
  expect(await karvan(['check', course, '--lang', 'kk'])).toMatchObject({ code: 0, out: 'kk: 14 units: 14 new\nNo errors; 1 warning.' });
  expect((await karvan(['check', course, '--lang', 'tr'])).code).toBe(2);
  expect((await karvan(['check', course, '--lang', 'Kazakh'])).code).toBe(2);
});
