import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aKeyFolder, everythingIn, karvan, temporaryFolder } from './a-folder.ts';

test('a new key is for its owner only, and its public half tells nothing of it', async () => {
  const folder = join(await temporaryFolder(), 'deep', 'keys');
  const { code, last, out } = await karvan(['keys', 'new', 'ministry', '--keys', folder]);
  const key = JSON.parse(await readFile(join(folder, 'ministry.key.json'), 'utf8')) as Record<string, string>;
  const open = JSON.parse(await readFile(last, 'utf8')) as Record<string, string>;
  expect([code, last]).toEqual([0, join(folder, 'ministry.public.json')]);
  expect([(await stat(join(folder, 'ministry.key.json'))).mode & 0o777, (await stat(folder)).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(open).toEqual({ kty: 'EC', crv: 'P-256', x: key.x, y: key.y, kid: key.kid });
  expect(key.d).toMatch(/^[\w-]{43}$/);
  expect(out).not.toContain(key.d);
});

test('a key that is there already is never written over', async () => {
  const folder = await aKeyFolder();
  const before = await everythingIn(folder);
  const { code, err } = await karvan(['keys', 'new', 'ministry', '--keys', folder]);
  expect([code, err]).toEqual([1, expect.stringContaining('is there already')]);
  expect(await everythingIn(folder)).toEqual(before);
});

test('when only the public half is there, no lonely private key is left', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'ministry.public.json'), 'mine');
  expect((await karvan(['keys', 'new', 'ministry', '--keys', folder])).code).toBe(1);
  expect(Object.keys(await everythingIn(folder))).toEqual(['ministry.public.json']);
});

test('keys lie where the option, the environment or the home folder says, in this order', async () => {
  const [option, variable, home] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()];
  await karvan(['keys', 'new', 'a', '--keys', option], { env: { KARVAN_KEYS: variable }, home });
  await karvan(['keys', 'new', 'b'], { env: { KARVAN_KEYS: variable }, home });
  await karvan(['keys', 'new', 'c'], { home });
  expect(Object.keys(await everythingIn(option))).toEqual(['a.key.json', 'a.public.json']);
  expect(Object.keys(await everythingIn(variable))).toEqual(['b.key.json', 'b.public.json']);
  expect(Object.keys(await everythingIn(join(home, '.karvan/keys')))).toEqual(['c.key.json', 'c.public.json']);
});

test('the list of keys names each, warns of one that others can read, and says which is broken', async () => {
  const folder = await aKeyFolder();
  const kid = (JSON.parse(await readFile(join(folder, 'ministry.public.json'), 'utf8')) as { kid: string }).kid;
  expect(await karvan(['keys', 'show', '--keys', folder])).toMatchObject({ code: 0, out: `ministry  ${kid}`, err: '' });
  await chmod(join(folder, 'ministry.key.json'), 0o644);
  expect((await karvan(['keys', 'show', '--keys', folder])).err).toContain('others on this machine can read it');
  await writeFile(join(folder, 'torn.key.json'), '{"kty":');
  expect(await karvan(['keys', 'show', '--keys', folder])).toMatchObject({ code: 1, out: expect.stringContaining('torn  (cannot be read)') as string });
  expect((await karvan(['keys', 'show', '--keys', join(folder, 'none')])).out).toContain('There are no keys');
});

test.each([[[]], [['new']], [['new', 'Ministry']], [['new', '../x']], [['new', 'a', 'b']], [['drop', 'a']], [['show', '--kyes', 'x']]])('keys typed as %j is told with what can be typed', async (args) => {
  const { code, err, out } = await karvan(['keys', ...args]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('karvan keys new <publisher>');
});
