/**
 * Sealing under a profile's key, and that key under a PIN. None of this may be awaited inside a transaction: IndexedDB commits
 * a transaction that waits for anything else.
 */
import type { Sealed } from './db.ts';

/** Argon2id as OWASP's minimum has it: 19 MiB, two passes, one lane. */
const ARGON = { memorySize: 19 * 1024, iterations: 2, parallelism: 1, hashLength: 32 } as const;

/** A fresh AES-256 key. It may leave memory only wrapped. */
export async function newProfileKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
}

export async function importProfileKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', true, ['encrypt', 'decrypt']);
}

export async function rawKey(key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}

async function seal(key: CryptoKey, bytes: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes)) };
}

/** What was sealed under this key; undefined under another key, or when a byte was altered. */
async function unseal(key: CryptoKey, { iv, bytes }: Sealed): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes));
  } catch {
    return undefined;
  }
}

export async function sealText(key: CryptoKey, text: string): Promise<Sealed> {
  return seal(key, new TextEncoder().encode(text));
}

export async function unsealText(key: CryptoKey, sealed: Sealed): Promise<string | undefined> {
  const bytes = await unseal(key, sealed);
  return bytes && new TextDecoder().decode(bytes);
}

export type UnderPin = Sealed & { readonly salt: Uint8Array<ArrayBuffer> };

/** Wraps a profile key with a PIN. */
export async function sealUnderPin(key: CryptoKey, pin: string): Promise<UnderPin> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, ...(await seal(await pinKey(pin, salt), await rawKey(key))) };
}

/** The profile key, or undefined for a wrong PIN. */
export async function unsealUnderPin(wrapped: UnderPin, pin: string): Promise<CryptoKey | undefined> {
  const raw = await unseal(await pinKey(pin, wrapped.salt), wrapped);
  return raw && importProfileKey(raw);
}

/** A device's private key as PKCS8 under the profile key. */
export async function sealPrivate(key: CryptoKey, secret: CryptoKey): Promise<Sealed> {
  return seal(key, new Uint8Array(await crypto.subtle.exportKey('pkcs8', secret)));
}

/** The private key for use; undefined under another profile key. Never to be exported again, unless `isOpen`: to make its public half of it. */
export async function unsealPrivate(key: CryptoKey, sealed: Sealed, use: 'sign' | 'agree', isOpen = false): Promise<CryptoKey | undefined> {
  const pkcs8 = await unseal(key, sealed);
  if (!pkcs8) return undefined;
  return use === 'sign'
    ? crypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDSA', namedCurve: 'P-256' }, isOpen, ['sign'])
    : crypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDH', namedCurve: 'P-256' }, isOpen, ['deriveBits']);
}

async function pinKey(pin: string, salt: Uint8Array): Promise<CryptoKey> {
  const { argon2id } = await import('hash-wasm');
  const hash = await argon2id({ password: pin, salt, outputType: 'binary', ...ARGON });
  return crypto.subtle.importKey('raw', hash as Uint8Array<ArrayBuffer>, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
