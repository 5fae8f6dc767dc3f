import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { backupCommand, restoreCommand } from '../../../src/server/store/backup-command.ts';
import { openKeys } from '../../../src/server/store/keys.ts';
import { openStore } from '../../../src/server/store/store.ts';
import { ingester } from '../../../src/server/sync/ingest.ts';
import { buildServer } from '../../../src/server/http.ts';
import { aMinistry, edition, course, right, wrong, type Ministry } from '../a-ministry.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
let place: string;
beforeEach(async () => {
  [ministry, place] = [await aMinistry(), await mkdtemp(join(tmpdir(), 'karvan-backup-'))];
});
afterEach(async () => {
  await ministry.close();
  await rm(place, { recursive: true });
});

const said: string[] = [];
const terminal = (data: string) => ({ data, now: () => ministry.clock.at, print: (line: string) => void said.push(line) });
const backup = (...args: string[]) => backupCommand(args, terminal(ministry.data));
const restore = (...args: string[]) => restoreCommand(args, terminal(ministry.data));
const kept = () => join(place, 'kept');
const pack = (folder: string) => join(folder, 'packs', course, edition);
const linesIn = async (data: string) => {
  const store = openStore(join(data, 'karvan.db'));
  try {
    return (await store.read((r) => r.selectFrom('line').select('seq').execute())).length;
  } finally {
    await store.close();
  }
};

/** libsql lets go of a file when its statements are collected. A command of its own ends with its process instead. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** A process of its own that has a database open and idles. */
async function aServerOn(file: string) {
  const script = `const db = new (require('libsql'))(process.argv[1]); db.pragma('journal_mode = wal'); db.prepare('select * from setting').all(); console.log('open'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    end: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

test('a backup made while phones send holds one whole state, and only its owner can read it', async () => {
  const phone = await ministry.enrol('aysel');
  await phone.take(1, wrong);
  const [code] = await Promise.all([backup(kept()), phone.take(2, wrong), ...Array.from({ length: 5 }, () => ministry.ask('supervisor', 'GET', '/api/desk/people'))]);
  expect(code).toBe(0);
  expect(await restore(kept(), '--data', join(place, 'new'))).toBe(0);
  expect([7, 14]).toContain(await linesIn(join(place, 'new')));
  expect((await stat(join(kept(), 'karvan.db'))).mode & 0o077).toBe(0);
  expect((await stat(join(kept(), 'keys', 'seal.json'))).mode & 0o077).toBe(0);
  expect((await readdir(place)).toSorted()).toEqual(['kept', 'new']);
});

test('a phone is told how far its lines lie in a backup: never more than what a restored server holds', async () => {
  const [phone, other] = [await ministry.enrol('aysel'), await ministry.enrol('rauf')];
  await phone.take(1, right);
  expect((await phone.send([])).backedUpThrough).toBeUndefined();
  expect(await backup(kept())).toBe(0);
  expect((await phone.send([])).backedUpThrough).toBe(7);
  await phone.take(2, right);
  await other.take(1, right);
  expect((await phone.send([])).backedUpThrough).toBe(7);
  expect((await other.send([])).backedUpThrough).toBeUndefined();
  await restore(kept(), '--data', join(place, 'new'));
  expect(await linesIn(join(place, 'new'))).toBe(7);
  expect(await backup(join(place, 'later'))).toBe(0);
  expect([(await phone.send([])).backedUpThrough, (await other.send([])).backedUpThrough]).toEqual([14, 7]);
});

test('a server restored to an older state says so to the phone, which can send again what is missing', async () => {
  const phone = await ministry.enrol('aysel');
  await phone.take(1, right);
  await backup(kept());
  await phone.take(2, right);
  expect(await linesIn(ministry.data)).toBe(14);
  await restore(kept(), '--data', join(place, 'new'));
  const store = openStore(join(place, 'new', 'karvan.db'));
  const app = buildServer({ ...ministry.deps, store, ingest: ingester({ store, now: ministry.deps.now }), data: join(place, 'new'), keys: (await openKeys(join(place, 'new'), false)).server });
  try {
    const at = await app.listen({ port: 0, host: '127.0.0.1' });
    expect(phone.sent.length).toBe(2);
    expect(await phone.receiptFrom(at)).toMatchObject({ seq: 7 });
    await phone.resend(at);
    expect(await phone.receiptFrom(at)).toMatchObject({ seq: 14 });
    expect((await store.read((r) => r.selectFrom('completion').select('registration').execute())).length).toBe(2);
  } finally {
    await app.close();
    await store.close();
  }
});

test('keys come back with the data, or phones would trust nobody', async () => {
  await backup(kept());
  await restore(kept(), '--data', join(place, 'new'));
  for (const name of ['root.json', 'receipt.json', 'seal.json']) expect(await readFile(join(place, 'new', 'keys', name))).toEqual(await readFile(join(ministry.data, 'keys', name)));
});

test('nobody is still signed in after a restore', async () => {
  await ministry.signIn('supervisor');
  await backup(kept());
  await restore(kept(), '--data', join(place, 'new'));
  const store = openStore(join(place, 'new', 'karvan.db'));
  expect(await store.read((r) => r.selectFrom('session').selectAll().execute())).toEqual([]);
  await store.close();
});

const damages: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  'a byte changed in the database': async (folder) => {
    const bytes = await readFile(join(folder, 'karvan.db'));
    bytes[bytes.length - 100]! ^= 1;
    await writeFile(join(folder, 'karvan.db'), bytes);
  },
  'a database cut short': async (folder) => writeFile(join(folder, 'karvan.db'), (await readFile(join(folder, 'karvan.db'))).subarray(0, -4096)),
  'a byte too many': (folder) => appendFile(join(folder, 'keys', 'seal.json'), ' '),
  'a key missing': (folder) => rm(join(folder, 'keys', 'root.json')),
  'no list': (folder) => rm(join(folder, 'backup.json')),
  'a list that is no JSON': (folder) => writeFile(join(folder, 'backup.json'), '{"karvan":1'),
  'a list that leads out of the backup': async (folder) => {
    const list = JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8')) as { files: { path: string }[] };
    list.files.push({ ...list.files[0]!, path: '../../elsewhere' });
    await writeFile(join(folder, 'backup.json'), JSON.stringify(list));
  },
};
test.each(Object.entries(damages))('a backup with %s is refused before anything is touched', async (_, damage) => {
  await (await ministry.enrol('aysel')).take(1, right);
  await backup(kept());
  await cp(kept(), join(place, 'whole'), { recursive: true });
  await damage(kept());
  expect(await restore(kept(), '--data', join(place, 'new'))).toBe(1);
  expect((await readdir(place)).toSorted()).toEqual(['kept', 'whole']);
  // The same without the damage is restored.
  expect(await restore(join(place, 'whole'), '--data', join(place, 'new'))).toBe(0);
});

test('data that are there are replaced only when that is said, are kept aside, and never under a running server', async () => {
  await (await ministry.enrol('aysel')).take(1, right);
  await backup(kept());
  await restore(kept(), '--data', join(place, 'new'));
  await writeFile(join(place, 'new', 'later'), 'made since');
  expect(await restore(kept(), '--data', join(place, 'new'))).toBe(1);
  collectGarbage();
  const running = await aServerOn(join(place, 'new', 'karvan.db'));
  expect(await restore(kept(), '--data', join(place, 'new'), '--force')).toBe(1);
  expect(said.at(-1)).toContain('Stop it first');
  await running.end();
  collectGarbage();
  expect(await restore(kept(), '--data', join(place, 'new'), '--force')).toBe(0);
  const before = (await readdir(place)).find((name) => name.startsWith('new.before-'))!;
  expect(await readFile(join(place, before, 'later'), 'utf8')).toBe('made since');
  expect(await readdir(join(place, 'new'))).not.toContain('later');
  await mkdir(join(place, 'photos'));
  await writeFile(join(place, 'photos', 'one.jpg'), 'x');
  expect(await restore(kept(), '--data', join(place, 'photos'), '--force')).toBe(1);
  expect(await readdir(join(place, 'photos'))).toEqual(['one.jpg']);
});

test('packs that are not in a backup are named, and stay where they lie in the folder that is replaced', async () => {
  await mkdir(pack(ministry.data), { recursive: true });
  for (const name of ['manifest.json', 'manifest.sig', 'bytes']) await writeFile(join(pack(ministry.data), name), name);
  await backup(kept());
  await backup(join(place, 'with-packs'), '--packs');
  said.length = 0;
  await restore(kept(), '--data', join(place, 'bare'));
  expect(said.join('\n')).toContain('ministry/ethics, release 3');
  await restore(join(place, 'with-packs'), '--data', join(place, 'full'));
  expect(await readFile(join(pack(join(place, 'full')), 'bytes'), 'utf8')).toBe('bytes');
  await restore(kept(), '--data', join(place, 'full'), '--force');
  expect(await readFile(join(pack(join(place, 'full')), 'bytes'), 'utf8')).toBe('bytes');
});

test('a backup overwrites nothing and does not lie inside what it saves', async () => {
  await backup(kept());
  const list = await readFile(join(kept(), 'backup.json'));
  expect(await backup(kept())).toBe(1);
  expect(await readFile(join(kept(), 'backup.json'))).toEqual(list);
  expect(await backup(join(ministry.data, 'backups', 'one'))).toBe(1);
  expect(await readdir(ministry.data)).not.toContain('backups');
  expect(await backup()).toBe(2);
});
