import { meSchema } from '../../../src/sync/desk.ts';
import * as v from 'valibot';
import { aMinistry, PASSWORD, type Ministry } from '../a-ministry.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
});
afterEach(() => ministry.close());

const HOUR = 3_600_000;
const isIn = async (who: string) => (await ministry.ask(who, 'GET', '/api/desk/session')).status === 200;

test('whoever signs in sees who they are and which units are theirs, each after its parent', async () => {
  const reply = await ministry.signIn('  Supervisor ');
  const me = v.parse(meSchema, await reply.json());
  expect(me).toEqual({
    person: 'supervisor', name: 'supervisor soyadı', grants: [{ role: 'supervisor', unit: 'clinic' }],
    units: [{ id: 'clinic', kind: 'unit', name: { az: 'Klinika' } }, { id: 'ward', kind: 'unit', name: { az: 'Şöbə' }, parent: 'clinic' }],
  });
});

test('the cookie can be read by no script, goes to no other site, and to no eavesdropper where there is TLS', async () => {
  const cookie = (await ministry.signIn('supervisor')).headers.get('set-cookie')!;
  expect(cookie).toMatch(/^karvan-desk=[\w-]{43}; Path=\/api; HttpOnly; SameSite=Strict; Max-Age=43200$/);
  const body = JSON.stringify({ name: 'supervisor', password: PASSWORD });
  const tls = await fetch(`${ministry.at}/api/desk/session`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' }, body });
  expect(tls.headers.get('set-cookie')).toContain('; Secure');
});

test('another site’s page cannot sign anybody in or out', async () => {
  const post = (headers: Record<string, string>) => fetch(`${ministry.at}/api/desk/session`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ name: 'supervisor', password: PASSWORD }) });
  expect((await post({ origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await post({ origin: ministry.at })).status).toBe(200);
});

test('the table of sessions opens no desk: it holds no cookie', async () => {
  await ministry.signIn('supervisor');
  const [row] = await ministry.store.read((r) => r.selectFrom('session').selectAll().execute());
  const token = ministry.cookies.get('supervisor')!.split('=')[1]!;
  expect(JSON.stringify(row)).not.toContain(token);
  ministry.cookies.set('thief', `karvan-desk=${row!.hash}`);
  expect(await isIn('thief')).toBe(false);
});

test('a session lasts while it is used and ends twelve hours after; signing out ends it at once', async () => {
  await ministry.signIn('supervisor');
  for (let i = 0; i < 4; i++) {
    ministry.clock.at += 11 * HOUR;
    expect(await isIn('supervisor')).toBe(true);
  }
  ministry.clock.at += 12 * HOUR;
  expect(await isIn('supervisor')).toBe(false);
  await ministry.signIn('supervisor');
  expect((await ministry.ask('supervisor', 'DELETE', '/api/desk/session')).status).toBe(204);
  const kept = ministry.cookies.get('supervisor')!;
  expect((await fetch(`${ministry.at}/api/desk/session`, { headers: { cookie: kept } })).status).toBe(401);
});

test('wrong names and wrong passwords are answered alike, and a learner has no desk', async () => {
  const answers = [await ministry.signIn('nobody-at-all', 'x'), await ministry.signIn('supervisor', 'x'), await ministry.signIn('aysel')];
  expect(await Promise.all(answers.map(async (reply) => [reply.status, await reply.text()]))).toEqual(answers.map(() => [401, '{"code":"sign-in-wrong"}']));
});

test('whoever guesses has to wait longer and longer, whoever else signs in does not', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 7; i++) statuses.push((await ministry.signIn('supervisor', `guess ${i}`)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429]);
  const refused = await ministry.signIn('supervisor');
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect((await ministry.signIn('operator')).status).toBe(200);
  ministry.clock.at += HOUR;
  expect((await ministry.signIn('supervisor')).status).toBe(200);
});

test('a hundred guesses at once are no way round the wait', async () => {
  const replies = await Promise.all(Array.from({ length: 100 }, (_, i) => ministry.signIn('supervisor', `guess ${i}`)));
  expect(replies.filter((reply) => reply.status === 401).length).toBeLessThanOrEqual(6);
  expect(replies.filter((reply) => reply.status === 429).length).toBeGreaterThanOrEqual(94);
});

test('who signed in, who was refused and who left is on record, and no password, name or cookie is in the logs', async () => {
  await ministry.signIn('supervisor', 'my secret guess');
  await ministry.signIn('supervisor');
  await ministry.ask('supervisor', 'DELETE', '/api/desk/session');
  const audit = await ministry.store.read((r) => r.selectFrom('audit').select(['who', 'what']).orderBy('id').execute());
  expect(audit).toEqual([{ who: '', what: 'sign-in-refused' }, { who: 'supervisor', what: 'signed-in' }, { who: 'supervisor', what: 'signed-out' }]);
  const traces = ministry.logged.join('') + JSON.stringify(await ministry.store.read((r) => r.selectFrom('audit').selectAll().execute()));
  for (const secret of ['my secret guess', PASSWORD, 'soyadı', ministry.cookies.get('supervisor')!.split('=')[1]!]) expect(traces).not.toContain(secret);
});
