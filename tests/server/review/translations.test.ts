/** Translations come to the server, are read at the desk by those whose they are, and go back; nobody undoes what they have not seen. */
import * as v from 'valibot';
import { fetchedSchema, settledSchema, translationSchema, translationsSchema, type Change, type SentLine, type Settled } from '../../../src/sync/translations.ts';
import { aMinistry, course, PASSWORD, type Ministry } from '../a-ministry.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
  const hash = (await ministry.store.read((r) => r.selectFrom('person').select('password').where('id', '=', 'author').executeTakeFirstOrThrow())).password;
  await ministry.store.write(async (w) => {
    for (const [id, unit, role] of [['leyla', 'health', 'translator'], ['abroad', 'roads', 'author']] as const) {
      await w.insertInto('person').values({ id, name: `Adı ${id}`, number: id, institution: unit, login: id, password: hash, made: '2026-01-01' }).execute();
      await w.insertInto('membership').values({ person: id, unit, since: '2026-01-01', until: null }).execute();
      await w.insertInto('grants').values({ person: id, role, unit }).execute();
    }
  });
});
afterEach(() => ministry.close());

const line = (n: number, more: Partial<SentLine> = {}): SentLine => ({ id: `film/c${n}`, kind: 'cue', of: '1'.repeat(64), source: `Kaynak ${n}`, target: `Mətn ${n}`, state: 'machine', start: n, end: n + 3, ...more });
const road = `/api/translations/${course}/az`;

async function asked(who: string, method: 'GET' | 'PUT', lines?: readonly SentLine[]): Promise<{ status: number; body: unknown }> {
  const response = await fetch(ministry.at + road, {
    method,
    headers: { authorization: `Basic ${Buffer.from(`${who}:${PASSWORD}`).toString('base64')}`, 'content-type': 'application/json' },
    ...(lines ? { body: JSON.stringify({ from: 'tr', terms: [{ source: 'rüşvet', target: 'rüşvət' }], lines }) } : {}),
  });
  return { status: response.status, body: await response.json() };
}
const publish = async (...lines: readonly SentLine[]) => expect((await asked('author', 'PUT', lines)).status).toBe(200);
const fetched = async () => v.parse(fetchedSchema, (await asked('author', 'GET')).body).lines;
const listed = async (who: string) => v.parse(translationsSchema, await ministry.read(who, '/api/desk/translations')).translations;
const opened = async (who: string) => v.parse(translationSchema, await ministry.read(who, `/api/desk/translations/${(await listed(who))[0]!.id}`));
async function change(who: string, ...changes: readonly Change[]): Promise<Settled['lines']> {
  const response = await ministry.ask(who, 'POST', `/api/desk/translations/${(await listed(who))[0]!.id}`, { changes });
  expect(response.status).toBe(200);
  return v.parse(settledSchema, await response.json()).lines;
}

test('what an author hands over is read by translators of the same institution and by nobody of another', async () => {
  await publish(line(1), line(2, { state: 'new', target: '' }));
  expect((await listed('leyla'))[0]).toMatchObject({ course, lang: 'az', from: 'tr', lines: { machine: 1, new: 1, stale: 0, reviewed: 0, approved: 0 } });
  expect(await listed('abroad')).toEqual([]);
  expect((await asked('abroad', 'GET')).status).toBe(404);
  expect((await opened('leyla')).terms).toEqual([{ source: 'rüşvet', target: 'rüşvət' }]);
});

test('two institutions translate one course each for themselves', async () => {
  await publish(line(1));
  expect((await asked('abroad', 'PUT', [line(1, { target: 'Başqa' })])).status).toBe(200);
  expect((await fetched())[0]!.target).toBe('Mətn 1');
  expect((await opened('abroad')).lines[0]!.target).toBe('Başqa');
});

test('what a reader approved comes back with state, name and time, and what was before stays told', async () => {
  await publish(line(1));
  const [kept] = await change('leyla', { id: 'film/c1', version: 1, target: 'Yaxşı mətn', state: 'approved' });
  expect(kept).toMatchObject({ isKept: true, line: { target: 'Yaxşı mətn', state: 'approved', version: 2, was: [{ target: 'Mətn 1', state: 'machine' }] } });
  expect((await fetched())[0]).toMatchObject({ target: 'Yaxşı mətn', state: 'approved', by: 'Adı leyla', at: new Date(ministry.clock.at).toISOString() });
});

test('of two on one line the later is told who was there, and undoes nothing; a change sent again counts once', async () => {
  await publish(line(1));
  const mine: Change = { id: 'film/c1', version: 1, target: 'Bir', state: 'reviewed' };
  await change('leyla', mine);
  expect((await change('leyla', mine))[0]).toMatchObject({ isKept: true, line: { version: 2 } });
  const [late] = await change('author', { ...mine, target: 'İki', state: 'approved' });
  expect(late).toMatchObject({ isKept: false, line: { target: 'Bir', by: 'Adı leyla', version: 2 } });
  expect((await change('author', { ...mine, version: 2, target: 'İki', state: 'approved' }))[0]).toMatchObject({ isKept: true, line: { target: 'İki', version: 3 } });
});

test('handing over anew leaves what people read, takes machine’s new words and a changed source, and forgets no text', async () => {
  await publish(line(1), line(2), line(3));
  await change('leyla', { id: 'film/c1', version: 1, target: 'Oxundu', state: 'approved' }, { id: 'film/c2', version: 1, target: 'Oxundu 2', state: 'reviewed' });
  expect((await asked('author', 'PUT', [line(1, { target: 'Maşın' }), line(2, { source: 'Yeni kaynak', state: 'stale' }), line(4)])).body).toEqual({ lines: 3, kept: 1 });
  expect((await fetched()).map(({ target, state }) => [target, state])).toEqual([['Oxundu', 'approved'], ['Mətn 2', 'stale'], ['Mətn 4', 'machine']]);
  expect((await opened('leyla')).lines[1]!.was[0]).toMatchObject({ target: 'Oxundu 2', state: 'reviewed' });
  const before = await ministry.store.read((r) => r.selectFrom('translated_before').select(['id', 'target']).where('id', '=', 'film/c3').execute());
  expect(before).toEqual([{ id: 'film/c3', target: 'Mətn 3' }]);
});

test('a line that is gone, and a version from nowhere, change nothing', async () => {
  await publish(line(1));
  expect(await change('leyla', { id: 'film/c9', version: 1, target: 'x', state: 'approved' })).toEqual([{ id: 'film/c9', isKept: false }]);
  expect((await change('leyla', { id: 'film/c1', version: 7, target: 'x', state: 'approved' }))[0]!.isKept).toBe(false);
  expect((await fetched())[0]!.target).toBe('Mətn 1');
});

test('translators read and do not hand over', async () => {
  expect((await asked('leyla', 'PUT', [line(1)])).status).toBe(403);
});
