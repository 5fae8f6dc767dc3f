/** The server opens and seals by itself what phones open and seal with WebCrypto: both must speak the very same form. */
import { createPrivateKey, createPublicKey, KeyObject, sign } from 'node:crypto';
import { base64url, CompactEncrypt, compactVerify, CompactSign, importJWK, type CryptoKey, type JWK } from 'jose';
import * as fc from 'fast-check';
import { newSealingKey, newSigningKey } from '../../../src/pack/keys.ts';
import { openJws, seal, signJws, unseal } from '../../../src/server/sync/sealing.ts';
import { sealText, unsealText } from '../../../src/sync/envelope.ts';

const [mine, theirs, signing, stranger] = [await newSealingKey(), await newSealingKey(), await newSigningKey(), await newSigningKey()];
const privateKey = (key: JWK) => createPrivateKey({ key, format: 'jwk' });
const publicKey = (key: JWK) => createPublicKey({ key, format: 'jwk' });
const [myKey, theirKey, signKey] = [privateKey(mine.privateKey), privateKey(theirs.privateKey), privateKey(signing.privateKey)];
const forMe = (kid: string) => (kid === mine.publicKey.kid ? myKey : undefined);
const toMe = { kid: mine.publicKey.kid, key: publicKey(mine.publicKey) };
const by = { kid: signing.publicKey.kid, key: signKey };
const named = (header: object) => base64url.encode(JSON.stringify(header));
const text = 'Hədiyyə almayın. Сыйлық алмаңыз.';

test('whatever a phone seals the server opens, and whatever the server seals a phone opens', async () => {
  const phoneKey = (await importJWK(mine.privateKey, 'ECDH-ES')) as CryptoKey;
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constant(text.repeat(2000))), async (said) => {
      expect(unseal(await sealText(said, mine.publicKey), forMe)).toBe(said);
      expect(await unsealText(seal(said, toMe), () => phoneKey)).toBe(said);
    }),
    { numRuns: 30 },
  );
});

test('the names of both parties are part of the secret, where another implementation gives them', async () => {
  const parties = { apu: new TextEncoder().encode('phone'), apv: new TextEncoder().encode('server') };
  const jwe = await new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: mine.publicKey.kid })
    .setKeyManagementParameters(parties)
    .encrypt(await importJWK(mine.publicKey, 'ECDH-ES'));
  expect(unseal(jwe, forMe)).toBe(text);
});

test('what was altered, cut short, sealed to somebody else or in another way is not opened', async () => {
  const jwe = await sealText(text, mine.publicKey);
  const parts = jwe.split('.');
  const header = JSON.parse(Buffer.from(parts[0]!, 'base64url').toString()) as Record<string, unknown>;
  const withHeader = (change: object) => [named({ ...header, ...change }), ...parts.slice(1)].join('.');
  const shortTag = [...parts.slice(0, 4), Buffer.from(parts[4]!, 'base64url').subarray(0, 4).toString('base64url')].join('.');
  const sealedWith = async (change: object) =>
    new CompactEncrypt(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: mine.publicKey.kid, ...change })
      .encrypt(await importJWK(mine.publicKey, 'ECDH-ES'), { crit: { x: true } });
  expect(unseal(await sealedWith({}), forMe)).toBe(text);
  const bad = [
    await sealedWith({ crit: ['x'], x: 1 }), await sealedWith({ enc: 'A128GCM' }),
    '', 'a.b.c.d.e', '....', jwe.slice(0, -4), `${jwe}.AAAA`, shortTag, parts.slice(0, 4).join('.'), [parts[0], 'AAAA', ...parts.slice(2)].join('.'),
    withHeader({}).replace('.', 'A.'), withHeader({ alg: 'dir' }), withHeader({ enc: 'A128GCM' }), withHeader({ crit: ['x'] }), withHeader({ zip: 'DEF' }), withHeader({ epk: undefined }),
    withHeader({ epk: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' } }), withHeader({ kid: theirs.publicKey.kid }), await sealText(text, theirs.publicKey),
  ];
  for (const each of bad) expect(unseal(each, forMe), each.slice(0, 40)).toBeUndefined();
  expect(unseal(jwe, () => theirKey)).toBeUndefined();
  for (let at = 0; at < jwe.length; at += 3) {
    // The last letter of a part has bits that say nothing.
    if (jwe[at] === '.' || jwe[at + 1] === '.' || at === jwe.length - 1) continue;
    expect(unseal(jwe.slice(0, at) + (jwe[at] === 'A' ? 'B' : 'A') + jwe.slice(at + 1), forMe), String(at)).toBeUndefined();
  }
  expect(unseal(jwe, forMe)).toBe(text);
});

test('a signature of the server is one that a phone verifies, and the other way round', async () => {
  const payload = new TextEncoder().encode(text);
  const verified = await compactVerify(signJws(payload, by, 'karvan-reply'), await importJWK(signing.publicKey, 'ES256'));
  expect(new TextDecoder().decode(verified.payload)).toBe(text);
  expect(verified.protectedHeader).toEqual({ alg: 'ES256', kid: signing.publicKey.kid, typ: 'karvan-reply' });
  const jws = await new CompactSign(payload).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign((await importJWK(signing.privateKey, 'ES256')) as CryptoKey);
  expect(openJws(jws, publicKey(signing.publicKey))?.toString()).toBe(text);
});

test('what another signed, or nobody, or in another way, is not believed', async () => {
  const jws = signJws(Buffer.from(text), by);
  const [head, payload, signature] = jws.split('.') as [string, string, string];
  const key = publicKey(signing.publicKey);
  const critical = `${named({ alg: 'ES256', crit: ['b64'], b64: false })}.${payload}`;
  const bad = [
    '', '..', `${head}.${payload}`, `${head}.${payload}.`, `${jws}.x`, `${named({ alg: 'none' })}.${payload}.`, `${named({ alg: 'HS256' })}.${payload}.${signature}`,
    `${critical}.${sign('sha256', Buffer.from(critical), { key: signKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`, `${head}.${base64url.encode('other')}.${signature}`, signJws(Buffer.from(text), { ...by, key: privateKey(stranger.privateKey) }),
  ];
  for (const each of bad) expect(openJws(each, key), each.slice(0, 40)).toBeUndefined();
  expect(openJws(jws, key)?.toString()).toBe(text);
});

test('the server’s own keys serve both ways of opening', async () => {
  const ours = KeyObject.from((await importJWK(mine.privateKey, 'ECDH-ES', { extractable: true })) as CryptoKey);
  expect(unseal(await sealText(text, mine.publicKey), () => ours)).toBe(text);
});
