import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { sql } from 'kysely';
import { audit } from '../../../src/server/store/audit.ts';
import { openKeys } from '../../../src/server/store/keys.ts';
import { openStore, type Store, type Writer } from '../../../src/server/store/store.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karvan-store-'));
  store = openStore(join(folder, 'karvan.db'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const put = (key: string) => (w: Writer) => w.insertInto('setting').values({ key, value: 'x' }).execute();
const keys = () => store.read(async (r) => (await r.selectFrom('setting').select('key').orderBy('key').execute()).map((row) => row.key));

test('a reader cannot write, whatever it says', async () => {
  await expect(store.read((r) => sql`insert into setting (key, value) values ('a', 'b')`.execute(r))).rejects.toThrow('readonly');
  expect(await keys()).toEqual(['schema']);
});

test('what fails leaves nothing, and what comes after it is written', async () => {
  const failed = store.write(async (w) => {
    await put('half')(w);
    throw new Error('power');
  });
  const after = store.write(put('whole'));
  await expect(failed).rejects.toThrow('power');
  await after;
  expect(await keys()).toEqual(['schema', 'whole']);
});

test('a reader sees only what is committed', async () => {
  await store.write(async (w) => {
    await put('a')(w);
    expect(await keys()).toEqual(['schema']);
  });
  expect(await keys()).toEqual(['a', 'schema']);
});

test('the audit is only ever added to', async () => {
  await store.write((w) => audit(w, { at: 0, who: 'x', what: 'decided' }));
  await expect(store.write((w) => w.updateTable('audit').set({ who: 'y' }).execute())).rejects.toThrow('only ever added to');
  await expect(store.write((w) => w.deleteFrom('audit').execute())).rejects.toThrow('only ever added to');
});

test('every commit is on the disk before it is told (synchronous FULL, WAL)', async () => {
  const { rows } = await store.write((w) => sql<{ synchronous: number }>`pragma synchronous`.execute(w));
  const mode = await store.read((r) => sql<{ journal_mode: string }>`pragma journal_mode`.execute(r));
  expect([rows[0]?.synchronous, mode.rows[0]?.journal_mode]).toEqual([2, 'wal']);
});

test('data of a newer Karvan are not touched by an older one', async () => {
  await store.write((w) => w.updateTable('setting').set({ value: '99' }).where('key', '=', 'schema').execute());
  expect(() => openStore(join(folder, 'karvan.db'))).toThrow('newer Karvan');
  const db = new Database(join(folder, 'karvan.db'));
  expect(db.prepare('select value from setting').all([])).toMatchObject([{ value: '99' }]);
  db.close();
});

test('keys are made once, readable by their owner alone, and a lost one is never replaced in silence', async () => {
  const first = await openKeys(folder, true);
  const again = await openKeys(folder, false);
  expect(again.sealPublic).toEqual(first.sealPublic);
  expect((await stat(join(folder, 'keys/root.json'))).mode & 0o777).toBe(0o600);
  await rm(join(folder, 'keys/seal.json'));
  await expect(openKeys(folder, false)).rejects.toThrow('seal.json is missing');
});
