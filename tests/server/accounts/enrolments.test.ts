import { v7 } from 'uuid';
import { newSigningKey } from '../../../src/pack/keys.ts';
import { proveKey } from '../../../src/sync/enrolment.ts';
import { aCourse } from '../a-course.ts';
import { aPhone, aServer, newKeys, phoneOf, type Server } from '../a-server.ts';

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

/** As a server that was brought back from a backup older than the phone: neither the phone nor its profile stands there. */
const forget = () =>
  server.store.write(async (w) => {
    for (const table of ['receipt', 'line', 'envelope', 'completion', 'activity', 'device', 'profile'] as const) await w.deleteFrom(table).execute();
  });
const again = async (keys: Awaited<ReturnType<typeof newKeys>>, person: string, profile: string | undefined) => {
  const code = await server.code(person);
  const { profile: _, ...asked } = { ...keys.enrolment, code };
  return enrol({ ...asked, ...(profile ? { profile } : {}), proof: await proveKey(asked, keys.signKey, keys.kid) });
};

describe('a phone that this server does not know any more', () => {
  test('joins again with its keys and its profile, and what was kept aside meanwhile is taken in by itself', async () => {
    const pack = await aCourse();
    await server.publish(pack);
    const keys = await newKeys(await server.code('aysel'));
    const { profile } = (await enrol(keys.enrolment)).body;
    const phone = phoneOf(server, keys, profile as never);
    const lines = await phone.lines(phone.takes(pack), pack.edition);
    await phone.send(lines);
    await forget();
    await server.stop();
    server = await aServer({ data: server.data });
    const back = phoneOf(server, keys, profile as never);
    expect((await back.post(await back.seal(lines))).status).toBe(202);
    expect(await again(keys, 'aysel', profile)).toEqual({ status: 201, body: { karvan: 1, profile, name: 'aysel soyadı' } });
    await expect.poll(async () => (await server.store.read((r) => r.selectFrom('line').select('note').execute())).map(({ note }) => note)).toEqual(lines.map(() => null));
    const { reply, receipt } = await back.send([]);
    expect(receipt?.seq).toBe(lines.length);
    expect(reply.registrations[0]).toMatchObject({ satisfied: expect.any(String) as string });
  });

  test('negative control: without its profile it gets another one, and its work counts for nobody', async () => {
    const pack = await aCourse();
    await server.publish(pack);
    const keys = await newKeys(await server.code('aysel'));
    const { profile } = (await enrol(keys.enrolment)).body;
    await forget();
    const other = (await again(keys, 'aysel', undefined)).body.profile;
    expect(other).not.toBe(profile);
    const phone = phoneOf(server, keys, profile as never);
    expect((await phone.send(await phone.lines(phone.takes(pack), pack.edition)).catch(() => undefined))?.reply.registrations ?? []).toEqual([]);
  });

  test('where its person has joined another phone since, both profiles are of one person', async () => {
    const keys = await newKeys(await server.code('aysel'));
    const { profile } = (await enrol(keys.enrolment)).body;
    await forget();
    const other = await aPhone(server);
    expect((await again(keys, 'aysel', profile)).body.profile).toBe(profile);
    const held = await server.store.read((r) => r.selectFrom('profile').select(['id', 'person']).execute());
    expect(held.map(({ person }) => person)).toEqual(['aysel', 'aysel']);
    expect(new Set(held.map(({ id }) => String(id)))).toEqual(new Set([profile, String(other.profile)]));
  });

  test('a code of another person does not take over the profile that somebody has', async () => {
    const { profile } = await aPhone(server);
    expect(await again(await newKeys('0000000000'), 'rauf', String(profile))).toEqual({ status: 409, body: { code: 'enrolment-code-foreign' } });
    // Nor is that code spent.
    expect(await server.store.read((r) => r.selectFrom('code').select('person').where('spent', 'is', null).execute())).toEqual([{ person: 'rauf' }]);
  });
});
