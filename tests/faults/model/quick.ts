/**
 * Stands for `jose` in the quick histories. Signed and sealed have the form that they have everywhere, and only the right key opens
 * them; but a hash stands for the signature and nothing is hidden. The real ones play a share of the histories (play.ts).
 */
import { createHash, hash } from 'node:crypto';
import { crc32, gunzipSync } from 'node:zlib';
import type { JWK } from 'jose';

export * from 'jose';

/** Stands for a CryptoKey: its name, which both halves of a pair have. */
type NamedKey = { readonly name: string };

export async function importJWK(key: JWK): Promise<NamedKey> {
  return { name: key.kid! };
}

export async function calculateJwkThumbprint(key: JWK): Promise<string> {
  return key.kid!;
}

export class CompactSign {
  #payload: Uint8Array;
  #header: object = {};
  constructor(payload: Uint8Array) {
    this.#payload = payload;
  }
  setProtectedHeader(header: object): this {
    this.#header = header;
    return this;
  }
  async sign(key: NamedKey): Promise<string> {
    const said = `${encoded(JSON.stringify(this.#header))}.${encoded(this.#payload)}`;
    return `${said}.${tag(said, key)}`;
  }
}

export async function compactVerify(jws: string, key: NamedKey | JWK): Promise<{ payload: Uint8Array }> {
  const [header, payload, signature] = jws.split('.') as [string, string, string];
  if (signature !== tag(`${header}.${payload}`, named(key))) throw new Error('signed by another');
  return { payload: decoded(payload) };
}

export class CompactEncrypt {
  #plain: Uint8Array;
  #header: object = {};
  static #sealed = 0;
  constructor(plain: Uint8Array) {
    this.#plain = plain;
  }
  setProtectedHeader(header: object): this {
    this.#header = header;
    return this;
  }
  /** No two sealings are alike. */
  async encrypt(key: JWK): Promise<string> {
    const said = [encoded(JSON.stringify(this.#header)), '', encoded(String(++CompactEncrypt.#sealed)), encoded(this.#plain)].join('.');
    return `${said}.${tag(said, named(key))}`;
  }
}

export async function compactDecrypt(jwe: string, key: NamedKey | JWK): Promise<{ plaintext: Uint8Array }> {
  const parts = jwe.split('.');
  if (parts.pop() !== tag(parts.join('.'), named(key))) throw new Error('sealed to another');
  return { plaintext: decoded(parts[3]!) };
}

export function decodeProtectedHeader(text: string): { kid?: string } {
  return JSON.parse(Buffer.from(text.split('.')[0]!, 'base64url').toString()) as { kid?: string };
}

/** SHA-256 as WebCrypto has it, without a thread for each call; and in the place of AES-GCM what only the same key opens, hidden from nobody. Keys are raw bytes. */
const subtle = {
  digest: async (_name: string, bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
  encrypt: async (_iv: object, key: Uint8Array, bytes: Uint8Array) => Buffer.concat([bytes, key]),
  decrypt: async (_iv: object, key: Uint8Array, bytes: Uint8Array) => {
    if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-key.length).equals(key)) throw new Error('sealed under another key');
    return bytes.slice(0, -key.length);
  },
};

/** What stands in the quick build for slow things of the platform (a-build.ts). */
Object.assign(globalThis, { karvanQuick: { subtle, gzip: stored, gunzip: unstored } });

/** Gzip (RFC 1952) with one block that is not compressed: a history never writes more than 64 KiB at once. */
function stored(bytes: Uint8Array): Uint8Array {
  const out = Buffer.alloc(bytes.length + HEAD.length + 12);
  out.set(HEAD);
  out.writeUInt16LE(bytes.length, HEAD.length);
  out.writeUInt16LE(~bytes.length & 0xffff, HEAD.length + 2);
  out.set(bytes, HEAD.length + 4);
  out.writeUInt32LE(crc32(bytes), out.length - 8);
  out.writeUInt32LE(bytes.length, out.length - 4);
  return out;
}

/** What `stored` made, or the server's gzip. */
function unstored(bytes: Uint8Array, most: number): Uint8Array {
  return bytes[HEAD.length - 1] === 1 ? bytes.subarray(HEAD.length + 4, -8) : gunzipSync(bytes, { maxOutputLength: most });
}

const HEAD = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1);

function named(key: NamedKey | JWK): NamedKey {
  return { name: 'name' in key ? String(key.name) : key.kid! };
}

function tag(text: string, { name }: NamedKey): string {
  return hash('sha256', `${name} ${text}`, 'base64url');
}

function encoded(what: Uint8Array | string): string {
  return Buffer.from(what as string).toString('base64url');
}

function decoded(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}
