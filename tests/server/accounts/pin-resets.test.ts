import { importJWK, type CryptoKey } from 'jose';
import { newSealingKey } from '../../../src/pack/keys.ts';
import { sealText, unsealText } from '../../../src/sync/envelope.ts';
import { aPhone, aServer, type Phone, type Server } from '../a-server.ts';

let server: Server;
let phone: Phone;
beforeEach(async () => {
  server = await aServer();
  phone = await aPhone(server);
});
afterEach(() => server.end());

const KEY = 'a2V5IG9mIGEgcHJvZmlsZSwgMzIgYnl0ZXMgbG9uZyE';
const fresh = await newSealingKey();
const wrapped = (change: object = {}) => sealText(JSON.stringify({ profile: phone.profile, kid: phone.kid, key: KEY, ...change }), server.keys.sealPublic);
const reset = async (code: string, what?: string) => {
  const response = await server.postJson('/api/pin-resets', { karvan: 1, code, wrapped: what ?? (await wrapped()), agree: fresh.publicKey });
  return { status: response.status, body: (await response.json()) as { key?: string; code?: string } };
};

test('with a supervisor’s code the phone gets its key back, sealed to the phone alone, once', async () => {
  const code = await server.code('aysel', 'reset');
  const { status, body } = await reset(code);
  expect(status).toBe(200);
  const mine = (await importJWK(fresh.privateKey, 'ECDH-ES')) as CryptoKey;
  expect(await unsealText(body.key!, () => mine)).toBe(KEY);
  expect(await reset(code)).toEqual({ status: 404, body: { code: 'reset-code-unknown' } });
});

test('a code of somebody else, of another kind, or too old gives nothing', async () => {
  expect(await reset(await server.code('rauf', 'reset'))).toEqual({ status: 404, body: { code: 'reset-code-unknown' } });
  expect((await reset(await server.code('aysel', 'enrol'))).status).toBe(404);
  const old = await server.code('aysel', 'reset');
  server.clock.at += 3_600_001;
  expect((await reset(old)).status).toBe(404);
});

test('a key that was wrapped for another profile, another phone or another server is not given out', async () => {
  const other = await newSealingKey();
  const code = await server.code('aysel', 'reset');
  const elsewhere = await sealText(JSON.stringify({ profile: phone.profile, kid: phone.kid, key: KEY }), other.publicKey);
  for (const what of [await wrapped({ profile: '0198c0de-0000-7000-8000-000000000000' }), await wrapped({ kid: 'nobody' }), elsewhere, await sealText('no JSON', server.keys.sealPublic)]) {
    server.clock.at += 1000_000;
    expect((await reset(code, what)).status).toBe(404);
  }
});

test('a code is not spent by a request that cannot be answered', async () => {
  const code = await server.code('aysel', 'reset');
  const bad = await server.postJson('/api/pin-resets', { karvan: 1, code, wrapped: await wrapped(), agree: { ...fresh.publicKey, x: 'AA' } });
  expect(bad.status).toBe(400);
  expect((await reset(code)).status).toBe(200);
});

test('guessing a reset code is slowed for that profile', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await reset('ABCDE-FGHJK')).status);
  expect(statuses).toEqual([404, 404, 404, 404, 429, 429]);
});

test('every reset stands in the audit, with who gave the code', async () => {
  await reset(await server.code('aysel', 'reset'));
  expect(await server.store.read((r) => r.selectFrom('audit').select(['who', 'what', 'about']).where('what', '=', 'pin-reset').execute())).toEqual([{ who: 'supervisor', what: 'pin-reset', about: 'aysel' }]);
  expect(server.logged.join('\n')).not.toContain(KEY);
});
