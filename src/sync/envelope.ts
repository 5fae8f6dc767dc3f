/**
 * The one thing that moves. NDJSON: a header, then a line for each statement, hash-chained; gzip; signed by the device (JWS
 * compact, ES256); sealed to the server (JWE compact, ECDH-ES + A256GCM). Every road moves the same bytes, and a carrier can
 * neither read nor change them. A body has exactly one actor.
 */
import { base64url, CompactEncrypt, compactDecrypt, CompactSign, compactVerify, decodeProtectedHeader, type CryptoKey, type JWK } from 'jose';
import * as v from 'valibot';
import type { DeviceId, Edition, KeyId, ProfileId } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import { statementSchema, type Statement } from '../core/xapi/statement.ts';
import { LIMITS, PROTOCOL } from './protocol.ts';

const uuid = v.pipe(v.string(), v.uuid());

export const headerSchema = v.object({
  karvan: v.literal(PROTOCOL),
  /** Installation and person. The chain of `seq` belongs to the pair, that is to the signing key. */
  device: uuid,
  profile: uuid,
  /** What the device's clock said, milliseconds since the browser started, and the last time a server told, with the uptime then. */
  clock: v.object({
    device: v.pipe(v.string(), v.maxLength(40)),
    uptime: v.number(),
    trusted: v.optional(v.pipe(v.string(), v.maxLength(40))),
    trustedUptime: v.optional(v.number()),
  }),
  /** Highest sequence that a receipt has named to this device: a server that holds less knows that it was restored. */
  receipted: v.optional(v.number()),
  /** `order` of the newest reply that this phone has read: what it is told now comes after that. */
  heard: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(2 ** 52))),
  /** Version of the trust list that this phone holds: the reply brings a newer one. Older phones do not say it. */
  trust: v.optional(v.number()),
  /** Facts for "who has gone quiet and why"; nothing personal. `waiting`: parcels. `last`: sequence of the last line written, in whatever parcel or in none. */
  facts: v.optional(v.object({ app: v.optional(v.string()), free: v.optional(v.number()), waiting: v.optional(v.number()), last: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))) })),
});

export const lineSchema = v.object({
  /** Counts from 1, without gap, for each signing key. */
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** `chainHash` of the line before; empty for the first. */
  prev: v.string(),
  /** Edition and language layers it was made with. */
  edition: v.optional(v.string()),
  layers: v.optional(v.array(v.string())),
  s: statementSchema,
});

export type Header = Omit<v.InferOutput<typeof headerSchema>, 'device' | 'profile'> & { readonly device: DeviceId; readonly profile: ProfileId };
export type Line = { readonly seq: number; readonly prev: string; readonly edition?: Edition; readonly layers?: readonly Edition[]; readonly s: Statement };

/** Writes one line. The text is final: its hash goes into the next. */
export function writeLine(line: Line): string {
  return JSON.stringify(line);
}

/** SHA-256 of a line's exact UTF-8 bytes, base64url: the `prev` of the next line. */
export async function chainHash(line: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(line))));
}

/** How many of the lines fit into one envelope, at least one. */
export function fittingLines(lines: readonly string[], most: number = LIMITS.lines): number {
  let bytes = 2048; // the header
  let count = 0;
  for (const line of lines.slice(0, most)) {
    bytes += line.length * 3 + 1; // the worst case of UTF-16 in UTF-8
    if (count > 0 && bytes > LIMITS.bytes) break;
    count++;
  }
  return count;
}

/** Signs with the device's key and seals to the server's first sealing key. Gives the envelope's bytes as text. */
export async function sealEnvelope(header: Header, lines: readonly string[], device: { kid: KeyId; sign: CryptoKey }, server: JWK): Promise<string> {
  const body = new TextEncoder().encode([JSON.stringify(header), ...lines].join('\n'));
  const jws = await new CompactSign(await gzip(body)).setProtectedHeader({ alg: 'ES256', kid: device.kid, typ: 'karvan-envelope' }).sign(device.sign);
  return sealText(jws, server);
}

/** Seals text to a public P-256 key named by its `kid`. jose imports one JWK object once. */
export async function sealText(text: string, to: JWK): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: to.kid! })
    .encrypt(to);
}

/** Opens what was sealed to one of these keys; undefined when it was not, or was altered. */
export async function unsealText(jwe: string, keyOf: (kid: string) => CryptoKey | JWK | undefined): Promise<string | undefined> {
  if (!isCompact(jwe)) return undefined;
  try {
    const key = keyOf(decodeProtectedHeader(jwe).kid ?? '');
    if (!key) return undefined;
    const { plaintext } = await compactDecrypt(jwe, key, { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] });
    return new TextDecoder().decode(plaintext);
  } catch {
    return undefined;
  }
}

/** Decoders are lenient: they skip blanks, and the last sign of a part has bits that say nothing. One content, one text: the rest is altered. */
function isCompact(text: string): boolean {
  return /^[\w.-]+$/.test(text) && text.split('.').every((part) => part.length % 4 === 0 || (part.length % 4 === 2 ? /[AQgw]$/ : part.length % 4 === 3 ? /[AEIMQUYcgkosw048]$/ : /^$/).test(part));
}

/** Key id of the device that signed a JWS, unverified; undefined when it is no JWS. */
export function signerOf(jws: string): KeyId | undefined {
  try {
    return decodeProtectedHeader(jws).kid as KeyId | undefined;
  } catch {
    return undefined;
  }
}

/** The NDJSON lines of a JWS that `key` signed: the header's text first. Problem `envelope-unreadable` when altered, too long or no gzip. */
export async function openSigned(jws: string, key: CryptoKey | JWK, inflate: (bytes: Uint8Array, most: number) => Promise<Uint8Array> = gunzip): Promise<readonly string[] | Problem> {
  if (!isCompact(jws)) return problem('envelope-unreadable', 'not base64url as it is written');
  try {
    const { payload } = await compactVerify(jws, key, { algorithms: ['ES256'] });
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await inflate(payload, LIMITS.bytes + 8192));
    return text.split('\n');
  } catch (error) {
    return problem('envelope-unreadable', String(error));
  }
}

export function parseHeader(text: string): Header | undefined {
  const parsed = v.safeParse(headerSchema, json(text));
  return parsed.success ? (parsed.output as Header) : undefined;
}

/** A line, or undefined for a malformed one: it is kept and annotated, and never holds up the others. */
export function parseLine(text: string): Line | undefined {
  if (text.length > LIMITS.line) return undefined;
  // One fault is enough: a server reads a thousand lines at a time.
  const parsed = v.safeParse(lineSchema, json(text), { abortEarly: true });
  return parsed.success ? (parsed.output as unknown as Line) : undefined;
}

export async function gzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Inflates, and stops with an error past `most` bytes: a bomb is not unpacked. */
export async function gunzip(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  const reader = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new Error('inflates past the limit');
    }
    parts.push(value);
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
