/**
 * Every route of the server, from its own list, under whatever can be sent to it, while people who mean well go on working. A route
 * that is added tomorrow is fuzzed by itself. Control: a route that throws is caught.
 */
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { openSession } from '../../src/server/accounts/desk-session.ts';
import { buildServer } from '../../src/server/http.ts';
import { registrationOf } from '../../src/core/registration.ts';
import { opened, sitting } from '../../src/core/session.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';
import type { ProfileId } from '../../src/core/ids.ts';
import { brokenAt } from '../../src/server/store/audit-chain.ts';
import { aMinistry, course, PASSWORD, right, type Ministry } from '../server/a-ministry.ts';
import { hostileTo, knock, type Loot, type Route } from './hostile.ts';
import { tell, times } from './house.ts';

let ministry: Ministry;
let loot: Loot;
/** In another ministry: works on through it all. */
let worker: Awaited<ReturnType<Ministry['enrol']>>;
let victim: { readonly profile: ProfileId; readonly registration: string };

beforeAll(async () => {
  ministry = await aMinistry();
  await ministry.store.write(async (w) => {
    await w.insertInto('person').values({ id: 'quiet', name: 'Sakit', number: 'q', institution: 'roads', login: null, password: null, made: '2026-01-01' }).execute();
    await w.insertInto('membership').values({ person: 'quiet', unit: 'bridges', since: '2026-01-01', until: null }).execute();
    await w.insertInto('assignment').values({ id: 'an-assignment', course, unit: 'bridges', due: null, mandatory: 0, by: 'other', made: '2026-01-01' }).execute();
  });
  const [quiet, attacker] = [await ministry.enrol('quiet'), await ministry.enrol('rauf')];
  victim = { profile: quiet.profile, registration: await quiet.take(1, right) };
  worker = await ministry.enrol('samad');
  const own = await attacker.take(1, right);
  await attacker.send(await inTheNameOf(attacker.profile));
  loot = {
    ids: ['aysel', 'rauf', 'quiet', 'samad', 'clinic', 'bridges', 'roads', 'land', 'an-assignment', own, victim.registration, victim.profile, attacker.profile, course, quiet.device],
    cookies: [],
    logins: [`Basic ${Buffer.from(`author:${PASSWORD}`).toString('base64')}`],
    sealed: [...attacker.sent, ...quiet.sent],
  };
});
afterAll(() => ministry.close());

/** Statements of the victim, and about the victim's go: sealed and signed by a phone of somebody else. */
async function inTheNameOf(attacker: ProfileId): Promise<readonly Statement[]> {
  const world = { now: () => ministry.clock.at, newId: () => crypto.randomUUID() };
  const au = { kind: 'au', id: 'urn:karvan:au:ministry/ethics/final', title: {}, moveOn: 'Passed', lesson: { kind: 'reading', unit: '1'.repeat(64) } } as never;
  const his = sitting(world, { profile: victim.profile, registration: victim.registration as never, course, language: 'az', au });
  const mine = sitting(world, { profile: attacker, registration: victim.registration as never, course, language: 'az', au });
  const next = sitting(world, { profile: victim.profile, registration: registrationOf(victim.profile, course, 2), course, language: 'az', au });
  return [...opened(world, his), ...opened(world, mine), ...opened(world, next)];
}

/** Everything that is the victim's, to the byte. */
async function ofTheVictim(): Promise<string> {
  return ministry.store.read(async (r) => JSON.stringify([
    await r.selectFrom('person').selectAll().where('institution', '=', 'roads').orderBy('id').execute(),
    await r.selectFrom('membership').selectAll().where('unit', 'in', ['roads', 'bridges']).orderBy('person').execute(),
    await r.selectFrom('grants').selectAll().where('unit', 'in', ['roads', 'bridges', 'land']).orderBy('person').orderBy('role').execute(),
    await r.selectFrom('unit').selectAll().where('id', 'in', ['land', 'roads', 'bridges']).orderBy('id').execute(),
    await r.selectFrom('code').selectAll().where('person', 'in', ['quiet', 'other', 'root']).orderBy('hash').execute(),
    await r.selectFrom('assignment').selectAll().where('unit', 'in', ['roads', 'bridges']).orderBy('id').execute(),
    await r.selectFrom('completion').selectAll().where('profile', '=', victim.profile).orderBy('registration').execute(),
    await r.selectFrom('decision').selectAll().where('profile', '=', victim.profile).execute(),
    await r.selectFrom('line').selectAll().where('profile', '=', victim.profile).orderBy('seq').execute(),
    // A true envelope of the victim that somebody sends again says only that the phone was heard.
    await r.selectFrom('device').select(['kid', 'device', 'sign', 'agree', 'seq', 'hash', 'lines', 'facts']).where('profile', '=', victim.profile).execute(),
    await r.selectFrom('profile').selectAll().where('person', '=', 'quiet').execute(),
    await r.selectFrom('edition').selectAll().execute(),
    await r.selectFrom('setting').selectAll().execute(),
  ]));
}

async function served(add: (app: FastifyInstance) => void = () => {}): Promise<{ app: FastifyInstance; port: number; routes: readonly Route[] }> {
  const app = buildServer(ministry.deps);
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url, schema }) => void routes.push(...[method].flat().map((each) => ({ method: each, url, body: schema?.body }))));
  void app.register(async (scope) => add(scope));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, routes, port: (app.server.address() as AddressInfo).port };
}

/** Sessions of a ministry that is not the victim's: fresh ones, since the fuzz also signs out. */
async function cookies(): Promise<readonly string[]> {
  const tokens = await Promise.all(['trainer', 'supervisor', 'author', 'operator'].map((person) => ministry.store.write((w) => openSession(w, person, ministry.clock.at))));
  return tokens.map((token) => `karvan-desk=${token}`);
}

/** Throws when an answer is a failure of the server, or tells about its inside. Gives how often which kind of answer came. */
async function fuzz(port: number, route: Route, numRuns: number): Promise<ReadonlyMap<number, number>> {
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(hostileTo(route, { ...loot, cookies: await cookies() }), async (hostile) => {
      const { status, text } = await knock(port, hostile);
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (status >= 500 && !(status === 507 && text.includes('storage-full'))) throw new Error(`${status} to ${hostile.method} ${hostile.path.slice(0, 300)}: ${text.slice(0, 600)}`);
      if (/node_modules|\.ts:\d|at Object\.|SQLITE|sqlite/.test(text)) throw new Error(`tells about itself: ${hostile.method} ${hostile.path.slice(0, 300)}: ${text.slice(0, 600)}`);
    }),
    { numRuns, includeErrorInReport: true },
  );
  return seen;
}

test('whatever is sent to any route, the server does not fail, nobody else’s work is touched, and those who mean well are served', async () => {
  const { app, routes } = await served();
  const port = Number(new URL(ministry.at).port);
  expect(routes.length).toBeGreaterThan(25);
  const before = await ofTheVictim();
  const seen = new Map<number, number>();
  let [valid, sent] = [0, 0];
  const runs = times(50, 2000);
  for (const route of routes) {
    const asked = fuzz(port, route, runs);
    // Beside it, and at the same time.
    const [, answers] = await Promise.all([workOn(() => (valid++, sent++)), asked]);
    for (const [status, count] of answers) seen.set(status, (seen.get(status) ?? 0) + count);
  }
  expect(await ofTheVictim()).toBe(before);
  // What the one who means well did is there, line for line, and nothing of anybody else under that name.
  const held = await ministry.store.read((r) => r.selectFrom('line').select(['seq', 'note']).where('profile', '=', worker.profile).orderBy('seq').execute());
  expect(held.map(({ seq }) => seq)).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
  expect(await ministry.store.read((r) => r.selectFrom('decision').selectAll().where('profile', '=', worker.profile).execute())).toEqual([]);
  expect(brokenAt(await ministry.store.read((r) => r.selectFrom('audit').selectAll().orderBy('id').execute()))).toBeUndefined();
  // It got in, was refused, and was let in: a fuzz that is always turned away at the door tries nothing.
  expect([200, 204, 400, 401, 403, 404, 413].filter((status) => !seen.has(status))).toEqual([]);
  const failed = [...seen].filter(([status]) => status >= 500 && status !== 507).reduce((sum, [, count]) => sum + count, 0);
  tell({ fault: `fuzz of every route (${routes.length}), valid requests in between`, times: runs * routes.length, seen: `${failed} answers of 5xx, ${valid} of ${valid} valid ones landed, 0 writes for another person`, control: 'a route that throws: caught' });
  await app.close();
});

/** One who means well: a phone sends, its supervisor reads. */
async function workOn(done: () => void): Promise<void> {
  const world = { now: () => (ministry.clock.at += 1000), newId: () => crypto.randomUUID() };
  const au = { kind: 'au', id: 'urn:karvan:au:ministry/ethics/gifts', title: {}, moveOn: 'Completed', lesson: { kind: 'reading', unit: '1'.repeat(64) } } as never;
  const who = { profile: worker.profile, registration: registrationOf(worker.profile, course, 1), course, language: 'az', au };
  const { notes } = await worker.send([opened(world, sitting(world, who))[0]!]);
  expect(notes).toEqual([]);
  expect((await ministry.ask('other', 'GET', '/api/desk/people/samad')).status).toBe(200);
  expect((await fetch(`${ministry.at}/healthz`)).status).toBe(200);
  done();
}

test('control: a route that throws on what it did not expect, or tells about its inside, is caught', async () => {
  const { app, port, routes } = await served((scope) => {
    scope.get('/api/careless/:name', (request) => JSON.parse((request.params as { name: string }).name) as unknown);
    scope.post('/api/chatty', (_request, reply) => reply.code(400).send({ code: 'request-invalid', detail: 'SQLITE_CONSTRAINT' }));
  });
  const routeOf = (url: string) => routes.find((route) => route.url === url && route.method !== 'HEAD')!;
  await expect(fuzz(port, routeOf('/api/careless/:name'), 100)).rejects.toThrow('500 to');
  await expect(fuzz(port, routeOf('/api/chatty'), 100)).rejects.toThrow('tells about itself');
  await app.close();
});

test('control: a write for somebody else is seen', async () => {
  const before = await ofTheVictim();
  await ministry.store.write((w) => w.updateTable('completion').set({ scaled: 0.1 }).where('profile', '=', victim.profile).execute());
  expect(await ofTheVictim()).not.toBe(before);
});
