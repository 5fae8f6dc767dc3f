/** What is found when the words of a language have gaps, and that Karvan's own have none. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { karvan, temporaryFolder } from './a-folder.ts';

const own = join(import.meta.dirname, '../../locales');
let folder: string;

beforeEach(async () => {
  folder = join(await temporaryFolder(), 'locales');
  await cp(own, folder, { recursive: true });
});

type Words = Record<string, string>;

async function change(file: string, edit: (words: Words) => void): Promise<void> {
  const path = join(folder, file);
  const words = JSON.parse(await readFile(path, 'utf8')) as Words;
  edit(words);
  await writeFile(path, JSON.stringify(words));
}

const check = (...more: string[]) => karvan(['locale', 'check', '--locales', folder, ...more]);

test('the words of all five languages are whole', async () => {
  expect(await check()).toMatchObject({ code: 0, err: '', out: 'No gaps; 0 warnings.' });
});

test.each<readonly [string, string, (words: Words) => void, RegExp]>([
  ['a word that is missing', 'kk/ui.json', (words) => delete words['tabs.home'], /kk\/ui\.json: error: “tabs\.home” is missing: Home \[locale-missing\]/],
  ['a form in which the language counts', 'ru/ui.json', (words) => delete words['catalogue.count_few'], /“catalogue\.count_few” is missing: .+ \[locale-form-missing\]/],
  ['a word that nobody asks for', 'tr/ui.json', (words) => (words['tabs.hom'] = 'Ana sayfa'), /nobody asks for “tabs\.hom” \[locale-unknown\]/],
  ['a place for a name that was lost', 'az/ui.json', (words) => (words['catalogue.list-of'] = 'Siyahı'), /“catalogue\.list-of” has the places none, and English \{\{date\}\} \[locale-places-differ\]/],
  ['a sentence that is English still', 'tr/ui.json', (words) => (words['catalogue.blank-offline-lead'] = ENGLISH), /tr\/ui\.json: warning: .+ \[locale-same\]/],
  ['a word that is no text', 'ru/play.json', (words) => (words['film.play'] = 3 as unknown as string), /ru\/play\.json: error: is no list of words \[locale-unreadable\]/],
])('%s is said with its place', async (_, file, edit, said) => {
  await change(file, edit);
  const { code, err } = await check();
  expect(err).toMatch(said);
  expect(code).toBe(/warning/.test(said.source) ? 0 : 1);
});

test('of a sixth language everything that is missing is said: its line, its folder, its files, its forms', async () => {
  await cp(join(folder, 'en'), join(folder, 'ar'), { recursive: true });
  expect((await check('--lang', 'ar')).err).toMatch(/there is a folder “ar” and no line that names it/);
  await change('languages.json', (names) => (names['ar'] = 'العربية'));
  const { err } = await check('--lang', 'ar');
  for (const form of ['zero', 'two', 'few', 'many']) expect(err).toContain(`“catalogue.count_${form}” is missing`);
  expect(err).toMatch(/still says .+ \[locale-same\]/);
  await rm(join(folder, 'ar/play.json'));
  expect((await check('--lang', 'ar')).err).toMatch(/ar\/play\.json: error: is not there \[locale-unreadable\]/);
  await rm(join(folder, 'ar'), { recursive: true });
  expect((await check('--lang', 'ar')).err).toMatch(/there is a line for “ar” and no folder/);
  await change('languages.json', (names) => (names['xx-quux'] = 'Quux'));
  await cp(join(folder, 'en'), join(folder, 'xx-quux'), { recursive: true });
  expect((await check('--lang', 'xx-quux')).err).toMatch(/“xx-quux” is not a BCP 47 tag .+ \[locale-tag-unknown\]/);
});

const ENGLISH = (JSON.parse(await readFile(join(own, 'en/ui.json'), 'utf8')) as Words)['catalogue.blank-offline-lead']!;
