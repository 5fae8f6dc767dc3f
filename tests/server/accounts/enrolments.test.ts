import { v7 } from 'uuid';
import { newSigningKey } from '../../../src/pack/keys.ts';
import { proveKey } from '../../../src/sync/enrolment.ts';
import { aServer, newKeys, type Server } from '../a-server.ts';

let server: Server;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.end());

const enrol = async (enrolment: unknown) => {
  const response = await server.postJson('/api/enrolments', enrolment);
  return { status: response.status, body: (await response.json()) as { code?: string; profile?: string; name?: string; detail?: string } };
};

test('a code joins a phone to its person, however it was typed', async () => {
  const code = await server.code('aysel');
  const { enrolment } = await newKeys(` ${code.toLowerCase().replace('-', ' ')} `);
  expect(await enrol(enrolment)).toEqual({ status: 201, body: { karvan: 1, profile: expect.any(String) as string, name: 'aysel soyadı' } });
  const { device, notice } = await server.store.read((r) => r.selectFrom('device').select(['device', 'notice']).executeTakeFirstOrThrow());
  expect([device, JSON.parse(notice)]).toEqual([enrolment.device, enrolment.notice]);
});

test('all phones of a person have one profile, and other people have another', async () => {
  const profiles: (string | undefined)[] = [];
  for (const person of ['aysel', 'aysel', 'rauf']) profiles.push((await enrol((await newKeys(await server.code(person))).enrolment)).body.profile);
  expect(profiles[0]).toBe(profiles[1]);
  expect(profiles[2]).not.toBe(profiles[0]);
});

test('a phone whose answer was lost asks again and gets the same; another phone does not get in by that code', async () => {
  const code = await server.code('aysel');
  const { enrolment } = await newKeys(code);
  const first = await enrol(enrolment);
  expect(await enrol(enrolment)).toEqual(first);
  expect(await enrol((await newKeys(code)).enrolment)).toEqual({ status: 409, body: { code: 'enrolment-code-spent' } });
  expect(await server.store.read((r) => r.selectFrom('device').select('kid').execute())).toHaveLength(1);
});

test('a code that is unknown, of another kind or too old opens nothing', async () => {
  expect(await enrol((await newKeys('ABCDE-FGHJK')).enrolment)).toEqual({ status: 404, body: { code: 'enrolment-code-unknown' } });
  expect(await enrol((await newKeys(await server.code('aysel', 'reset'))).enrolment)).toEqual({ status: 404, body: { code: 'enrolment-code-unknown' } });
  const old = await server.code('aysel');
  server.clock.at += 31 * 86_400_000;
  expect(await enrol((await newKeys(old)).enrolment)).toMatchObject({ status: 409, body: { code: 'enrolment-code-spent' } });
  expect(await server.store.read((r) => r.selectFrom('device').select('kid').execute())).toEqual([]);
});

test('a key that its sender does not hold is not enrolled', async () => {
  const [keys, other] = [await newKeys(await server.code('aysel')), await newSigningKey()];
  const swapped = { ...keys.enrolment, sign: { ...other.publicKey, kid: other.publicKey.kid } };
  const misnamed = { ...keys.enrolment, agree: { ...keys.enrolment.agree, kid: 'x'.repeat(43) } };
  const ofAnotherDevice = { ...keys.enrolment, device: v7() };
  const replayed = { ...keys.enrolment, code: 'ABCDE-FGHJK', proof: await proveKey({ ...keys.enrolment, code: 'ZZZZZ-ZZZZZ' }, keys.signKey, keys.kid) };
  for (const bad of [swapped, misnamed, ofAnotherDevice, replayed, { ...keys.enrolment, proof: 'a.b.c' }]) {
    expect(await enrol(bad)).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
  }
  expect((await enrol(keys.enrolment)).status).toBe(201);
});

test('what is missing or of another shape is named', async () => {
  const { enrolment } = await newKeys(await server.code('aysel'));
  const { device: _, ...without } = enrolment;
  expect(await enrol(without)).toMatchObject({ status: 400, body: { code: 'request-invalid', detail: expect.stringContaining('device') as string } });
  expect(await enrol({ ...enrolment, sign: { ...enrolment.sign, crv: 'P-521' } })).toMatchObject({ status: 400, body: { detail: expect.stringContaining('sign.crv') as string } });
});

test('whoever guesses codes waits longer and longer; a class of thirty behind one address does not', async () => {
  for (let i = 0; i < 30; i++) expect((await enrol((await newKeys(await server.code('aysel'))).enrolment)).status).toBe(201);
  const guesser = await newKeys('ABCDE-FGHJK');
  const statuses: number[] = [];
  for (let i = 0; i < 7; i++) statuses.push((await enrol(guesser.enrolment)).status);
  expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 429]);
  const retry = await server.postJson('/api/enrolments', guesser.enrolment);
  expect([retry.status, Number(retry.headers.get('retry-after')) >= 1, await retry.json()]).toEqual([429, true, { code: 'too-many-tries' }]);
  expect((await enrol((await newKeys(await server.code('rauf'))).enrolment)).status).toBe(201);
});

test('neither codes nor names stand in the log, and the audit knows who joined', async () => {
  const code = await server.code('aysel');
  await enrol((await newKeys(code)).enrolment);
  expect(server.logged.join('\n')).not.toMatch(new RegExp(`${code}|${code.replace('-', '')}|soyadı`));
  expect(await server.store.read((r) => r.selectFrom('audit').select(['who', 'what']).where('what', '=', 'enrolled').execute())).toEqual([{ who: 'aysel', what: 'enrolled' }]);
});
