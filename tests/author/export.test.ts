/** A pack as one file to carry: the same bytes, opened by programs that nobody here wrote, and by Karvan's own reader. */
import { execFileSync } from 'node:child_process';
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readLayout } from '../../src/pack/archive.ts';
import { isProblem } from '../../src/core/problem.ts';
import { newSigningKey } from '../../src/pack/keys.ts';
import { signRoot, signTrustList } from '../../src/pack/trust.ts';
import { aBuiltPack, karvan, temporaryFolder } from './a-folder.ts';

vi.setConfig({ testTimeout: 60_000 });

test('it holds the pack byte for byte, for Karvan and for any unzip program', async () => {
  const { pack } = await aBuiltPack();
  const { code, last } = await karvan(['export', pack]);
  expect([code, last]).toEqual([0, `${pack}.karvan`]);
  const file = await open(last);
  const read = async (from: number, to: number) => (await file.read(Buffer.alloc(to - from), 0, to - from, from)).buffer;
  const layout = await readLayout(read, (await file.stat()).size);
  if (isProblem(layout)) throw new Error(layout.detail);
  const all = async ({ at, size }: { at: number; size: number }) => Buffer.from(await read(at, at + size));
  const isSame = async (bytes: Buffer, name: string) => bytes.equals(await readFile(join(pack, name)));
  expect(await isSame(await all(layout.manifest), 'manifest.json')).toBe(true);
  expect(await isSame(await all(layout.signature), 'manifest.sig')).toBe(true);
  expect(layout.stretches).toHaveLength(1);
  expect(await isSame(await all(layout.stretches[0]!), 'bytes')).toBe(true);
  await file.close();
  const python = hasPython();
  if (!python) return console.warn('python3 is not here: no foreign unzip program was asked');
  const into = await temporaryFolder();
  execFileSync('python3', ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])', last, into]);
  for (const name of ['manifest.json', 'manifest.sig', 'bytes']) expect(await isSame(await readFile(join(into, name)), name)).toBe(true);
});

test('a trust list travels in it when one is named, and only one that can be believed', async () => {
  const { pack } = await aBuiltPack();
  const root = await newSigningKey();
  const list = await signTrustList({ karvan: 1, version: 7, issued: '2026-11-01T00:00:00.000Z', publishers: [], server: { receipt: [], seal: [] }, withdrawn: [] }, root.privateKey);
  const trust = { karvan: 1, roots: [await signRoot(root.publicKey, root.privateKey)], list };
  const place = join(dirname(pack), 'karvan-trust.json');
  await writeFile(place, JSON.stringify(trust));
  const { code, last } = await karvan(['export', pack, '--trust', place]);
  expect(code).toBe(0);
  const bytes = await readFile(last);
  const layout = await readLayout(async (from, to) => bytes.subarray(from, to), bytes.length);
  if (isProblem(layout)) throw new Error(layout.detail);
  const { at, size } = layout.trust!;
  expect(JSON.parse(bytes.toString('utf8', at, at + size))).toEqual(trust);
  await writeFile(place, JSON.stringify({ ...trust, list: list.slice(0, -4) }));
  expect(await karvan(['export', pack, '--trust', place])).toMatchObject({ code: 1 });
});

test('what is no pack becomes no file, and nothing half-written is left', async () => {
  const { pack } = await aBuiltPack();
  expect(await karvan(['export', dirname(pack)])).toMatchObject({ code: 1 });
  expect((await readdir(dirname(dirname(pack)))).filter((name) => name.includes('.karvan'))).toEqual([]);
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
