/**
 * Who may do what: every route × every role × every tenant, from the server's own list of routes. A route that is not in the table
 * below fails here, so that nobody can add one without saying who may use it and what becomes of it in the log.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { guardDesk, open, openSession } from '../../src/server/accounts/desk-session.ts';
import { deskRows, type Desk } from '../../src/server/accounts/scope.ts';
import { buildServer } from '../../src/server/http.ts';
import type { Role } from '../../src/sync/desk.ts';
import { SEALED } from '../../src/sync/protocol.ts';
import { aMinistry, course, PASSWORD, right, type Ministry } from './a-ministry.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Where visitors sit, seen from the clinic of which all is asked. `top`: the unit from which their role reaches down. */
const seats = [
  { seat: 'the same unit', unit: 'clinic', top: 'clinic', reaches: true },
  { seat: 'their institution', unit: 'health', top: 'health', reaches: true },
  { seat: 'their country', unit: 'land', top: 'land', reaches: true },
  { seat: 'a unit below', unit: 'ward', top: 'ward', reaches: false },
  { seat: 'a unit beside', unit: 'pharmacy', top: 'pharmacy', reaches: false },
  { seat: 'another institution', unit: 'bridges', top: 'roads', reaches: false },
  { seat: 'another country', unit: 'consulate', top: 'abroad', reaches: false },
] as const;
const roles: readonly Role[] = ['learner', 'trainer', 'supervisor', 'author', 'translator', 'operator'];
type Visitor = { readonly who: string; readonly role: Role | 'nobody' | 'phone'; readonly seat: string; readonly reaches: boolean; readonly headers: Record<string, string> };

/** What is asked about: somebody of the clinic, or nobody. */
type About = { readonly person: string; readonly registration: string; readonly assignment: string; readonly unit: string; readonly translation: string };
type Asked = { readonly path: string; readonly body?: unknown; readonly type?: string };
/**
 * `open`: the roles that a desk needs. `about`: `one` is there or is not; `lists` show what is in reach; `self` only who asks.
 * `notes`: the word in the log when it was done; `none` for what tells nothing of a person.
 */
type DeskRow = { readonly open: readonly Role[]; readonly about: 'one' | 'lists' | 'self'; readonly done: number; readonly notes: string; readonly ask: (about: About) => Asked };
/** Doors that no desk guards. `done`: the answer to whoever knocks so. */
type Door = { readonly done: number; readonly why: string; readonly ask: () => Asked };

const everybody: readonly Role[] = ['trainer', 'supervisor', 'author', 'translator', 'operator'];
const withPeople: readonly Role[] = ['trainer', 'supervisor', 'operator'];
const deciders: readonly Role[] = ['supervisor', 'operator'];
const readers: readonly Role[] = ['author', 'translator'];

const desk: Readonly<Record<string, DeskRow>> = {
  'GET /api/desk/session': { open: everybody, about: 'self', done: 200, notes: 'none', ask: () => ({ path: '/api/desk/session' }) },
  'GET /api/desk/completions': { open: deciders, about: 'lists', done: 200, notes: 'none', ask: () => ({ path: '/api/desk/completions' }) },
  'GET /api/desk/completions?unit': { open: deciders, about: 'one', done: 200, notes: 'none', ask: ({ unit }) => ({ path: `/api/desk/completions?unit=${unit}` }) },
  'GET /api/desk/completions.csv': { open: deciders, about: 'lists', done: 200, notes: 'exported-completions', ask: () => ({ path: '/api/desk/completions.csv' }) },
  'GET /api/desk/completions.csv?unit': { open: deciders, about: 'one', done: 200, notes: 'exported-completions', ask: ({ unit }) => ({ path: `/api/desk/completions.csv?unit=${unit}` }) },
  'GET /api/desk/completions/:registration': { open: deciders, about: 'one', done: 200, notes: 'read-evidence', ask: ({ registration }) => ({ path: `/api/desk/completions/${registration}` }) },
  'POST /api/desk/completions/:registration/decisions': { open: deciders, about: 'one', done: 201, notes: 'decided', ask: ({ registration }) => ({ path: `/api/desk/completions/${registration}/decisions`, body: { id: v7(), kind: 'approved' } }) },
  'GET /api/desk/people': { open: withPeople, about: 'lists', done: 200, notes: 'none', ask: () => ({ path: '/api/desk/people' }) },
  'GET /api/desk/people?unit': { open: withPeople, about: 'one', done: 200, notes: 'none', ask: ({ unit }) => ({ path: `/api/desk/people?unit=${unit}` }) },
  'GET /api/desk/people.csv': { open: withPeople, about: 'lists', done: 200, notes: 'exported-people', ask: () => ({ path: '/api/desk/people.csv' }) },
  'GET /api/desk/people.csv?unit': { open: withPeople, about: 'one', done: 200, notes: 'exported-people', ask: ({ unit }) => ({ path: `/api/desk/people.csv?unit=${unit}` }) },
  'GET /api/desk/people/:person': { open: withPeople, about: 'one', done: 200, notes: 'read-person', ask: ({ person }) => ({ path: `/api/desk/people/${person}` }) },
  'POST /api/desk/people/:person/codes': { open: withPeople, about: 'one', done: 201, notes: 'made-code', ask: ({ person }) => ({ path: `/api/desk/people/${person}/codes`, body: { kind: 'enrol' } }) },
  'POST /api/desk/people/:person/unsigned': { open: deciders, about: 'one', done: 201, notes: 'vouched', ask: ({ person }) => ({ path: `/api/desk/people/${person}/unsigned`, body: { id: v7(), reason: 'I was there.' } }) },
  'POST /api/desk/people': { open: ['operator'], about: 'self', done: 200, notes: 'none', ask: () => ({ path: '/api/desk/people', type: 'text/csv', body: 'number,name,institution,unit\n1,X,Səhiyyə Nazirliyi,no such unit\n' }) },
  'GET /api/desk/courses': { open: everybody, about: 'lists', done: 200, notes: 'none', ask: () => ({ path: '/api/desk/courses' }) },
  'GET /api/desk/reported': { open: ['author', 'translator', 'supervisor', 'operator'], about: 'lists', done: 200, notes: 'none', ask: () => ({ path: '/api/desk/reported' }) },
  'GET /api/desk/assignments': { open: withPeople, about: 'lists', done: 200, notes: 'none', ask: () => ({ path: '/api/desk/assignments' }) },
  'POST /api/desk/assignments': { open: deciders, about: 'one', done: 201, notes: 'assigned', ask: ({ unit }) => ({ path: '/api/desk/assignments', body: { course, unit, isMandatory: false } }) },
  'DELETE /api/desk/assignments/:id': { open: deciders, about: 'one', done: 204, notes: 'unassigned', ask: ({ assignment }) => ({ path: `/api/desk/assignments/${assignment}` }) },
  'GET /api/desk/translations': { open: readers, about: 'lists', done: 200, notes: 'none', ask: () => ({ path: '/api/desk/translations' }) },
  'GET /api/desk/translations/:id': { open: readers, about: 'one', done: 200, notes: 'none', ask: ({ translation }) => ({ path: `/api/desk/translations/${translation}` }) },
  'POST /api/desk/translations/:id': { open: readers, about: 'one', done: 200, notes: 'reviewed-lines', ask: ({ translation }) => ({ path: `/api/desk/translations/${translation}`, body: { changes: [{ id: 'film/c1', version: 1, target: 'Aysel', state: 'reviewed' }] } }) },
  'GET /api/desk/audit': { open: ['operator'], about: 'lists', done: 200, notes: 'none', ask: () => ({ path: '/api/desk/audit' }) },
};
const edition = '0'.repeat(64);
const doors: Readonly<Record<string, Door>> = {
  'POST /api/desk/session': { done: 401, why: 'opens to a password', ask: () => ({ path: '/api/desk/session', body: { name: v7(), password: 'x' } }) },
  'DELETE /api/desk/session': { done: 204, why: 'ends one’s own session', ask: () => ({ path: '/api/desk/session' }) },
  'GET /healthz': { done: 200, why: 'says nothing of anybody', ask: () => ({ path: '/healthz' }) },
  'GET /.well-known/karvan-trust': { done: 200, why: 'is for everybody', ask: () => ({ path: '/.well-known/karvan-trust' }) },
  'GET /api/catalogue': { done: 200, why: 'is for everybody', ask: () => ({ path: '/api/catalogue' }) },
  'GET /packs/:publisher/:slug/:edition/:file': { done: 404, why: 'courses are for everybody', ask: () => ({ path: `/packs/a/b/${edition}/bytes` }) },
  'OPTIONS /packs/:publisher/:slug/:edition/:file': { done: 204, why: 'courses are for everybody', ask: () => ({ path: `/packs/a/b/${edition}/bytes` }) },
  'POST /api/envelopes': { done: 400, why: 'opens to the signature of a device', ask: () => ({ path: '/api/envelopes', type: SEALED, body: 'a.b.c.d.e' }) },
  'POST /api/enrolments': { done: 400, why: 'opens to a code', ask: () => ({ path: '/api/enrolments', body: {} }) },
  'POST /api/pin-resets': { done: 400, why: 'opens to a code', ask: () => ({ path: '/api/pin-resets', body: {} }) },
  'PUT /api/publish/:publisher/:slug/:edition/:file': { done: 401, why: 'opens to an author’s password; a cookie is none', ask: () => ({ path: `/api/publish/a/b/${edition}/bytes`, type: 'application/octet-stream', body: 'x' }) },
  'POST /api/publish/:publisher/:slug/:edition': { done: 401, why: 'opens to an author’s password; a cookie is none', ask: () => ({ path: `/api/publish/a/b/${edition}`, type: 'application/octet-stream', body: 'x' }) },
  'PUT /api/translations/:publisher/:slug/:lang': { done: 401, why: 'opens to an author’s password; a cookie is none', ask: () => ({ path: '/api/translations/a/b/az', body: {} }) },
  'GET /api/translations/:publisher/:slug/:lang': { done: 401, why: 'opens to an author’s password; a cookie is none', ask: () => ({ path: '/api/translations/a/b/az' }) },
};

let ministry: Ministry;
let visitors: readonly Visitor[];
let there: About;
const ghost: About = { person: v7(), registration: v7(), assignment: v7(), unit: v7(), translation: v7() };

beforeAll(async () => {
  ministry = await aMinistry();
  await seatEverybody();
  for (const [person, unit] of [['aysel', 'clinic'], ['samad', 'bridges'], ['learner@pharmacy', 'pharmacy'], ['learner@consulate', 'consulate']] as const) {
    const registration = await (await ministry.enrol(person)).take(1, right);
    if (unit === 'clinic') there = { person, registration, assignment: '', unit, translation: await aTranslation(unit) };
  }
  visitors = [
    { who: 'nobody', role: 'nobody', seat: '', reaches: false, headers: {} },
    { who: 'aysel’s phone', role: 'phone', seat: '', reaches: false, headers: { cookie: 'karvan-desk=made-up', authorization: 'Bearer made-up' } },
    ...(await Promise.all(seats.flatMap(({ seat, top, reaches, unit }) => roles.map(async (role): Promise<Visitor> => {
      const who = `${role}@${unit}`;
      const token = await ministry.store.write((w) => openSession(w, who, ministry.clock.at));
      return { who, role, seat: `${seat} (${top})`, reaches, headers: { cookie: `karvan-desk=${token}` } };
    })))),
  ];
});
afterAll(() => ministry.close());

/** What a unit has to read, with words that nobody outside of it may see. */
async function aTranslation(unit: string): Promise<string> {
  const id = v7();
  await ministry.store.write(async (w) => {
    await w.insertInto('translation').values({ id, unit, course, lang: 'az', source: 'ru', terms: '[]', made: '2026-11-25' }).execute();
    await w.insertInto('translated').values({ translation: id, id: 'film/c1', place: 0, fixed: JSON.stringify({ kind: 'cue', of: '1', source: 'aysel' }), target: 'aysel', state: 'machine', by: null, at: null, version: 1 }).execute();
  });
  return id;
}

/** Two countries, two institutions and units beside and below: on each seat one person of each role. */
async function seatEverybody(): Promise<void> {
  await ministry.store.write(async (w) => {
    await w.insertInto('unit').values([
      { id: 'pharmacy', parent: 'health', kind: 'unit', name: '{"az":"Aptek"}' },
      { id: 'abroad', parent: null, kind: 'country', name: '{"az":"Xaric"}' },
      { id: 'embassy', parent: 'abroad', kind: 'institution', name: '{"az":"Səfirlik"}' },
      { id: 'consulate', parent: 'embassy', kind: 'unit', name: '{"az":"Konsulluq"}' },
    ]).execute();
    for (const { unit, top } of seats) {
      for (const role of roles) {
        const id = `${role}@${unit}`;
        await w.insertInto('person').values({ id, name: `Adı ${id}`, number: id, institution: unit === 'consulate' ? 'embassy' : 'health', login: id, password: null, made: '2026-01-01' }).execute();
        await w.insertInto('membership').values({ person: id, unit, since: '2026-01-01', until: null }).execute();
        await w.insertInto('grants').values({ person: id, role, unit: top }).execute();
      }
    }
  });
}

/** Routes for which the table has no row. `HEAD` is `GET` without the body, and a query is no other route. */
function withoutRow(routes: readonly string[]): readonly string[] {
  const rows = new Set([...Object.keys(desk), ...Object.keys(doors)].map(asRoute));
  return routes.map(asRoute).filter((route) => !rows.has(route.replace(/^HEAD /, 'GET ')));
}

function asRoute(route: string): string {
  return route.replace(/\(\^.*?\$\)/g, '').split('?')[0]!;
}

async function answerTo({ headers }: Visitor, at: string, method: string, { path, body, type = 'application/json' }: Asked): Promise<{ status: number; text: string }> {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(at + path, { method, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': type }) }, ...sent });
  return { status: response.status, text: await response.text() };
}

function expectedOf(row: DeskRow, { role, reaches }: Visitor): number {
  if (role === 'nobody' || role === 'phone') return 401;
  if (!row.open.includes(role)) return 403;
  return row.about === 'one' && !reaches ? 404 : row.done;
}

const lines = () => ministry.store.read((r) => r.selectFrom('audit').select(['who', 'what', 'id']).orderBy('id').execute());
async function anAssignment(): Promise<string> {
  const id = v7();
  await ministry.store.write((w) => w.insertInto('assignment').values({ id, course, unit: 'clinic', due: null, mandatory: 0, by: 'operator', made: '2026-11-25' }).execute());
  return id;
}

/** Everything in which a route answers otherwise than its row says: to whom, what, and what stands in the log. */
async function faultsOf(at: string, route: string, row: DeskRow): Promise<readonly string[]> {
  const faults: string[] = [];
  const method = route.split(' ')[0]!;
  for (const visitor of visitors) {
    const name = `${route} for ${visitor.who}, ${visitor.seat}`;
    const before = (await lines()).length;
    const about = { ...there, assignment: method === 'DELETE' ? await anAssignment() : '' };
    const { status, text } = await answerTo(visitor, at, method, row.ask(about));
    const expected = expectedOf(row, visitor);
    if (status !== expected) faults.push(`${name}: ${status}, not ${expected}`);
    const noted = (await lines()).slice(before).map(({ who, what }) => `${who} ${what}`);
    const toNote = expected === row.done && row.notes !== 'none' ? [`${visitor.who} ${row.notes}`] : [];
    if (JSON.stringify(noted) !== JSON.stringify(toNote)) faults.push(`${name}: the log says ${JSON.stringify(noted)}, not ${JSON.stringify(toNote)}`);
    if (status >= 400) faults.push(...(await differsFromGhost(visitor, at, method, { row, name, answer: { status, text } })));
  }
  return faults;
}

/** To whom a thing is not to be seen, it is as if it were not. */
async function differsFromGhost(visitor: Visitor, at: string, method: string, { row, name, answer }: { row: DeskRow; name: string; answer: { status: number; text: string } }): Promise<readonly string[]> {
  const ghostly = await answerTo(visitor, at, method, row.ask(ghost));
  return JSON.stringify(ghostly) === JSON.stringify(answer) ? [] : [`${name}: ${JSON.stringify(answer)} for what is there, ${JSON.stringify(ghostly)} for what is not`];
}

test('every route of the server stands in this table', () => {
  expect(ministry.routes.length).toBeGreaterThan(25);
  expect(withoutRow(ministry.routes)).toEqual([]);
  const served = new Set(ministry.routes.map(asRoute));
  expect([...Object.keys(desk), ...Object.keys(doors)].map(asRoute).filter((route) => !served.has(route))).toEqual([]);
});

test('control: a route that was added without a row is found', async () => {
  const { app, routes } = await another((guarded) => guarded.get('/api/desk/salaries', { config: open('operator') }, () => 'x'));
  expect(withoutRow(routes)).toEqual(['GET /api/desk/salaries', 'HEAD /api/desk/salaries']);
  await app.close();
});

test.each(Object.entries(desk))('%s answers whom role and units allow, is noted in the log, and for all others what is there is as what is not', async (route, row) => {
  expect(await faultsOf(ministry.at, route, row)).toEqual([]);
});

test('control: a route that forgets the scope, or the log, is found', async () => {
  const { app, at } = await another((guarded) => {
    guarded.get('/api/desk/leak/:person', { config: open(...withPeople) }, async (request, reply) => {
      const { person } = request.params as { person: string };
      const found = await ministry.store.read((r) => r.selectFrom('person').select('name').where('id', '=', person).executeTakeFirst());
      return found ?? reply.code(404).send({ code: 'not-found' });
    });
  });
  const faults = await faultsOf(at, 'GET /api/desk/leak/:person', { open: withPeople, about: 'one', done: 200, notes: 'read-person', ask: ({ person }) => ({ path: `/api/desk/leak/${person}` }) });
  expect(faults).toContain('GET /api/desk/leak/:person for supervisor@consulate, another country (abroad): 200, not 404');
  expect(faults).toContain('GET /api/desk/leak/:person for trainer@clinic, the same unit (clinic): the log says [], not ["trainer@clinic read-person"]');
  await app.close();
});

/** The same server once more with a route of ours among those of the desk. */
async function another(add: (guarded: FastifyInstance) => void): Promise<{ app: FastifyInstance; at: string; routes: string[] }> {
  const app = buildServer(ministry.deps);
  const routes: string[] = [];
  app.addHook('onRoute', (route) => void routes.push(...[route.method].flat().map((method) => `${method} ${route.url}`)));
  void app.register(async (guarded) => {
    guardDesk(guarded, ministry.deps);
    add(guarded);
  });
  return { app, routes, at: await app.listen({ port: 0, host: '127.0.0.1' }) };
}

test.each(Object.entries(doors).map(([route, door]) => [route, door.why, door] as const))('%s is the same to everybody: it %s', async (route, _why, { ask, done }) => {
  for (const visitor of visitors) {
    // Ending a session is done with one made for it.
    const own = route.startsWith('DELETE') ? { ...visitor, headers: {} } : visitor;
    const { status } = await answerTo(own, ministry.at, route.split(' ')[0]!, ask());
    // Whoever knocks so often with a wrong password is asked to wait, whoever they are.
    expect([visitor.who, status === 429 ? done : status]).toEqual([visitor.who, done]);
  }
});

test('only authors publish, whatever else somebody may', async () => {
  const basic = (login: string) => ({ authorization: `Basic ${Buffer.from(`${login}:${PASSWORD}`).toString('base64')}` });
  for (const [login, status] of [['author', 404], ['supervisor', 403], ['operator', 403], ['aysel', 403]] as const) {
    const response = await fetch(`${ministry.at}/api/publish/a/b/${edition}`, { method: 'POST', headers: basic(login) });
    expect([login, response.status]).toEqual([login, status]);
  }
});

test('no list shows anybody or anything from outside: no name, no unit, no result, no trace in the log', async () => {
  /** A word that only what belongs to a tenant can hold, and from which tops it may be seen. */
  const words = [['aysel', ['clinic', 'health', 'land']], ['samad', ['roads', 'land']], ['learner@pharmacy', ['pharmacy', 'health', 'land']], ['learner@consulate', ['abroad']], ['"consulate"', ['abroad']], ['"bridges"', ['roads', 'land']], ['"pharmacy"', ['pharmacy', 'health', 'land']]] as const;
  const asked = Object.entries(desk).filter(([, row]) => row.about !== 'one' && row.open.length > 0 && row.done === 200);
  // Something in the log of each tenant.
  for (const [who, person] of [['supervisor@clinic', 'aysel'], ['operator@bridges', 'samad'], ['supervisor@pharmacy', 'learner@pharmacy'], ['supervisor@consulate', 'learner@consulate']] as const) {
    expect((await answerTo(visitors.find((each) => each.who === who)!, ministry.at, 'GET', { path: `/api/desk/people/${person}` })).status).toBe(200);
  }
  let seen = 0;
  for (const visitor of visitors) {
    const seat = seats.find(({ unit }) => visitor.who.endsWith(`@${unit}`));
    for (const [route, row] of asked) {
      const { text } = await answerTo(visitor, ministry.at, route.split(' ')[0]!, row.ask(there));
      for (const [word, tops] of words) {
        // The name of who asks, and of people whose deeds concerned their own, may stand there.
        const mayBe = (tops as readonly string[]).includes(seat?.top ?? '');
        if (text.includes(word) && !mayBe) expect(`${route} shows ${word} to ${visitor.who}: ${text.slice(0, 2000)}`).toBe('');
        if (text.includes(word) && mayBe) seen++;
      }
    }
  }
  expect(seen).toBeGreaterThan(30);
});

test('the operator of one country sees nothing in the log of what was done in another, and each sees what concerns nobody’s people', async () => {
  const logOf = async (who: string) => (await answerTo(visitors.find((each) => each.who === who)!, ministry.at, 'GET', { path: '/api/desk/audit' })).text;
  await ministry.signIn('nobody-of-that-name', 'guess');
  const [land, abroad] = [await logOf('operator@land'), await logOf('operator@consulate')];
  expect([land.includes('learner@consulate'), land.includes('samad'), land.includes('sign-in-refused')]).toEqual([false, true, true]);
  expect([abroad.includes('learner@consulate'), abroad.includes('samad'), abroad.includes('sign-in-refused')]).toEqual([true, false, true]);
});

test('a trainer sees who has done how much, not how well', async () => {
  type Goes = { courses: { goes: { done: number; scaled?: number; state?: string }[] }[] };
  const [go] = (await ministry.read<Goes>('trainer', '/api/desk/people/aysel')).courses[0]!.goes;
  expect(go).toMatchObject({ done: 2, of: 2 });
  expect([go!.scaled, go!.state]).toEqual([undefined, undefined]);
  const [seen] = (await ministry.read<Goes>('supervisor', '/api/desk/people/aysel')).courses[0]!.goes;
  expect([seen!.scaled, typeof seen!.state]).toEqual([1, 'string']);
  expect((await ministry.ask('trainer', 'POST', '/api/desk/people/aysel/codes', { kind: 'reset' })).status).toBe(403);
});

test('a list of people changes nobody in a unit outside, and cannot tell whether that unit is there', async () => {
  const answer = async (institution: string, unit: string) => (await answerTo(visitors.find((each) => each.who === 'operator@health')!, ministry.at, 'POST', { path: '/api/desk/people', type: 'text/csv', body: `number,name,institution,unit,action\nn-samad,X,${institution},${unit},leave\n` })).text;
  const before = await ministry.store.read((r) => r.selectFrom('membership').selectAll().where('person', '=', 'samad').execute());
  const [there_, not] = [await answer('roads', 'bridges'), await answer('no-such', 'bridges')];
  expect(there_.replace('roads', 'no-such')).toBe(not);
  expect(there_).toContain('institution-unknown');
  expect(await answer('health', 'clinic')).toContain('person-unknown');
  expect(await ministry.store.read((r) => r.selectFrom('membership').selectAll().where('person', '=', 'samad').execute())).toEqual(before);
});

test('whoever left is no longer anybody’s to see, and a role taken away is gone with the next request', async () => {
  expect((await ministry.ask('supervisor', 'GET', '/api/desk/people/rauf')).status).toBe(200);
  await ministry.store.write((w) => w.updateTable('membership').set({ until: new Date(ministry.clock.at).toISOString() }).where('person', '=', 'rauf').execute());
  expect((await ministry.ask('supervisor', 'GET', '/api/desk/people/rauf')).status).toBe(404);
  await ministry.store.write((w) => w.deleteFrom('grants').where('person', '=', 'supervisor').execute());
  expect((await ministry.ask('supervisor', 'GET', '/api/desk/people')).status).toBe(403);
});

test('a query of the desk that does not look into its scope is not asked', async () => {
  const who: Desk = { person: 'operator', name: '', grants: [{ role: 'operator', unit: 'health' }] };
  const rows = deskRows({ store: ministry.store, now: () => ministry.clock.at });
  const all = rows.read(who, ['operator'], (s) => s.rows((scope) => sql<{ id: string }>`with recursive ${scope} select id from person`));
  await expect(all).rejects.toThrow('does not look into its scope');
  await expect(rows.read(who, ['operator'], (s) => s.rows(() => sql`select id from person`))).rejects.toThrow('does not look into its scope');
  const mine = await rows.read(who, ['operator'], (s) => s.rows((scope) => sql<{ id: string }>`with recursive ${scope} select id from scope order by id`));
  expect(mine.map(({ id }) => id)).toEqual(['clinic', 'health', 'pharmacy', 'ward']);
});

test('no file of the desk reaches for the tables beside that way', () => {
  const folder = new URL('../../src/server/review/', import.meta.url);
  const wrong = readdirSync(folder).filter((name) => name !== 'desk.ts' && /\bstore\.(read|write)\b|\bscopeOf\b|: Deps\b|\bas (SeenPerson|SeenGo|SeenUnit)\b/.test(readFileSync(new URL(name, folder), 'utf8')));
  expect(wrong).toEqual([]);
});
