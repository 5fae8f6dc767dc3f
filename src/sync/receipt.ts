/** The proof a learner can hold: the server's signed word on how far it holds a device's chain now. */
import { base64url, CompactSign, compactVerify, importJWK, type JWK } from 'jose';
import * as v from 'valibot';
import type { DeviceId, KeyId, ProfileId } from '../core/ids.ts';

export const receiptSchema = v.object({
  karvan: v.literal(1),
  device: v.string(),
  profile: v.string(),
  /** Signing key whose chain this speaks of. */
  kid: v.string(),
  /** Highest sequence up to which the server holds every line now (0: none), and `chainHash` of that line. */
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  hash: v.string(),
  /** When the server came to hold the chain this far, ISO 8601 UTC by its clock. */
  received: v.string(),
  /**
   * "812.hash": the newest line of the server's audit then (its hash covers all lines before it). So whoever holds a receipt can
   * find out whether the log that the operator shows later is still the same. Older servers do not say it.
   */
  audit: v.optional(v.string()),
});

export type Receipt = Omit<v.InferOutput<typeof receiptSchema>, 'device' | 'profile' | 'kid'> & { readonly device: DeviceId; readonly profile: ProfileId; readonly kid: KeyId };

/** A receipt's exact text: what is signed and what its code is made of. */
export function writeReceipt({ karvan, device, profile, kid, seq, hash, received, audit }: Receipt): string {
  return JSON.stringify({ karvan, device, profile, kid, seq, hash, received, audit });
}

/** A receipt as compact JWS. */
export async function signReceipt(receipt: Receipt, key: CryptoKey | JWK, kid: string): Promise<string> {
  return new CompactSign(new TextEncoder().encode(writeReceipt(receipt))).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
}

/** The receipt in a JWS that one of the server's receipt keys signed, else undefined. */
export async function openReceipt(jws: string, keys: readonly JWK[]): Promise<Receipt | undefined> {
  for (const key of keys) {
    try {
      const { payload } = await compactVerify(jws, await importJWK(key, 'ES256'), { algorithms: ['ES256'] });
      return v.parse(receiptSchema, JSON.parse(new TextDecoder().decode(payload))) as Receipt;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** The code of a receipt as compact JWS. Of its text alone: a signature is another one each time, and a receipt keeps its name. */
export async function receiptCode(jws: string): Promise<string> {
  const text = base64url.decode(jws.split('.')[1] ?? '') as Uint8Array<ArrayBuffer>;
  return codeOfDigest(new Uint8Array(await crypto.subtle.digest('SHA-256', text)));
}

/** "K7QF-2M9X": the first 40 bits of the SHA-256 of a receipt's text in Crockford's base 32. Said over a telephone, it names the receipt. */
export function codeOfDigest(digest: Uint8Array): string {
  let bits = 0n;
  for (const byte of digest.subarray(0, 5)) bits = (bits << 8n) | BigInt(byte);
  let code = '';
  for (let i = 7; i >= 0; i--) code += CROCKFORD[Number((bits >> BigInt(i * 5)) & 31n)];
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code as typed by a person: case, spaces and hyphens do not matter, and O, I, L are read as 0, 1, 1. */
export function readCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IİL]/g, '1');
}
