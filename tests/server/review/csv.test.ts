import type { Completions } from '../../../src/sync/desk.ts';
import { readList } from '../../../src/server/accounts/csv.ts';
import { csvRow } from '../../../src/server/review/csv.ts';
import { aMinistry, right, type Ministry } from '../a-ministry.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
});
afterEach(() => ministry.close());

/** What people, or those who mean harm, may be called. */
const hostile = ['=HYPERLINK("http://x";"y")', '+1+1', '-2+3', '@SUM(A1)', '\tx', '\rx', 'a;b,c', 'say "no"', 'two\nlines', 'ƏƏ; Şükür', '=cmd|\' /C calc\'!A0', '＝1+1', ' =1+1', '\n-1'];

const rename = (name: string) => ministry.store.write((w) => w.updateTable('person').set({ name }).where('id', '=', 'aysel').execute());
const rowsOf = (bytes: Uint8Array) => {
  const header = new TextDecoder().decode(bytes).split('\r\n')[0]!;
  const columns = header.slice(1, -1).split('","').map((name) => name.toLowerCase());
  return readList(bytes, { known: columns, needed: columns }).rows;
};

test('no name makes a spreadsheet run something or breaks a row, and every name can be read again', async () => {
  const phone = await ministry.enrol('aysel');
  await phone.take(1, right);
  for (const name of hostile) {
    await rename(name);
    for (const list of ['completions', 'people']) {
      const reply = await ministry.ask('supervisor', 'GET', `/api/desk/${list}.csv`);
      const bytes = new Uint8Array(await reply.arrayBuffer());
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      expect([reply.headers.get('content-type'), reply.headers.get('content-disposition')]).toEqual(['text/csv; charset=utf-8', `attachment; filename="${list}.csv"`]);
      const [column, row] = list === 'people' ? ['name', rowsOf(bytes.subarray(3)).find((each) => each.fields.get('number') === 'n-aysel')!] : ['person', rowsOf(bytes.subarray(3))[0]!];
      const written = row.fields.get(column!)!;
      expect(written.replace(/^'/, '').trim()).toBe(name.replace(/[\s\p{Cc}]+/gu, ' ').trim());
      expect(written).not.toMatch(/^\s*[=+\-@＝]/);
    }
  }
});

test('every field stands in quotes, rows end as spreadsheets want, and what begins a formula begins with an apostrophe', () => {
  expect(csvRow(['=1', 'a"b', 'a;b', -3, undefined, true])).toBe('"\'=1","a""b","a;b","-3","","true"\r\n');
});

test('the export holds what the list shows, all of it, in its order', async () => {
  const phone = await ministry.enrol('rauf');
  await ministry.store.write(async (w) => {
    for (let i = 0; i < 1203; i++) {
      const at = new Date(ministry.clock.at - i * 60_000).toISOString();
      await w.insertInto('completion').values({ registration: `r-${i}` as never, profile: phone.profile, course: 'ministry/ethics' as never, cycle: i, edition: null, progress: '{"aus":{}}', done: 2, of: 2, scaled: 0.75, attempts: 1, satisfied: at, state: 'waiting', changed: at, notes: 0 }).execute();
    }
  });
  const rows = rowsOf(new Uint8Array(await (await ministry.ask('supervisor', 'GET', '/api/desk/completions.csv?state=waiting')).arrayBuffer()).subarray(3));
  expect(rows.map((row) => row.fields.get('registration'))).toEqual(Array.from({ length: 1203 }, (_, i) => `r-${1202 - i}`));
  const page = await ministry.read<Completions>('supervisor', '/api/desk/completions?state=waiting');
  expect(rows.slice(0, 50).map((row) => row.fields.get('registration'))).toEqual(page.completions.map((each) => each.registration));
  expect(rows[0]!.fields.get('score (0-1)')).toBe('0.75');
});

test('an export is on record before it leaves', async () => {
  await ministry.ask('supervisor', 'GET', '/api/desk/completions.csv?state=approved');
  await ministry.ask('trainer', 'GET', '/api/desk/people.csv?unit=clinic');
  const rows = await ministry.store.read((r) => r.selectFrom('audit').select(['who', 'what', 'detail']).where('what', 'like', 'exported%').orderBy('id').execute());
  expect(rows).toEqual([
    { who: 'supervisor', what: 'exported-completions', detail: '{"state":"approved","rows":0}' },
    { who: 'trainer', what: 'exported-people', detail: '{"rows":4,"unit":"clinic"}' },
  ]);
});
