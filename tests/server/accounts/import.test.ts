import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'uqr';
import * as v from 'valibot';
import { peopleCommand } from '../../../src/server/accounts/people-command.ts';
import { importedSchema, type Imported } from '../../../src/sync/desk.ts';
import { aMinistry, type Ministry } from '../a-ministry.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
});
afterEach(() => ministry.close());

const HEAD = 'number,name,institution,unit,role,login,action,since\n';
const bring = async (text: string | Uint8Array, who = 'operator', query = ''): Promise<Imported> => v.parse(importedSchema, await (await ministry.ask(who, 'POST', `/api/desk/people${query}`, text)).json());
const faults = async (text: string | Uint8Array) => (await bring(text)).faults.map(({ line, fault }) => [line, fault]);
const everything = () =>
  ministry.store.read(async (r) => JSON.stringify([await r.selectFrom('person').selectAll().execute(), await r.selectFrom('membership').selectAll().execute(), await r.selectFrom('grants').selectAll().execute(), await r.selectFrom('code').selectAll().execute(), await r.selectFrom('unit').selectAll().execute()]));
const where = (number: string) =>
  ministry.store.read((r) => r.selectFrom('person').innerJoin('membership', 'membership.person', 'person.id').select(['unit', 'since', 'until', 'person.id', 'name']).where('number', '=', number).orderBy('since').execute());

test('whoever comes gets a code that joins a phone, and the same list again changes nothing', async () => {
  const list = `${HEAD}17,Günel Əhmədova,Səhiyyə Nazirliyi,Klinika,,,,\n18,"Orucov, Vüsal",health,ward,,,,2026-12-01\n`;
  const first = await bring(list);
  expect(first).toMatchObject({ added: 2, moved: 0, left: 0, renamed: 0, unchanged: 0, faults: [] });
  const codes = [...first.cards!.matchAll(/<code>([0-9A-Z]{5}-[0-9A-Z]{5})<\/code>/g)].map((match) => match[1]!);
  expect(codes.length).toBe(2);
  expect(await where('18')).toMatchObject([{ unit: 'ward', since: '2026-12-01', until: null, name: 'Orucov, Vüsal' }]);
  const before = await everything();
  for (const code of codes) expect(before).not.toContain(code.replace('-', ''));
  const again = await bring(list);
  expect(again).toMatchObject({ added: 0, unchanged: 2, faults: [] });
  expect(again.cards).toBeUndefined();
  expect(await everything()).toBe(before);
});

test('a list is read as spreadsheets write it: BOM, semicolons, quotes, CRLF, empty lines, columns in any order', async () => {
  const list = '\uFEFFName;Number;Unit;Institution\r\n"Quliyeva; ""Aysel""";21;Klinika;health\r\n\r\n  Rauf  ; 22 ;klinika;health';
  expect(await bring(list)).toMatchObject({ added: 2, faults: [] });
  expect((await where('21'))[0]!.name).toBe('Quliyeva; "Aysel"');
  expect((await where('22'))[0]!.name).toBe('Rauf');
});

test('who moves is seen by the new unit from that day, and a role stays behind with the old one', async () => {
  await bring(`${HEAD}31,Nərmin,health,clinic,supervisor,nermin,,2026-01-01\n`);
  const moved = await bring(`${HEAD}31,,health,ward,trainer,,move,2026-11-20\n`);
  expect(moved).toMatchObject({ moved: 1, faults: [] });
  const [old, fresh] = await where('31');
  expect([old!.unit, old!.until, fresh!.unit, fresh!.since, fresh!.until]).toEqual(['clinic', '2026-11-20', 'ward', '2026-11-20', null]);
  const grants = await ministry.store.read((r) => r.selectFrom('grants').select(['role', 'unit']).where('person', '=', fresh!.id).execute());
  expect(grants).toEqual([{ role: 'trainer', unit: 'ward' }]);
  expect(await bring(`${HEAD}31,,health,ward,trainer,,move,2026-11-20\n`)).toMatchObject({ moved: 0, unchanged: 1 });
});

test('who leaves can open nothing any more, keeps what was learned, and may come back', async () => {
  const made = await bring(`${HEAD}41,Tural,health,clinic,trainer,tural,,2026-01-01\n`);
  const password = /<code>tural<\/code> <code>([\w-]+)<\/code>/.exec(made.cards!)![1]!;
  expect((await ministry.signIn('tural', password)).status).toBe(200);
  expect(await bring(`${HEAD}41,,health,,,,leave,\n`)).toMatchObject({ left: 1, faults: [] });
  expect((await ministry.ask('tural', 'GET', '/api/desk/people')).status).toBe(401);
  expect((await ministry.signIn('tural', password)).status).toBe(401);
  expect(await ministry.store.read((r) => r.selectFrom('code').selectAll().where('spent', 'is', null).execute())).toEqual([]);
  expect(await bring(`${HEAD}41,,health,,,,leave,\n`)).toMatchObject({ left: 0, unchanged: 1 });
  ministry.clock.at += 1000;
  const back = await bring(`${HEAD}41,Tural,health,clinic,,,,\n`);
  expect([back.added, (back.cards?.match(/<svg/g) ?? []).length]).toEqual([1, 1]);
  expect((await where('41')).length).toBe(2);
});

test('a new name is taken only when the list says that it is the same person', async () => {
  await bring(`${HEAD}51,Lalə Əliyeva,health,clinic,,,,\n`);
  expect(await faults(`${HEAD}51,Lalə Quliyeva,health,clinic,,,,\n`)).toEqual([[2, 'name-differs']]);
  expect(await bring(`${HEAD}51,Lalə Quliyeva,health,,,,rename,\n`)).toMatchObject({ renamed: 1 });
  expect((await where('51'))[0]!.name).toBe('Lalə Quliyeva');
});

const faulty: Readonly<Record<string, readonly [text: string | Uint8Array, ...faults: (readonly [number, string])[]]>> = {
  'an empty file': ['', [1, 'no-header']],
  'only a header': [HEAD, [1, 'nothing-inside']],
  'another encoding': [Uint8Array.from([...Buffer.from(`${HEAD}1,`), 0xc7, 0xe5, 0x0a]), [2, 'not-utf8']],
  'an unknown column': ['number,name,institution,unit,salary\n', [1, 'column-unknown']],
  'no number column': ['name,institution,unit\nA,health,clinic\n', [1, 'columns-missing']],
  'quotes that never close': [`${HEAD}61,A,health,clinic,,,,\n62,"B,health,clinic\n`, [3, 'quotes-open']],
  'more fields than columns': ['number,name,institution,unit\n61,A,B,health,clinic\n', [2, 'fields-too-many']],
  'a missing name and number': [`${HEAD},,health,clinic,,,,\n`, [2, 'number-missing'], [2, 'name-missing']],
  'a number twice': [`${HEAD}61,A,health,clinic,,,,\n61,B,health,clinic,,,,\n`, [3, 'number-twice']],
  'an unknown institution': [`${HEAD}61,A,Nowhere,clinic,,,,\n`, [2, 'institution-unknown']],
  'a unit of another institution': [`${HEAD}61,A,health,bridges,,,,\n`, [2, 'unit-unknown']],
  'an institution out of reach': [`${HEAD}61,A,roads,bridges,,,,\n`, [2, 'institution-unknown']],
  'an unknown role': [`${HEAD}61,A,health,clinic,king,a,,\n`, [2, 'role-unknown']],
  'a role without a login': [`${HEAD}61,A,health,clinic,trainer,,,\n`, [2, 'login-missing']],
  'a login that somebody has': [`${HEAD}61,A,health,clinic,trainer,Supervisor,,\n`, [2, 'login-taken']],
  'a login twice': [`${HEAD}61,A,health,clinic,trainer,x,,\n62,B,health,clinic,trainer,X,,\n`, [3, 'login-taken']],
  'an unknown action': [`${HEAD}61,A,health,clinic,,,fire,\n`, [2, 'action-unknown']],
  'no such day': [`${HEAD}61,A,health,clinic,,,,2026-02-30\n`, [2, 'since-invalid']],
  'leaving tomorrow': [`${HEAD}n-aysel,,health,,,,leave,2026-11-26\n`, [2, 'since-future']],
  'moving somebody unknown': [`${HEAD}61,,health,clinic,,,move,\n`, [2, 'person-unknown']],
  'adding somebody who is elsewhere': [`${HEAD}n-aysel,aysel soyadı,health,ward,,,,\n`, [2, 'person-elsewhere']],
};
test.each(Object.entries(faulty))('%s is named with its line, and nothing at all is changed', async (_, [text, ...expected]) => {
  const before = await everything();
  expect(await faults(text)).toEqual(expected);
  // A good line beside it does not slip through.
  if (typeof text === 'string' && text.startsWith(HEAD) && text !== HEAD) expect((await bring(`${HEAD}99,Good,health,clinic,,,,\n${text.slice(HEAD.length)}`)).faults.length).toBeGreaterThan(0);
  expect(await everything()).toBe(before);
});

test('institutions and units that are not known are made only when that is asked for', async () => {
  const list = `${HEAD}71,A,Ədliyyə Nazirliyi,Arxiv,,,,\n72,B,Ədliyyə Nazirliyi,arxiv,,,,\n`;
  expect((await bring(list, 'root')).faults.map((each) => each.fault)).toEqual(['institution-unknown', 'institution-unknown']);
  expect(await bring(list, 'root', '?units=make')).toMatchObject({ added: 2, faults: [] });
  const units = await ministry.store.read((r) => r.selectFrom('unit').select(['kind', 'parent', 'name']).where('name', 'like', '%und%').orderBy('kind').execute());
  expect(units).toEqual([{ kind: 'institution', parent: 'land', name: '{"und":"Ədliyyə Nazirliyi"}' }, { kind: 'unit', parent: expect.any(String), name: '{"und":"Arxiv"}' }]);
  // Below their own institution an operator may make units, and no institution.
  expect((await bring(`${HEAD}73,C,health,Laboratoriya,,,,\n`, 'operator', '?units=make')).added).toBe(1);
  expect((await bring(`${HEAD}74,D,Yeni Nazirlik,,,,,\n`, 'operator', '?units=make')).faults.map((each) => each.fault)).toEqual(['institution-unknown']);
});

test('a name cannot bring anything but a name onto the cards', async () => {
  const { cards } = await bring(`${HEAD}81,"<script>alert(1)</script><img src=x onerror=y>",health,clinic,,,,\n`);
  expect(cards).toContain('&#60;script&#62;');
  expect(cards).not.toContain('<script');
  expect(cards).not.toContain('<img');
});

test('the picture on a card is the code’s own: a camera that reads it opens this server’s app with it', async () => {
  const { cards } = await bring(`${HEAD}82,Sevda,health,clinic,,,,\n`);
  const code = /<code>([0-9A-Z]{5}-[0-9A-Z]{5})<\/code>/.exec(cards!)![1]!;
  const { data, size } = encode(`${ministry.at}/welcome?code=${code}`, { ecc: 'M', border: 2 });
  const drawn = data.map((row) => row.map(() => false));
  for (const [, x, y, run] of cards!.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) drawn[Number(y)]!.fill(true, Number(x), Number(x) + Number(run));
  expect(drawn).toEqual(data);
  expect(cards).toContain(`viewBox="0 0 ${size} ${size}"`);
});

test('codes and passwords stand on the cards alone: not in the table, the audit or the logs', async () => {
  const { cards } = await bring(`${HEAD}91,Sevda,health,clinic,trainer,sevda,,\n`);
  const secrets = [...cards!.matchAll(/<code>([0-9A-Z]{5}(?:-[0-9A-Z]{5})+)<\/code>/g)].map((match) => match[1]!);
  expect(secrets.map((secret) => secret.length)).toEqual([11, 17]);
  const traces = (await everything()) + ministry.logged.join('') + JSON.stringify(await ministry.store.read((r) => r.selectFrom('audit').selectAll().execute()));
  for (const secret of secrets) expect(traces).not.toContain(secret);
  expect(ministry.logged.join('')).not.toContain('Sevda');
});

describe('on the command line', () => {
  let place: string;
  const said: string[] = [];
  const run = (...args: string[]) => peopleCommand(args, { ...ministry.deps, print: (line) => void said.push(line) });
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'karvan-people-'));
    said.length = 0;
  });
  afterEach(() => rm(place, { recursive: true }));

  test('cards are written to a file that only its owner reads; a file that is there is left as it is', async () => {
    const [list, cards] = [join(place, 'people.csv'), join(place, 'cards.html')];
    await writeFile(list, `${HEAD}17,Günel,roads,bridges,,,,\n`);
    expect(await run('import', list, '--cards', cards, '--address', 'https://karvan.example')).toBe(0);
    expect((await stat(cards)).mode & 0o077).toBe(0);
    const page = await readFile(cards, 'utf8');
    const code = /<code>([0-9A-Z]{5}-[0-9A-Z]{5})<\/code>/.exec(page)![1]!;
    expect(said.join('\n')).not.toContain(code);
    await writeFile(list, `${HEAD}18,Orxan,roads,bridges,,,,\n`);
    expect(await run('import', list, '--cards', cards)).toBe(1);
    expect(await readFile(cards, 'utf8')).toBe(page);
    expect(await where('18')).toEqual([]);
  });

  test('without a cards file the codes are shown once on the terminal', async () => {
    await writeFile(join(place, 'people.csv'), `${HEAD}17,Günel,roads,bridges,,,,\n`);
    expect(await run('import', join(place, 'people.csv'))).toBe(0);
    expect(said).toEqual(['added 1, moved 0, left 0, renamed 0, unchanged 0', expect.stringMatching(/^Günel {2}[0-9A-Z]{5}-[0-9A-Z]{5}$/)]);
  });

  test('faults are said with file, line and mend, and no cards are left behind', async () => {
    const [list, cards] = [join(place, 'people.csv'), join(place, 'cards.html')];
    await writeFile(list, `${HEAD}17,Günel,roads,Körpü,,,,\n`);
    expect(await run('import', list, '--cards', cards)).toBe(1);
    expect(said).toEqual([`${list}:2: no such unit in this institution (--new-units makes it): Körpü`, 'Nothing was changed.']);
    await expect(stat(cards)).rejects.toThrow('ENOENT');
    expect(await run('import', join(place, 'no-such.csv'))).toBe(1);
  });

  test('a forgotten password is replaced by a new one, and old sessions end', async () => {
    await ministry.signIn('supervisor');
    expect(await run('password', 'Supervisor')).toBe(0);
    expect((await ministry.ask('supervisor', 'GET', '/api/desk/session')).status).toBe(401);
    expect((await ministry.signIn('supervisor', said[0])).status).toBe(200);
    expect(await run('password', 'nobody')).toBe(1);
  });

  test('the very first people of an empty server can be brought in, with institutions and an operator', async () => {
    await writeFile(join(place, 'people.csv'), `${HEAD}1,Baş operator,Yeni Nazirlik,,operator,bas,,\n2,Aynur,Yeni Nazirlik,Arxiv,,,,\n`);
    expect(await run('import', join(place, 'people.csv'), '--new-units')).toBe(0);
    const password = said.find((line) => line.includes('bas'))!.split('  ').at(-1)!;
    expect((await ministry.signIn('bas', password)).status).toBe(200);
    expect(((await (await ministry.ask('bas', 'GET', '/api/desk/people')).json()) as { people: unknown[] }).people.length).toBe(2);
  });
});
