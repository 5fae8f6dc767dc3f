/** What opens doors stands in no log, whatever is logged: here everything is. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sealText } from '../../src/sync/envelope.ts';
import { peopleCommand } from '../../src/server/accounts/people-command.ts';
import { newSealingKey } from '../../src/pack/keys.ts';
import { aMinistry } from './a-ministry.ts';
import { aCourse, asFolder } from './a-course.ts';
import { aPhone, aServer, newKeys, PASSWORD, type Server } from './a-server.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Everything that somebody did and that may be repeated by nobody who reads the log. */
type Secrets = Map<string, string>;

async function signedIn(server: Server, name: string, password: string): Promise<Response> {
  return server.postJson('/api/desk/session', { name, password });
}

/** A day of a server: enrolment, learning, a forgotten PIN, the desk, a course; and all of it wrongly as well. */
async function aDay(server: Server, secrets: Secrets): Promise<void> {
  const pack = await aCourse();
  const phone = await aPhone(server);
  const code = await server.code('rauf');
  secrets.set('enrolment code', code).set('enrolment code without its hyphen', code.replace('-', ''));
  const keys = await newKeys(code);
  for (let i = 0; i < 2; i++) await server.postJson('/api/enrolments', keys.enrolment);
  await server.postJson('/api/enrolments', { ...keys.enrolment, proof: 'x' });
  await server.postJson('/api/enrolments', `{"code":"${code}",`);
  secrets.set('proof of a key', keys.enrolment.proof);

  const lines = await phone.lines(phone.takes(pack), pack.edition);
  const envelope = await phone.seal(lines);
  secrets.set('an envelope', envelope.slice(100, 300)).set('what was learned', lines[5]!.slice(40, 140));
  const answered = await (await phone.post(envelope)).text();
  secrets.set('a reply', answered.slice(200, 400));
  await phone.post(`${envelope.slice(0, -9)}AAAAAAAAA`);
  await server.postJson('/api/envelopes', { jwe: envelope });

  const reset = await server.code('aysel', 'reset');
  const [profileKey, agree] = ['cHJvZmlsZS1rZXktb2YtYXlzZWw', await newSealingKey()];
  const wrapped = await sealText(JSON.stringify({ profile: phone.profile, kid: phone.kid, key: profileKey }), server.keys.sealPublic);
  secrets.set('reset code', reset).set('profile key', profileKey).set('wrapped profile key', wrapped.slice(100, 300));
  const ask = { karvan: 1, code: reset, wrapped, agree: agree.publicKey };
  expect((await server.postJson('/api/pin-resets', ask)).status).toBe(200);
  await server.postJson('/api/pin-resets', ask);
  await server.postJson('/api/pin-resets', { ...ask, wrapped: 7 });

  const wrong = 'a wrong guess of mine';
  secrets.set('password', PASSWORD).set('wrong password', wrong);
  const cookie = (await signedIn(server, 'supervisor', PASSWORD)).headers.get('set-cookie')!.split(';')[0]!;
  secrets.set('cookie', cookie.split('=')[1]!);
  await signedIn(server, 'supervisor', wrong);
  await server.postJson('/api/desk/session', `{"name":"supervisor","password":"${PASSWORD}`);
  await server.postJson('/api/desk/session', { name: ['x'], password: PASSWORD });
  const made = (await (await server.postJson('/api/desk/people/rauf/codes', { kind: 'enrol' }, { cookie })).json()) as { code: string };
  secrets.set('code made at the desk', made.code);
  await server.get('/api/desk/people/aysel', { cookie });
  await server.get('/api/desk/people/%00', { cookie });

  const basic = Buffer.from(`author:${PASSWORD}`).toString('base64');
  secrets.set('author’s sign-in', basic);
  const folder = await asFolder(pack, join(server.data, 'built', pack.edition));
  const at = `${server.url}/api/publish/${pack.course}/${pack.edition}`;
  for (const name of ['manifest.json', 'manifest.sig', 'bytes']) await fetch(`${at}/${name}`, { method: 'PUT', headers: { authorization: `Basic ${basic}`, 'content-type': 'application/octet-stream' }, body: await readFile(join(folder, name)) });
  expect((await fetch(at, { method: 'POST', headers: { authorization: `Basic ${basic}` } })).status).toBe(201);
  await fetch(at, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`author:${wrong}`).toString('base64')}` } });

  for (const name of ['root', 'receipt', 'seal']) secrets.set(`private ${name} key`, (JSON.parse(await readFile(join(server.data, 'keys', `${name}.json`), 'utf8')) as { d: string }).d);
  const hash = (await server.store.read((r) => r.selectFrom('person').select('password').where('id', '=', 'author').executeTakeFirstOrThrow())).password!;
  secrets.set('password as it is kept', hash);
}

function found(log: string, secrets: Secrets): readonly string[] {
  return [...secrets].filter(([, secret]) => log.includes(secret) || log.includes(JSON.stringify(secret).slice(1, -1))).map(([name]) => name);
}

test('no code, password, cookie, key or envelope stands in a log that records everything, nor in the audit', async () => {
  const server = await aServer();
  const secrets: Secrets = new Map();
  await aDay(server, secrets);
  expect(secrets.size).toBeGreaterThan(15);
  expect([...secrets.values()].every((secret) => secret.length >= 10)).toBe(true);
  const audit = JSON.stringify(await server.store.read((r) => r.selectFrom('audit').selectAll().execute()));
  expect(audit).toContain('pin-reset');
  expect(found(server.logged.join('\n') + audit, secrets)).toEqual([]);
  // Control: had one been logged, it would be found.
  for (const [name, secret] of secrets) {
    server.deps.log.error({ headers: { nested: secret } }, 'x');
    expect(found(server.logged.join('\n'), secrets)).toContain(name);
  }
  await server.end();
});

test('also when everything fails inside, the log tells of the failure and of no secret', async () => {
  let isBroken = false;
  const server = await aServer({ wrap: (store) => ({ ...store, write: (work) => (isBroken ? Promise.reject(new Error('the disk is gone')) : store.write(work)) }) });
  const secrets: Secrets = new Map();
  const code = await server.code('rauf');
  const phone = await aPhone(server);
  const envelope = await phone.seal(await phone.lines(phone.takes(await aCourse())));
  secrets.set('code', code).set('password', PASSWORD).set('envelope', envelope.slice(100, 300));
  isBroken = true;
  expect([(await server.postJson('/api/enrolments', (await newKeys(code)).enrolment)).status, (await signedIn(server, 'supervisor', PASSWORD)).status, (await phone.post(envelope)).status]).toEqual([500, 500, 500]);
  expect(server.logged.join('')).toContain('the disk is gone');
  expect(found(server.logged.join('\n'), secrets)).toEqual([]);
  isBroken = false;
  await server.end();
});

test('codes and passwords of a people list are on the cards alone', async () => {
  const ministry = await aMinistry();
  const printed: string[] = [];
  const list = join(ministry.data, 'people.csv');
  await writeFile(list, 'number,name,institution,unit,role,login\n900,Yeni İşçi,health,clinic,trainer,yeni\n');
  expect(await peopleCommand(['import', list], { ...ministry.deps, print: (line) => void printed.push(line) })).toBe(0);
  const secrets: Secrets = new Map(printed.join('\n').match(/\b[0-9A-Z]{5}(?:-[0-9A-Z]{5})+\b/g)!.map((each, i) => [`printed ${i}`, each]));
  expect(secrets.size).toBe(2);
  expect(found(ministry.logged.join('\n') + JSON.stringify(await ministry.store.read((r) => r.selectFrom('audit').selectAll().execute())), secrets)).toEqual([]);
  await ministry.close();
});
