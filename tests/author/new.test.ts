import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aKeyFolder, everythingIn, karvan, temporaryFolder } from './a-folder.ts';

test.each(['tr', 'az', 'kk', 'ru', 'en', 'uz', 'az-Latn'])('a new course in %s has no fault and can be built as it stands', async (lang) => {
  const folder = join(await temporaryFolder(), 'Köy Əsası 1');
  expect((await karvan(['new', folder, '--publisher', 'ministry', '--lang', lang])).code).toBe(0);
  expect(JSON.parse((await karvan(['check', folder, '--format', 'json'])).out)).toMatchObject({ course: 'ministry/koy-esasi-1', faults: [] });
  const built = await karvan(['build', folder, '--keys', await aKeyFolder(), '--out', await temporaryFolder()]);
  expect([built.code, built.err]).toEqual([0, '']);
});

test('a folder that holds something is left as it is', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'thesis.txt'), 'years of work');
  const { code, err } = await karvan(['new', folder]);
  expect([code, err]).toEqual([1, expect.stringContaining('is not empty')]);
  expect(Object.keys(await everythingIn(folder))).toEqual(['thesis.txt']);
});

test('what cannot be an id or a language is told, and nothing is written', async () => {
  const parent = await temporaryFolder();
  for (const args of [['--publisher', 'My Ministry'], ['--lang', 'Turkish']]) expect((await karvan(['new', join(parent, 'x'), ...args])).code).toBe(2);
  expect(await everythingIn(parent)).toEqual({});
});
