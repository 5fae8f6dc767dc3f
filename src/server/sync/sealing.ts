/**
 * Envelopes and replies on the server's side. Their forms are those of sync/envelope.ts and sync/reply.ts, byte for byte; here
 * they are opened and sealed by Node itself, on this thread: a dozen trips to other threads cost eight times what they bring.
 */
import { createCipheriv, createDecipheriv, createHash, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import * as v from 'valibot';

/** A public agreement key with its name. */
export type SealTo = { readonly kid: string; readonly key: KeyObject };
/** A private signing key with its name. */
export type SignBy = { readonly kid: string; readonly key: KeyObject };

/** Text of a compact JWE (ECDH-ES, A256GCM) for the private key that `keyOf` finds; undefined when it is for another, or was altered. */
export function unseal(jwe: string, keyOf: (kid: string) => KeyObject | undefined): string | undefined {
  const [head = '', wrapped, iv = '', text = '', tag = '', ...more] = jwe.split('.');
  try {
    const header = v.parse(sealedHeader, parsed(head));
    const key = keyOf(header.kid);
    if (!key || wrapped !== '' || more.length > 0) return undefined;
    const secret = diffieHellman({ privateKey: key, publicKey: createPublicKey({ key: header.epk, format: 'jwk' }) });
    const cipher = createDecipheriv('aes-256-gcm', contentKey(secret, header), bytesOf(iv), { authTagLength: 16 });
    cipher.setAAD(Buffer.from(head)).setAuthTag(bytesOf(tag));
    return Buffer.concat([cipher.update(bytesOf(text)), cipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Seals text as `sealText` of sync/envelope.ts does. */
export function seal(text: string, { kid, key }: SealTo): string {
  const mine = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = mine.publicKey.export({ format: 'jwk' });
  const head = written({ alg: 'ECDH-ES', enc: 'A256GCM', kid, epk: { kty, crv, x, y } });
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', contentKey(diffieHellman({ privateKey: mine.privateKey, publicKey: key }), {}), iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(head));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [head, '', iv.toString('base64url'), sealed.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.');
}

/** What a compact JWS (ES256) says, when `key` signed it. */
export function openJws(jws: string, key: KeyObject): Buffer | undefined {
  const [head = '', payload = '', signature = '', ...more] = jws.split('.');
  if (more.length > 0 || !v.is(signedHeader, parsed(head))) return undefined;
  const isSigned = verify('sha256', Buffer.from(`${head}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, bytesOf(signature));
  return isSigned ? bytesOf(payload) : undefined;
}

/** A compact JWS. `typ`: what it holds, where that is said. */
export function signJws(payload: Uint8Array, { kid, key }: SignBy, typ?: string): string {
  const said = `${written({ alg: 'ES256', kid, ...(typ ? { typ } : {}) })}.${Buffer.from(payload).toString('base64url')}`;
  return `${said}.${sign('sha256', Buffer.from(said), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

// `crit` and `zip` would change what the rest means, and nothing that Karvan speaks with uses them.
const neverSaid = { crit: v.optional(v.undefined()), zip: v.optional(v.undefined()) };
const sealedHeader = v.object({
  alg: v.literal('ECDH-ES'),
  enc: v.literal('A256GCM'),
  kid: v.string(),
  epk: v.object({ kty: v.literal('EC'), crv: v.literal('P-256'), x: v.string(), y: v.string() }),
  apu: v.optional(v.string()),
  apv: v.optional(v.string()),
  ...neverSaid,
});
const signedHeader = v.object({ alg: v.literal('ES256'), ...neverSaid });

/** Concat KDF for direct agreement (RFC 7518 §4.6.2): one round gives the 256 bits. */
function contentKey(secret: Buffer, { apu = '', apv = '' }: { apu?: string | undefined; apv?: string | undefined }): Buffer {
  const hash = createHash('sha256').update(uint32(1)).update(secret);
  for (const part of [Buffer.from('A256GCM'), bytesOf(apu), bytesOf(apv)]) hash.update(uint32(part.length)).update(part);
  return hash.update(uint32(256)).digest();
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function written(header: object): string {
  return Buffer.from(JSON.stringify(header)).toString('base64url');
}

function parsed(head: string): unknown {
  try {
    return JSON.parse(bytesOf(head).toString('utf8'));
  } catch {
    return undefined;
  }
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}
