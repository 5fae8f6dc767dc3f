import { base64url, importJWK, type CryptoKey } from 'jose';
import { expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import { factsOf } from '../../src/device/facts.ts';
import { preference, setPreference } from '../../src/device/learning.ts';
import { changePin, createProfile, listProfiles, newDeviceKeys, publicKeysOf, unlock, unlockWithKey, wrappedForServer, type OpenProfile } from '../../src/device/profiles.ts';
import { record, statementsOf } from '../../src/device/record.ts';
import { storageProblem } from '../../src/device/storage.ts';
import { newSealingKey } from '../../src/pack/keys.ts';
import { unsealText } from '../../src/sync/envelope.ts';
import { isProven, proveKey } from '../../src/sync/enrolment.ts';
import { aDb, aPhone, NAME, PIN, reopened, someStatements } from './a-phone.ts';

const seal = await newSealingKey();

test('a locked phone shows pictures, and opens with the right PIN', async () => {
  const { db, world, open } = await aPhone(seal.publicKey);
  expect(await listProfiles(db)).toEqual([{ id: open.id, emblem: 'camel', opened: world.now() }]);
  const again = (await unlock(db, open.id, PIN, world)) as OpenProfile;
  expect((await factsOf(again)).person).toEqual({ name: NAME });
  expect(await preference(again, 'languages')).toEqual(['az']);
});

test('a wrong PIN makes one wait: a second, then twice as long, up to five minutes, also after a restart', async () => {
  const { db, world, open } = await aPhone(seal.publicKey);
  expect(await unlock(db, open.id, '000000', world)).toMatchObject({ code: 'pin-wrong', detail: '1000' });
  expect(await unlock(db, open.id, PIN, world)).toMatchObject({ code: 'pin-wait', detail: '1000' });
  const restarted = reopened(db);
  expect(await unlock(restarted, open.id, PIN, world)).toMatchObject({ code: 'pin-wait' });
  world.pass(1000);
  expect(await unlock(restarted, open.id, '000001', world)).toMatchObject({ code: 'pin-wrong', detail: '2000' });
  await restarted.profiles.update(open.id, { tries: 30, waitUntil: 0 });
  expect(await unlock(restarted, open.id, '000002', world)).toMatchObject({ code: 'pin-wrong', detail: '300000' });
  world.pass(-3_600_000);
  expect(await unlock(restarted, open.id, PIN, world), 'a clock set back').toMatchObject({ code: 'pin-wait', detail: '300000' });
  world.pass(3_600_000 + 300_000);
  expect(isProblem(await unlock(restarted, open.id, PIN, world))).toBe(false);
  expect(await restarted.profiles.get(open.id)).toMatchObject({ tries: 0, waitUntil: 0 });
});

test('a clock that was ten years ahead when a PIN was wrong locks nobody out, and its wait does not fall away', async () => {
  const { db, world, open } = await aPhone(seal.publicKey);
  const years = 10 * 365 * 86_400_000;
  world.pass(years);
  expect(await unlock(db, open.id, '000000', world)).toMatchObject({ code: 'pin-wrong', detail: '1000' });
  world.pass(-years);
  expect(await unlock(db, open.id, PIN, world)).toMatchObject({ code: 'pin-wait', detail: '1000' });
  world.pass(999);
  expect(await unlock(db, open.id, PIN, world)).toMatchObject({ code: 'pin-wait', detail: '1' });
  world.pass(1);
  expect(isProblem(await unlock(db, open.id, PIN, world))).toBe(false);
});

test('a try counts before the PIN is checked', async () => {
  const { db, world, open } = await aPhone(seal.publicKey);
  const checking = unlock(db, open.id, PIN, world);
  await expect.poll(async () => (await db.profiles.get(open.id))!.tries, { interval: 1 }).toBe(1);
  await checking;
});

test('with a new PIN the old one opens nothing', async () => {
  const { db, world, open } = await aPhone(seal.publicKey);
  await record(open, someStatements(world, open.id, 2), undefined);
  await changePin(open, '111222');
  expect(await unlock(db, open.id, PIN, world)).toMatchObject({ code: 'pin-wrong' });
  world.pass(1000);
  const again = (await unlock(db, open.id, '111222', world)) as OpenProfile;
  expect((await statementsOf(again)).length).toBe(2);
});

test('a forgotten PIN is a reset and no loss: the server opens the wrapped key, and nobody else', async () => {
  const { db, world, open } = await aPhone(seal.publicKey);
  await record(open, someStatements(world, open.id, 2), undefined);
  const wrapped = await wrappedForServer(db, open.id);
  const serverKey = (await importJWK(seal.privateKey, 'ECDH-ES')) as CryptoKey;
  const other = (await importJWK((await newSealingKey()).privateKey, 'ECDH-ES')) as CryptoKey;
  expect(await unsealText(wrapped, () => other)).toBeUndefined();
  const { profile, kid, key } = JSON.parse((await unsealText(wrapped, () => serverKey))!);
  expect({ profile, kid }).toEqual({ profile: open.id, kid: open.kid });
  const raw = new Uint8Array(base64url.decode(key));
  expect(await unlockWithKey(db, open.id, crypto.getRandomValues(new Uint8Array(32)), '777888', world)).toMatchObject({ code: 'reply-invalid' });
  const again = (await unlockWithKey(db, open.id, raw, '777888', world)) as OpenProfile;
  expect((await statementsOf(again)).length).toBe(2);
  expect(isProblem(await unlock(db, open.id, '777888', world))).toBe(false);
});

test('private keys cannot be taken out of an open profile, and prove the device to the server', async () => {
  const { open, keys } = await aPhone(seal.publicKey);
  await expect(crypto.subtle.exportKey('pkcs8', open.sign)).rejects.toThrow();
  await expect(crypto.subtle.exportKey('pkcs8', open.agree)).rejects.toThrow();
  const about = { code: 'ABCDE12345', device: open.device, agree: keys.agree.public as never };
  const enrolment = { karvan: 1 as const, ...about, sign: keys.sign.public as never, notice: { version: '1', lang: 'az', at: '' }, proof: await proveKey(about, open.sign, open.kid) };
  expect(await isProven(enrolment)).toBe(true);
});

test('the same person is not put on a phone twice: the first key would be lost', async () => {
  const { db, world, open } = await aPhone(seal.publicKey);
  const what = { enrolled: { karvan: 1 as const, profile: open.id, name: NAME }, keys: await newDeviceKeys(), emblem: 'owl', pin: PIN, sealKey: seal.publicKey, notice: { version: '1', lang: 'az', at: '' }, languages: [] };
  await expect(createProfile(db, what, world)).rejects.toMatchObject({ code: 'not-allowed' });
  expect((await listProfiles(db))[0]!.emblem).toBe('camel');
});

test('preferences are kept apart for each key, also when they are set at once', async () => {
  const { open } = await aPhone(seal.publicKey);
  await Promise.all([setPreference(open, 'subtitles', true), setPreference(open, 'text-size', 1.4), setPreference(open, 'place:r:a', 118)]);
  expect([await preference(open, 'subtitles'), await preference(open, 'text-size'), await preference(open, 'place:r:a'), await preference(open, 'none')]).toEqual([true, 1.4, 118, undefined]);
});

test('a database that the browser emptied is noticed, and a new phone is not called emptied', async () => {
  localStorage.clear();
  const fresh = aDb();
  expect(await storageProblem(fresh)).toBeUndefined();
  const { db } = await aPhone(seal.publicKey);
  expect(await storageProblem(db)).toBeUndefined();
  await db.delete();
  expect(await storageProblem(reopened(db))).toMatchObject({ code: 'storage-emptied' });
});

test('a profile that is open shows the public keys with which its phone once joined, and proves that it holds them', async () => {
  const { open, keys, world } = await aPhone(seal.publicKey);
  const shown = await publicKeysOf(open);
  expect(shown).toEqual({ sign: keys.sign.public, agree: keys.agree.public });
  const asked = { code: 'ABCDE-FGHJK', device: open.device, profile: open.id, ...shown } as unknown as Parameters<typeof proveKey>[0] & { sign: typeof shown.sign };
  const notice = { version: '1', lang: 'az', at: new Date(world.now()).toISOString() };
  expect(await isProven({ karvan: 1, ...asked, notice, proof: await proveKey(asked, open.sign, shown.sign.kid) } as unknown as Parameters<typeof isProven>[0])).toBe(true);
  // Negative control: what another phone signs proves nothing of these keys.
  const other = await newDeviceKeys();
  expect(await isProven({ karvan: 1, ...asked, notice, proof: await proveKey(asked, other.sign.private, shown.sign.kid) } as unknown as Parameters<typeof isProven>[0])).toBe(false);
});
