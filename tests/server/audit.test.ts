import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { auditCommand } from '../../src/server/store/audit-command.ts';
import { audit, auditHead } from '../../src/server/store/audit.ts';
import { brokenAt, chained, type ChainedLine } from '../../src/server/store/audit-chain.ts';
import { schema1 } from '../../src/server/store/schema.ts';
import { openStore } from '../../src/server/store/store.ts';
import { aMinistry, right } from './a-ministry.ts';
import { aPhone, aServer } from './a-server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karvan-audit-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What `karvan audit verify` says and how it ends. `heads`: lines of the file of heads. */
async function verify(data: string, heads?: readonly string[]): Promise<{ code: number; said: string }> {
  const printed: string[] = [];
  const store = openStore(join(data, 'karvan.db'));
  const file = join(folder, 'heads.txt');
  if (heads) await writeFile(file, heads.join('\n'));
  const code = await auditCommand(['verify', ...(heads ? ['--heads', file] : [])], { store, data, print: (line) => void printed.push(line) });
  await store.close();
  return { code, said: printed.join('\n') };
}

/** Somebody with the file in their hands and a wish: triggers do not hold them up. */
function byHand(data: string, change: (db: Database.Database) => void): void {
  const db = new Database(join(data, 'karvan.db'));
  for (const name of ['audit_stays', 'audit_keeps', 'audit_follows']) db.exec(`drop trigger ${name}`);
  change(db);
  db.close();
}

/** The whole log written anew in an unbroken chain, as somebody would who knows how it is made. */
function writtenAnew(db: Database.Database, change: (lines: ChainedLine[]) => readonly ChainedLine[]): void {
  const lines = change(db.prepare('select * from audit order by id').all([]) as ChainedLine[]);
  db.exec('delete from audit');
  const put = db.prepare('insert into audit (id, at, who, what, about, detail, prev, hash) values (?, ?, ?, ?, ?, ?, ?, ?)');
  let prev = '';
  for (const [index, line] of lines.entries()) {
    const { id, at, who, what, about, detail, hash } = chained({ ...line, id: index + 1, prev });
    put.run([id, at, who, what, about, detail, prev, hash]);
    prev = hash;
  }
}

async function aLog(lines = 6): Promise<string> {
  const store = openStore(join(folder, 'karvan.db'));
  for (let i = 0; i < lines; i++) await store.write((w) => audit(w, { at: i, who: 'sədaqət', what: 'decided', about: `go-${i}`, detail: { kind: 'approved' } }));
  await store.close();
  return folder;
}

test('a log that nobody touched is found whole', async () => {
  expect(await verify(await aLog())).toEqual({ code: 0, said: expect.stringMatching(/^6 lines, each as it was written. Newest: 6\.[\w-]{43}$/) as string });
});

test.each<[string, number, (db: Database.Database) => void]>([
  ['changed', 3, (db) => db.exec(`update audit set who = 'somebody else' where id = 3`)],
  ['changed in its detail', 4, (db) => db.exec(`update audit set detail = '{"kind":"refused"}' where id = 4`)],
  ['changed with a hash that fits it', 4, (db) => { const [line] = db.prepare('select * from audit where id = 3').all([]) as ChainedLine[]; const other = chained({ ...line!, who: 'x' }); db.prepare('update audit set who = ?, hash = ? where id = 3').run([other.who, other.hash]); }],
  ['taken out', 2, (db) => db.exec('delete from audit where id = 2')],
  ['taken out, and those after it moved up', 2, (db) => { db.exec('delete from audit where id = 2'); for (let id = 3; id <= 6; id++) db.exec(`update audit set id = ${id - 1} where id = ${id}`); }],
  ['slipped in at the beginning', 1, (db) => db.exec(`insert into audit (id, at, who, what) values (0, '', 'x', 'decided')`)],
  ['slipped in at the end', 7, (db) => db.exec(`insert into audit (id, at, who, what) values (7, '', 'x', 'decided')`)],
  ['exchanged with its neighbour', 3, (db) => db.exec('update audit set id = 99 where id = 3; update audit set id = 3 where id = 4; update audit set id = 4 where id = 99')],
])('a line that was %s by hand in the file is found', async (_how, line, change) => {
  const data = await aLog();
  byHand(data, change);
  expect(await verify(data)).toEqual({ code: 1, said: expect.stringContaining(`Line ${line} of the log is not what was written there`) as string });
});

test('the last lines taken away, or the whole log written anew, is found by what a phone was told', async () => {
  const told = await (async () => {
    const store = openStore(join(await aLog(), 'karvan.db'));
    const head = (await store.read(auditHead))!;
    await store.close();
    return head;
  })();
  expect(await verify(folder, [told])).toMatchObject({ code: 0, said: expect.stringContaining(`${told}: in the log`) as string });
  byHand(folder, (db) => writtenAnew(db, (lines) => lines.map((line) => ({ ...line, who: 'somebody else' }))));
  // By itself such a log is whole: that is why phones hold the head.
  expect((await verify(folder)).code).toBe(0);
  expect(await verify(folder, [told])).toMatchObject({ code: 1, said: expect.stringContaining('NOT in the log: line 6 is another one today') as string });
  const cut = new Database(join(folder, 'karvan.db'));
  writtenAnew(cut, (lines) => lines.slice(0, 4));
  cut.close();
  expect((await verify(folder)).code).toBe(0);
  expect(await verify(folder, [told])).toMatchObject({ code: 1, said: expect.stringContaining('it has no line 6 today') as string });
});

test('the server itself can neither change, take out nor slip in a line', async () => {
  const store = openStore(join(await aLog(), 'karvan.db'));
  await expect(store.write((w) => w.updateTable('audit').set({ who: 'x' }).execute())).rejects.toThrow('only ever added to');
  await expect(store.write((w) => w.deleteFrom('audit').execute())).rejects.toThrow('only ever added to');
  const stray = chained({ id: 7, at: '', who: 'x', what: 'decided', about: null, detail: null, prev: 'x' });
  await expect(store.write((w) => w.insertInto('audit').values(stray).execute())).rejects.toThrow('names the one before it');
  await store.close();
});

test('a log from before the chain is chained as it is found', async () => {
  const db = new Database(join(folder, 'karvan.db'));
  for (const statement of schema1) db.exec(statement);
  db.exec(`create trigger audit_stays before update on audit begin select raise(abort, 'the audit is only ever added to'); end`);
  db.exec(`create trigger audit_keeps before delete on audit begin select raise(abort, 'the audit is only ever added to'); end`);
  db.exec(`insert into setting values ('schema', '1')`);
  for (let id = 1; id <= 3; id++) db.exec(`insert into audit (at, who, what, about) values ('2026-11-2${id}', 'x', 'decided', 'go-${id}')`);
  db.close();
  const store = openStore(join(folder, 'karvan.db'));
  const lines = await store.read((r) => r.selectFrom('audit').selectAll().orderBy('id').execute());
  expect([lines.map((line) => line.about), brokenAt(lines)]).toEqual([['go-1', 'go-2', 'go-3'], undefined]);
  await store.write((w) => audit(w, { at: 0, who: 'y', what: 'decided' }));
  await store.close();
  expect((await verify(folder)).code).toBe(0);
});

test('a learner’s receipt names the newest line of the log, is good for an answer by itself, and keeps its code', async () => {
  const server = await aServer();
  const phone = await aPhone(server);
  const line = async () => phone.lines([{ ...(phone.takes({ course: 'ministry/ethics', gifts: { id: 'urn:a' }, final: { id: 'urn:b' }, quiz: { items: [] } } as never)[0]!) }]);
  const first = await phone.send(await line());
  expect(first.receipt?.audit).toBe(await server.store.read(auditHead));
  // What comes into the log later changes nothing in a receipt that was given.
  await server.store.write((w) => audit(w, { at: 0, who: 'x', what: 'decided' }));
  const again = await phone.send([]);
  expect(again.receipt).toEqual(first.receipt);
  const next = await phone.send(await line());
  expect(next.receipt?.audit).toBe(await server.store.read(auditHead));
  expect(await verify(server.data, [next.receipt!.audit!, first.reply.receipt!])).toMatchObject({ code: 0, said: expect.stringContaining('in a receipt that this server signed') as string });
  await server.stop();
  byHand(server.data, (db) => writtenAnew(db, (lines) => lines.filter((each) => each.what !== 'enrolled')));
  const found = await verify(server.data, [first.reply.receipt!, `${first.reply.receipt!.slice(0, -8)}AAAAAAAA`, '812', 'nonsense']);
  expect([found.code, found.said.split('\n').slice(1).map((each) => each.replace(/^\S+ /, ''))]).toEqual([1, [
    expect.stringContaining('NOT in the log') as string,
    'no receipt that this server signed.',
    'neither a head (812.…) nor a receipt.',
    'neither a head (812.…) nor a receipt.',
  ]]);
  await rm(server.data, { recursive: true });
});

test('the desk shows the head, so that it can be held against what phones show', async () => {
  const ministry = await aMinistry();
  await (await ministry.enrol('aysel')).take(1, right);
  const { head } = await ministry.read<{ head: string }>('operator', '/api/desk/audit');
  expect(head).toBe(await ministry.store.read(auditHead));
  await ministry.close();
});

test('what is typed wrongly is said', async () => {
  const store = openStore(join(await aLog(), 'karvan.db'));
  const printed: string[] = [];
  const where = { store, data: folder, print: (line: string) => void printed.push(line) };
  for (const args of [[], ['look'], ['verify', 'more'], ['verify', '--head', 'x'], ['verify', '--heads', join(folder, 'gone.txt')]]) expect(await auditCommand(args, where)).toBe(2);
  expect(printed.join('\n')).toContain('karvan audit verify');
  await store.close();
});
