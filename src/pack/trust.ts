/**
 * Whom a device believes. The app pins the root of the origin it was installed from (`/.well-known/karvan-trust`), and follows
 * a new root only when the old one signed it. The root signs the trust list; its version only rises. Key windows are judged
 * against a manifest's `issued`, never against the device's clock.
 */
import { base64url, CompactSign, compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import * as v from 'valibot';
import type { CourseId, Edition } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import { keyIdOf } from './keys.ts';
import { packIdOf, type Pack } from './layer.ts';
import { publisherOf } from './manifest.ts';

const jwk = v.looseObject({ kty: v.string(), crv: v.string(), x: v.string(), y: v.string(), kid: v.string() });
const time = v.pipe(v.string(), v.isoTimestamp());
const languageMap = v.record(v.string(), v.string());

export const trustListSchema = v.object({
  karvan: v.literal(1),
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  issued: time,
  /** Publishers and their keys. `revoked`: nothing that this key signed is believed from now on, whenever it says it was issued. */
  publishers: v.array(
    v.object({
      id: v.string(),
      name: languageMap,
      keys: v.array(v.object({ key: jwk, from: time, until: v.optional(time), revoked: v.optional(time) })),
    }),
  ),
  /** Keys of the server: those that sign receipts and replies, and those that envelopes are sealed to (the first is used). */
  server: v.object({ receipt: v.array(jwk), seal: v.array(jwk) }),
  /** Editions that may no longer be installed or opened, with the reason that the learner reads. */
  withdrawn: v.array(v.object({ course: v.string(), edition: v.optional(v.string()), reason: languageMap })),
});
export const trustFileSchema = v.object({
  karvan: v.literal(1),
  /** Roots, oldest first: JWS of `{"root": <JWK>}`; the first signed by itself, each further by the one before. */
  roots: v.pipe(v.array(v.string()), v.minLength(1)),
  /** JWS of the trust list by the last root. */
  list: v.string(),
});

export type TrustList = v.InferOutput<typeof trustListSchema>;
export type TrustFile = v.InferOutput<typeof trustFileSchema>;
/** What a device keeps: the pinned root's key id, the newest file and its list. */
export type Trust = { readonly rootId: string; readonly file: TrustFile; readonly list: TrustList };

/** Signs a first root with itself, or a next one with the one before. */
export async function signRoot(root: JWK, by: JWK): Promise<string> {
  return sign({ root: publicPart(root) }, by);
}

export async function signTrustList(list: TrustList, root: JWK): Promise<string> {
  return sign(list, root);
}

/**
 * Takes in a trust file. Without `held` its last root is pinned (trust on first use, under TLS); with it, the file must lead from
 * the pinned root to its last, and its version may not fall. Problems: `trust-list-invalid`,
 * `trust-root-changed`.
 */
export async function acceptTrust(value: unknown, held: Trust | undefined): Promise<Trust | Problem> {
  const parsed = v.safeParse(trustFileSchema, value);
  if (!parsed.success) return problem('trust-list-invalid', 'shape');
  const file = parsed.output;
  try {
    let key: JWK | undefined;
    const chain: string[] = [];
    for (const signed of file.roots) {
      const root = v.parse(v.object({ root: jwk }), decodePayload(signed)).root as JWK;
      await open(signed, key ?? root);
      key = root;
      // Never the name that the file gives: a forger's root would bear that of the pinned one.
      chain.push(await keyIdOf(root));
    }
    const pinned = held?.rootId ?? chain[0]!;
    if (!chain.includes(pinned)) return problem('trust-root-changed', `pinned ${pinned}`);
    const list = v.parse(trustListSchema, await open(file.list, key!));
    if (held && list.version < held.list.version) return held;
    return { rootId: chain.at(-1)!, file, list };
  } catch (error) {
    return problem('trust-list-invalid', String(error));
  }
}

/** Detached JWS over a manifest's exact bytes (RFC 7515 appendix F): what stands in `manifest.sig`. */
export async function signManifest(bytes: Uint8Array, key: JWK): Promise<string> {
  const whole = await new CompactSign(bytes).setProtectedHeader({ alg: 'ES256', kid: key.kid! }).sign(await importJWK(key, 'ES256'));
  const [header, , signature] = whole.split('.');
  return `${header}..${signature}`;
}

/** Whether a manifest was signed by a key of its own publisher that the list believes; else the problem that a learner reads. */
export async function verifyManifest(bytes: Uint8Array, signature: string, pack: Pack, trust: TrustList): Promise<'believed' | Problem> {
  const id = packIdOf(pack);
  const withdrawal = withdrawalOf(trust, id);
  if (withdrawal && withdrawal.edition === undefined) return problem('pack-withdrawn', id);
  return verifySignature(bytes, signature, { by: publisherOf(id), issued: pack.issued }, trust);
}

/** Whether bytes were signed by a key of this publisher that the list believes for the time at which they were issued. */
export async function verifySignature(bytes: Uint8Array, signature: string, { by, issued }: { readonly by: string; readonly issued: string }, trust: TrustList): Promise<'believed' | Problem> {
  const kid = signerIn(signature);
  if (kid === undefined) return problem('pack-signature-invalid', 'header');
  const holder = trust.publishers.find((publisher) => publisher.keys.some((each) => each.key.kid === kid));
  if (!holder) return problem('pack-publisher-unknown', kid);
  if (holder.id !== by) return problem('pack-key-of-another-publisher', `${holder.id} for ${by}`);
  const held = holder.keys.find((each) => each.key.kid === kid)!;
  if (held.revoked) return problem('pack-key-revoked', kid);
  if (issued < held.from || (held.until !== undefined && issued > held.until)) return problem('pack-publisher-unknown', 'outside the key’s window');
  const parts = signature.trim().split('.');
  try {
    await compactVerify(`${parts[0]}.${base64url.encode(bytes)}.${parts[2]}`, await importJWK(held.key as JWK, 'ES256'), { algorithms: ['ES256'] });
    return 'believed';
  } catch {
    return problem('pack-signature-invalid', 'signature');
  }
}

/** Why an edition that was believed once is believed no more: its institution took it back, or the key that signed it. */
export type Recall = { readonly kind: 'withdrawn'; readonly reason: { readonly [lang: string]: string } } | { readonly kind: 'key-revoked' };

/** Judges what lies on a phone by a newer list; undefined while it is believed. */
export function recallOf(trust: TrustList, { course, edition, signature }: { readonly course: CourseId; readonly edition: Edition; readonly signature: string }): Recall | undefined {
  const withdrawal = withdrawalOf(trust, course, edition);
  if (withdrawal) return { kind: 'withdrawn', reason: withdrawal.reason };
  const kid = signerIn(signature);
  const isRevoked = trust.publishers.some((publisher) => publisher.keys.some((each) => each.key.kid === kid && each.revoked !== undefined));
  return isRevoked ? { kind: 'key-revoked' } : undefined;
}

/** The withdrawal that covers a course as a whole, or this edition of it. */
export function withdrawalOf(trust: TrustList, course: CourseId, edition?: Edition): TrustList['withdrawn'][number] | undefined {
  return trust.withdrawn.find((each) => each.course === course && (each.edition === undefined || each.edition === edition));
}

export function publicPart(key: JWK): JWK {
  const { d: _, ...rest } = key;
  return rest;
}

function signerIn(signature: string): string | undefined {
  try {
    return decodeProtectedHeader(`${signature.trim().split('.')[0]}..`).kid ?? '';
  } catch {
    return undefined;
  }
}

async function sign(value: unknown, key: JWK): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(value)))
    .setProtectedHeader({ alg: 'ES256', kid: key.kid! })
    .sign(await importJWK(key, 'ES256'));
}

async function open(jws: string, key: JWK): Promise<unknown> {
  const { payload } = await compactVerify(jws, await importJWK(key, 'ES256'), { algorithms: ['ES256'] });
  return JSON.parse(new TextDecoder().decode(payload));
}

function decodePayload(jws: string): unknown {
  return JSON.parse(new TextDecoder().decode(base64url.decode(jws.split('.')[1] ?? '')));
}
