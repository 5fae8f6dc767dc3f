import { v7 } from 'uuid';
import { aMinistry, right, type Ministry } from '../a-ministry.ts';

/** Everybody who could knock. All belong to `health` but `other` and `other-operator`, and `root`, who has everything. */
const visitors = ['nobody', 'aysel', 'trainer', 'supervisor', 'author', 'operator', 'other', 'other-operator', 'root'] as const;
type Visitor = (typeof visitors)[number];
type Answers = Readonly<Record<Visitor, number>>;

/** What each route answers to each visitor, when it is about somebody of the clinic. */
const table: Readonly<Record<string, { readonly ask: (about: About) => readonly [path: string, body?: unknown]; readonly answers: Answers }>> = {
  'GET /api/desk/session': { ask: () => ['/api/desk/session'], answers: row(200, 200, 200, 200, 200, 200, 200) },
  'GET /api/desk/completions': { ask: () => ['/api/desk/completions?unit=clinic'], answers: row(403, 200, 403, 200, 404, 404, 200) },
  'GET /api/desk/completions.csv': { ask: () => ['/api/desk/completions.csv?unit=clinic'], answers: row(403, 200, 403, 200, 404, 404, 200) },
  'GET /api/desk/completions/:registration': { ask: ({ registration }) => [`/api/desk/completions/${registration}`], answers: row(403, 200, 403, 200, 404, 404, 200) },
  'POST /api/desk/completions/:registration/decisions': { ask: ({ registration }) => [`/api/desk/completions/${registration}/decisions`, { id: v7(), kind: 'approved' }], answers: row(403, 201, 403, 201, 404, 404, 201) },
  'GET /api/desk/people': { ask: () => ['/api/desk/people?unit=clinic'], answers: row(200, 200, 403, 200, 404, 404, 200) },
  'GET /api/desk/people.csv': { ask: () => ['/api/desk/people.csv?unit=clinic'], answers: row(200, 200, 403, 200, 404, 404, 200) },
  'GET /api/desk/people/:person': { ask: () => ['/api/desk/people/aysel'], answers: row(200, 200, 403, 200, 404, 404, 200) },
  'POST /api/desk/people/:person/codes': { ask: () => ['/api/desk/people/aysel/codes', { kind: 'enrol' }], answers: row(201, 201, 403, 201, 404, 404, 201) },
  'POST /api/desk/people': { ask: () => ['/api/desk/people', 'number,name,institution,unit\n'], answers: row(403, 403, 403, 200, 403, 200, 200) },
  'GET /api/desk/courses': { ask: () => ['/api/desk/courses'], answers: row(200, 200, 200, 200, 200, 200, 200) },
  'GET /api/desk/assignments': { ask: () => ['/api/desk/assignments'], answers: row(200, 200, 403, 200, 200, 200, 200) },
  'POST /api/desk/assignments': { ask: () => ['/api/desk/assignments', { course: 'ministry/ethics', unit: 'clinic', isMandatory: true }], answers: row(403, 201, 403, 201, 404, 404, 201) },
  'DELETE /api/desk/assignments/:id': { ask: ({ assignment }) => [`/api/desk/assignments/${assignment}`], answers: row(403, 204, 403, 204, 404, 404, 204) },
  'GET /api/desk/audit': { ask: () => ['/api/desk/audit'], answers: row(403, 403, 403, 200, 403, 200, 200) },
};
/** Open to everybody: that is what they are for. */
const doors = ['POST /api/desk/session', 'DELETE /api/desk/session'];

type About = { readonly registration: string; readonly assignment: string };

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
let registration: string;
beforeAll(async () => {
  ministry = await aMinistry();
  registration = await (await ministry.enrol('aysel')).take(1, right);
  for (const who of visitors.slice(2)) await ministry.signIn(who);
  ministry.cookies.set('aysel', 'karvan-desk=made-up');
}, 60_000);
afterAll(() => ministry.close());

test('every route of the desk stands in this table', () => {
  const served = ministry.routes.filter((route) => route.includes('/api/desk') && !route.startsWith('HEAD'));
  expect(served.length).toBeGreaterThan(10);
  expect(served.toSorted()).toEqual([...Object.keys(table), ...doors].toSorted());
});

test.each(Object.entries(table))('%s answers those whose role and units allow it, and nobody else', async (route, { ask, answers }) => {
  for (const who of visitors) {
    const [path, body] = ask({ registration, assignment: await anAssignment() });
    const reply = await ministry.ask(who, route.split(' ')[0]!, path, body);
    expect([who, reply.status]).toEqual([who, answers[who]]);
    if (reply.status >= 400) expect(Object.keys((await reply.json()) as object)).toContain('code');
  }
});

test('what lies outside is not in any list: no result, no person, no unit, no trace in the audit', async () => {
  await (await ministry.enrol('samad')).take(1, right);
  for (const who of ['trainer', 'supervisor', 'operator']) {
    const people = await (await ministry.ask(who, 'GET', '/api/desk/people')).text();
    expect(people).toContain('aysel');
    expect(people).not.toContain('samad');
    expect(await (await ministry.ask(who, 'GET', '/api/desk/session')).text()).not.toContain('bridges');
  }
  expect(await (await ministry.ask('supervisor', 'GET', '/api/desk/completions')).text()).not.toContain('samad');
  expect(await (await ministry.ask('supervisor', 'GET', '/api/desk/completions.csv')).text()).not.toContain('samad');
  await ministry.ask('other', 'GET', '/api/desk/people/samad');
  expect(await (await ministry.ask('operator', 'GET', '/api/desk/audit')).text()).not.toContain('samad');
  expect(await (await ministry.ask('other-operator', 'GET', '/api/desk/audit')).text()).toContain('samad');
  expect(await (await ministry.ask('root', 'GET', '/api/desk/audit')).text()).toContain('samad');
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

test('whoever left is no longer anybody’s to see, and a role taken away is gone with the next request', async () => {
  expect((await ministry.ask('supervisor', 'GET', '/api/desk/people/rauf')).status).toBe(200);
  await ministry.store.write((w) => w.updateTable('membership').set({ until: new Date(ministry.clock.at).toISOString() }).where('person', '=', 'rauf').execute());
  expect((await ministry.ask('supervisor', 'GET', '/api/desk/people/rauf')).status).toBe(404);
  await ministry.store.write((w) => w.deleteFrom('grants').where('person', '=', 'supervisor').execute());
  expect((await ministry.ask('supervisor', 'GET', '/api/desk/people')).status).toBe(403);
});

async function anAssignment(): Promise<string> {
  const id = v7();
  await ministry.store.write((w) => w.insertInto('assignment').values({ id, course: 'ministry/ethics' as never, unit: 'clinic', due: null, mandatory: 0, by: 'operator', made: '2026-11-25' }).execute());
  return id;
}

/** Nobody is asked to sign in, and a learner has no desk to sign in to. */
function row(trainer: number, supervisor: number, author: number, operator: number, other: number, otherOperator: number, root: number): Answers {
  return { nobody: 401, aysel: 401, trainer, supervisor, author, operator, other, 'other-operator': otherOperator, root };
}
