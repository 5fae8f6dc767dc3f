import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { JWK } from 'jose';
import { newSigningKey } from '../../src/pack/keys.ts';
import { editionOf } from '../../src/pack/manifest.ts';
import { signManifest, signRoot, signTrustList, type TrustList } from '../../src/pack/trust.ts';
import { aBuiltPack, aKeyFolder, karvan, temporaryFolder } from './a-folder.ts';

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] = bytes[at]! ^ 1;
  await writeFile(path, bytes);
}

const json = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;

test.each<readonly [string, (pack: string, keys: string) => Promise<unknown>, RegExp]>([
  ['one flipped bit of a text', (pack) => flip(join(pack, 'bytes'), 10), /piece 0 \(pictures\/cover\.svg\) is damaged/],
  ['one flipped bit of a film', async (pack) => flip(join(pack, 'bytes'), (await readFile(join(pack, 'bytes'))).length - 5), /media\/film\.mp4\) is damaged/],
  ['bytes cut short', async (pack) => writeFile(join(pack, 'bytes'), (await readFile(join(pack, 'bytes'))).subarray(0, -3)), /cut short/],
  ['bytes too long', async (pack) => writeFile(join(pack, 'bytes'), Buffer.concat([await readFile(join(pack, 'bytes')), Buffer.of(0)])), /too long/],
  ['no bytes', (pack) => rm(join(pack, 'bytes')), /bytes: error: is not in the folder/],
  ['no signature', (pack) => rm(join(pack, 'manifest.sig')), /manifest\.sig: error: is not in the folder/],
  ['no manifest', (pack) => rm(join(pack, 'manifest.json')), /manifest\.json: error: is not in the folder/],
  ['a manifest that is no JSON', (pack) => writeFile(join(pack, 'manifest.json'), 'x'), /not one \(not JSON/],
  ['a changed title', async (pack) => writeFile(join(pack, 'manifest.json'), (await readFile(join(pack, 'manifest.json'), 'utf8')).replace('Etik', 'Etic')), /signature does not fit/],
  ['a signature of nonsense', (pack) => writeFile(join(pack, 'manifest.sig'), 'x..y'), /signature does not fit/],
  ['bytes that are a link', async (pack) => {
    await rename(join(pack, 'bytes'), join(dirname(pack), 'elsewhere'));
    await symlink(join(dirname(pack), 'elsewhere'), join(pack, 'bytes'));
  }, /bytes: error: is a symbolic link/],
  ['a signature by a stranger', async (pack) => {
    const stranger = await newSigningKey();
    await writeFile(join(pack, 'manifest.sig'), await signManifest(new Uint8Array(await readFile(join(pack, 'manifest.json'))), stranger.privateKey));
  }, /key that signed the pack is not known/],
])('%s is found and said', async (_, damage, said) => {
  const { pack, keys } = await aBuiltPack();
  expect(await karvan(['verify', pack, '--keys', keys])).toMatchObject({ code: 0, err: '' });
  await damage(pack, keys);
  const { code, err, last } = await karvan(['verify', pack, '--keys', keys]);
  expect([code, err]).toEqual([1, expect.stringMatching(said)]);
  expect(last).toMatch(/do not use this pack/);
});

test('a folder named for another edition is said', async () => {
  const { pack, keys } = await aBuiltPack();
  await rename(pack, join(dirname(pack), 'a'.repeat(64)));
  expect((await karvan(['verify', join(dirname(pack), 'a'.repeat(64)), '--keys', keys])).err).toContain(`its digest is ${basename(pack)}`);
});

type Loose = { files: { path: string; sha256: string }[]; structure: { lesson: { kind: string; path?: string } }[] };

/** Changes a manifest and signs it again, as a careless publisher could; gives what verify says. */
async function signedAgain(change: (manifest: Loose) => void): Promise<string> {
  const { pack, keys } = await aBuiltPack();
  const manifest = (await json(join(pack, 'manifest.json'))) as Loose;
  change(manifest);
  const bytes = new TextEncoder().encode(JSON.stringify(manifest));
  const folder = join(dirname(pack), await editionOf(bytes));
  await rename(pack, folder);
  await writeFile(join(folder, 'manifest.json'), bytes);
  await writeFile(join(folder, 'manifest.sig'), await signManifest(bytes, (await json(join(keys, 'ministry.key.json'))) as JWK));
  return (await karvan(['verify', folder, '--keys', keys])).err;
}

test('a file that is not what its publisher signed, and a quiz that no app can read, are said', async () => {
  expect(await signedAgain(() => undefined)).toBe('');
  expect(await signedAgain(({ files }) => {
    files.find(({ path }) => path === 'lessons/gifts.tr.md')!.sha256 = '0'.repeat(64);
  })).toContain('lessons/gifts.tr.md is not the file that the manifest says');
  expect(await signedAgain(({ structure }) => {
    structure.find(({ lesson }) => lesson.kind === 'quiz')!.lesson.path = 'lessons/gifts.ru.md';
  })).toContain('lessons/gifts.ru.md: error: is not a quiz');
});

test('without a key or a list nobody is believed, and that is said', async () => {
  const { pack, keys } = await aBuiltPack();
  const { code, err, last } = await karvan(['verify', pack]);
  expect([code, last]).toEqual([1, 'The pack is whole, but its signature was not checked.']);
  expect(err).toContain('nobody said whom to believe');
  expect((await karvan(['verify', pack, '--key', join(keys, 'ministry.public.json')])).code).toBe(0);
  const other = await aKeyFolder();
  expect((await karvan(['verify', pack, '--key', join(other, 'ministry.public.json')])).err).toContain('not known');
  expect((await karvan(['verify', pack, '--key', join(keys, 'none.json')])).err).toContain('there is no file');
  expect((await karvan(['verify', pack, '--key', 'a', '--trust', 'b'])).code).toBe(2);
});

async function aTrustFile(keys: string, change: (list: TrustList) => TrustList): Promise<string> {
  const root = await newSigningKey();
  const key = (await json(join(keys, 'ministry.public.json'))) as TrustList['server']['seal'][number];
  const list = change({ karvan: 1, version: 1, issued: '2026-11-01T00:00:00.000Z', publishers: [{ id: 'ministry', name: {}, keys: [{ key, from: '2026-01-01T00:00:00.000Z' }] }], server: { receipt: [], seal: [] }, withdrawn: [] });
  return JSON.stringify({ karvan: 1, roots: [await signRoot(root.privateKey, root.privateKey)], list: await signTrustList(list, root.privateKey) });
}

const withKey =
  (change: object) =>
  (list: TrustList): TrustList => ({ ...list, publishers: list.publishers.map((publisher) => ({ ...publisher, keys: publisher.keys.map((each) => ({ ...each, ...change })) })) });
const notFound = () => Promise.resolve(new Response('', { status: 404 }));

test('a trust list from a file or a server decides: believed, revoked, another publisher, outside its window, withdrawn', async () => {
  const { pack, keys } = await aBuiltPack();
  const cases: readonly (readonly [(list: TrustList) => TrustList, RegExp])[] = [
    [(list) => list, /^$/],
    [withKey({ revoked: '2026-11-02T00:00:00.000Z' }), /was revoked/],
    [withKey({ until: '2026-02-01T00:00:00.000Z' }), /outside the key’s window/],
    [(list) => ({ ...list, publishers: list.publishers.map((publisher) => ({ ...publisher, id: 'other' })) }), /another publisher’s key/],
    [(list) => ({ ...list, withdrawn: [{ course: 'ministry/ethics', reason: { en: 'x' } }] }), /was withdrawn/],
    [(list) => ({ ...list, withdrawn: [{ course: 'ministry/ethics', edition: basename(pack), reason: { en: 'x' } }] }), /this edition was withdrawn/],
  ];
  for (const [change, said] of cases) {
    const text = await aTrustFile(keys, change);
    const file = join(await temporaryFolder(), 'trust.json');
    await writeFile(file, text);
    const byFile = await karvan(['verify', pack, '--trust', file]);
    expect(byFile.err).toMatch(said);
    const asked: string[] = [];
    const fetch = (url: URL) => (asked.push(url.href), Promise.resolve(new Response(text)));
    const byServer = await karvan(['verify', pack, '--trust', 'https://karvan.example'], { fetch: fetch as typeof globalThis.fetch });
    expect([byServer.code, byServer.err, asked]).toEqual([byFile.code, byFile.err, ['https://karvan.example/.well-known/karvan-trust']]);
  }
});

test('a trust list that is none or that cannot be reached is said', async () => {
  const { pack, keys } = await aBuiltPack();
  const file = join(await temporaryFolder(), 'trust.json');
  const altered = JSON.parse(await aTrustFile(keys, (list) => list)) as { roots: string[]; list: string };
  await writeFile(file, JSON.stringify({ ...altered, list: `${altered.list.slice(0, -4)}AAAA` }));
  expect((await karvan(['verify', pack, '--trust', file])).err).toContain('cannot be believed');
  await writeFile(file, 'not JSON');
  expect((await karvan(['verify', pack, '--trust', file])).err).toContain('is not a trust list');
  expect((await karvan(['verify', pack, '--trust', join(file, 'none')])).err).toContain('cannot read');
  expect((await karvan(['verify', pack, '--trust', 'https://karvan.example'])).err).toContain('cannot reach');
  expect((await karvan(['verify', pack, '--trust', 'https://karvan.example/x'], { fetch: notFound as typeof globalThis.fetch })).err).toContain('answers 404');
});
