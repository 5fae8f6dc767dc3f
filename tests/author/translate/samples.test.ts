/** The sample courses say everything in five languages, and nothing is found fault with. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { karvan, temporaryFolder } from '../a-folder.ts';

const samples = join(import.meta.dirname, '../../../src/samples');
const courses = ['petitions', 'public-ethics', 'safe-computers'];
const languages = ['az', 'kk', 'ru', 'en'];

test.each(courses)('%s is whole and clean in every language beside its Turkish', async (course) => {
  const into = await temporaryFolder();
  expect(await karvan(['translate', join(samples, course), '--to', languages.join(','), '--subtitles', '--text', '--quiz', '--into', into])).toMatchObject({ code: 0 });
  for (const lang of languages) expect(await karvan(['check', join(samples, course), '--lang', lang, '--into', into]), lang).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/No errors; 0 warnings\.$/) as string });
});

test('control: a line left in Turkish, a number that changed and a line that is missing are found', async () => {
  const into = await temporaryFolder();
  await karvan(['translate', join(samples, 'petitions'), '--to', 'ru', '--subtitles', '--text', '--quiz', '--into', into]);
  const file = join(into, 'ru.jsonl');
  const units = (await readFile(file, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { source: string; target: string });
  const long = units.findIndex(({ source }) => source.length > 60);
  const numbered = units.findIndex(({ target }, n) => n !== long && /\d/.test(target));
  units[long]!.target = units[long]!.source;
  units[numbered]!.target = units[numbered]!.target.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
  await writeFile(file, units.toSpliced(0, 1).map((unit) => JSON.stringify(unit)).join('\n'));
  const { code, err } = await karvan(['check', join(samples, 'petitions'), '--lang', 'ru', '--into', into]);
  expect(code).toBe(1);
  for (const found of ['text-untranslated', 'numbers-differ', 'unit-new']) expect(err).toContain(`[${found}]`);
});
