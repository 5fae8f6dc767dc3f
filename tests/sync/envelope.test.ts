import { importJWK, type CryptoKey } from 'jose';
import { expect, test } from 'vitest';
import type { CourseId, DeviceId, KeyId, ProfileId } from '../../src/core/ids.ts';
import { noProgress } from '../../src/core/progress.ts';
import { registrationOf } from '../../src/core/registration.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';
import { newSealingKey, newSigningKey } from '../../src/pack/keys.ts';
import { chainHash, fittingLines, gunzip, gzip, openSigned, parseHeader, parseLine, sealEnvelope, signerOf, unsealText, writeLine, type Header } from '../../src/sync/envelope.ts';
import { openReceipt, readCode, receiptCode, signReceipt, type Receipt } from '../../src/sync/receipt.ts';
import { openReply, sealReply, type Reply } from '../../src/sync/reply.ts';

const device = await newSigningKey();
const agree = await newSealingKey();
const seal = await newSealingKey();
const otherSeal = await newSealingKey();
const receiptKey = await newSigningKey();
const keys = { kid: device.publicKey.kid as KeyId, sign: (await importJWK(device.privateKey, 'ES256')) as CryptoKey };

const profile = '0190a0a0-0000-7000-8000-000000000001' as ProfileId;
const header: Header = { karvan: 1, device: '0190a0a0-0000-7000-8000-0000000000d1' as DeviceId, profile, clock: { device: '2026-11-24T10:00:00.000Z', uptime: 5000 } };

function aStatement(n: number): Statement {
  return {
    id: `0190a0a0-0000-7000-8000-${String(n).padStart(12, '0')}`,
    actor: { objectType: 'Agent', account: { homePage: 'https://profiles.karvan.invalid', name: profile } },
    verb: { id: 'http://adlnet.gov/expapi/verbs/answered' },
    object: { id: `urn:uuid:0190a0a0-0000-7000-8000-000000000001#q${n}` },
    result: { response: 'Gəncə «Қ»', success: true },
    context: { registration: registrationOf(profile, 'm/c' as CourseId, 1) },
    timestamp: '2026-11-24T10:00:00.000Z',
  };
}

async function someLines(count: number): Promise<string[]> {
  const lines: string[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const prev = lines.length === 0 ? '' : await chainHash(lines.at(-1)!);
    lines.push(writeLine({ seq, prev, s: aStatement(seq) }));
  }
  return lines;
}
const serverKeyOf = (key: Awaited<ReturnType<typeof newSealingKey>>) => async () => (await importJWK(key.privateKey, 'ECDH-ES')) as CryptoKey;

test('what a device sealed the server opens, byte for byte', async () => {
  const lines = await someLines(5);
  const jwe = await sealEnvelope(header, lines, keys, seal.publicKey);
  const key = await serverKeyOf(seal)();
  const jws = (await unsealText(jwe, (kid) => (kid === seal.publicKey.kid ? key : undefined)))!;
  expect(signerOf(jws)).toBe(device.publicKey.kid);
  const [first, ...rest] = (await openSigned(jws, (await importJWK(device.publicKey, 'ES256')) as CryptoKey)) as readonly string[];
  expect(parseHeader(first!)).toEqual(header);
  expect(rest).toEqual(lines);
  expect(parseLine(rest[4]!)).toMatchObject({ seq: 5, prev: await chainHash(lines[3]!) });
});

test('a carrier can neither read an envelope nor open it with another key', async () => {
  const jwe = await sealEnvelope(header, await someLines(1), keys, seal.publicKey);
  expect(jwe).not.toContain(Buffer.from('answered').toString('base64url').slice(1, -2));
  const wrong = await serverKeyOf(otherSeal)();
  expect(await unsealText(jwe, () => wrong)).toBeUndefined();
});

test('no envelope altered in one character is opened; the unaltered one is', async () => {
  const jwe = await sealEnvelope(header, await someLines(1), keys, seal.publicKey);
  const key = await serverKeyOf(seal)();
  let accepted = 0;
  const original = await unsealText(jwe, () => key);
  for (let at = 0; at < jwe.length; at += 7) {
    const other = jwe[at] === 'A' ? 'B' : 'A';
    const opened = await unsealText(`${jwe.slice(0, at)}${other}${jwe.slice(at + 1)}`, () => key);
    if (opened !== undefined && opened !== original) accepted++;
  }
  expect(accepted).toBe(0);
  expect(original).toBeDefined();
});

test('a statement signed by another device is not taken for this one’s', async () => {
  const other = await newSigningKey();
  const jws = await openJws();
  expect(await openSigned(jws, (await importJWK(other.publicKey, 'ES256')) as CryptoKey)).toMatchObject({ code: 'envelope-unreadable' });
  expect(Array.isArray(await openSigned(jws, (await importJWK(device.publicKey, 'ES256')) as CryptoKey))).toBe(true);
});

async function openJws(): Promise<string> {
  const key = await serverKeyOf(seal)();
  return (await unsealText(await sealEnvelope(header, await someLines(2), keys, seal.publicKey), () => key))!;
}

test('a body that would inflate past the limit is not unpacked', async () => {
  const bomb = await gzip(new Uint8Array(8 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(20_000);
  await expect(gunzip(bomb, 1024 * 1024)).rejects.toThrow('limit');
  expect((await gunzip(bomb, 9 * 1024 * 1024)).length).toBe(8 * 1024 * 1024);
});

test('one bad line is no line, and says nothing about the others', async () => {
  const [good] = await someLines(1);
  expect(parseLine(good!)).toBeDefined();
  for (const bad of ['', '{', 'null', '{"seq":0,"prev":"","s":{}}', '{"seq":1,"prev":"","s":{"id":"x"}}', `{"seq":1,"prev":"","s":"${'x'.repeat(70_000)}"}`]) {
    expect(parseLine(bad)).toBeUndefined();
  }
});

test('an envelope takes as many lines as fit, and always at least one', async () => {
  const lines = await someLines(3);
  expect(fittingLines(lines)).toBe(3);
  expect(fittingLines(Array.from({ length: 1500 }, () => lines[0]!))).toBeLessThanOrEqual(1000);
  expect(fittingLines(['x'.repeat(2_000_000), 'y'])).toBe(1);
});

const receipt: Receipt = { karvan: 1, device: header.device, profile, kid: keys.kid, seq: 5, hash: 'h', received: '2026-11-24T10:00:01.000Z' };

test('a receipt is the server’s word and nobody else’s, and its code can be said over a telephone', async () => {
  const jws = await signReceipt(receipt, (await importJWK(receiptKey.privateKey, 'ES256')) as CryptoKey, receiptKey.publicKey.kid);
  expect(await openReceipt(jws, [receiptKey.publicKey])).toEqual(receipt);
  expect(await openReceipt(jws, [device.publicKey])).toBeUndefined();
  expect(await openReceipt(`${jws.slice(0, -4)}AAAA`, [receiptKey.publicKey])).toBeUndefined();
  const code = await receiptCode(jws);
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(readCode(` ${code.toLowerCase()} `)).toBe(code.replace('-', ''));
  expect(readCode('oil-İ0')).toBe('01110');
});

test('a receipt keeps its code however often it is signed, and another receipt has another', async () => {
  const key = (await importJWK(receiptKey.privateKey, 'ES256')) as CryptoKey;
  const sign = (what: Receipt) => signReceipt(what, key, receiptKey.publicKey.kid);
  const [once, again, later] = [await sign(receipt), await sign(receipt), await sign({ ...receipt, seq: 6 })];
  expect(again).not.toBe(once);
  expect(await receiptCode(again)).toBe(await receiptCode(once));
  expect(await receiptCode(later)).not.toBe(await receiptCode(once));
});

test('a reply opens only on the device that it was sealed to, and only when the server signed it', async () => {
  const reply: Reply = {
    karvan: 1, at: '2026-11-24T10:00:02.000Z', device: header.device, profile, person: { name: 'Aysel Quliyeva' },
    registrations: [{ registration: registrationOf(profile, 'm/c' as CourseId, 1), course: 'm/c' as CourseId, cycle: 1, progress: noProgress }],
    decisions: [], assignments: [], notes: [], trust: 1,
  };
  const signKey = (await importJWK(receiptKey.privateKey, 'ES256')) as CryptoKey;
  const jwe = await sealReply(reply, { kid: receiptKey.publicKey.kid, sign: signKey }, agree.publicKey);
  const mine = (await importJWK(agree.privateKey, 'ECDH-ES')) as CryptoKey;
  const theirs = (await importJWK(otherSeal.privateKey, 'ECDH-ES')) as CryptoKey;
  expect(await openReply(jwe, mine, [receiptKey.publicKey])).toMatchObject({ person: { name: 'Aysel Quliyeva' } });
  expect(await openReply(jwe, theirs, [receiptKey.publicKey])).toMatchObject({ code: 'reply-invalid' });
  expect(await openReply(jwe, mine, [device.publicKey])).toMatchObject({ code: 'reply-invalid' });
  expect(jwe).not.toContain('Aysel');
});
