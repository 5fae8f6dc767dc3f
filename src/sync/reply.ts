/** What the server answers to an envelope: the receipt, and all that lets a new, a second or a returned phone see its person's work. */
import { base64url, CompactSign, compactVerify, decodeProtectedHeader, importJWK, type CryptoKey, type JWK } from 'jose';
import * as v from 'valibot';
import type { CourseId, DeviceId, ProfileId, Registration } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import type { Progress } from '../core/progress.ts';
import { gunzip, gzip, sealText, unsealText } from './envelope.ts';

const languageMap = v.record(v.string(), v.string());

const decisionSchema = v.object({
  id: v.string(),
  registration: v.string(),
  course: v.string(),
  cycle: v.number(),
  kind: v.picklist(['approved', 'returned', 'refused']),
  reason: v.optional(v.string()),
  /** Name of the reviewer, and when it was decided (ISO 8601 UTC). */
  by: v.string(),
  at: v.string(),
});
const assignmentSchema = v.object({ course: v.string(), due: v.optional(v.string()), isMandatory: v.boolean(), by: v.optional(v.string()) });

export const replySchema = v.object({
  karvan: v.literal(1),
  /** Server's clock, ISO 8601 UTC. */
  at: v.string(),
  /** Rises with each reply to this phone, also when the server's clock is set back or the server restored. Older servers do not say it. */
  order: v.optional(v.number()),
  device: v.string(),
  profile: v.string(),
  /** Compact JWS (receipt.ts). Absent when the server holds nothing of this chain. */
  receipt: v.optional(v.string()),
  person: v.object({ name: v.string(), institution: v.optional(languageMap), unit: v.optional(languageMap) }),
  /** Folded progress of every registration of this person, from all devices. */
  registrations: v.array(
    v.object({
      registration: v.string(),
      course: v.string(),
      cycle: v.number(),
      /** Edition of the newest line. */
      edition: v.optional(v.string()),
      progress: v.record(v.string(), v.unknown()),
      /** When the server first held it satisfied, if it does. */
      satisfied: v.optional(v.string()),
    }),
  ),
  decisions: v.array(decisionSchema),
  assignments: v.array(assignmentSchema),
  /** Lines that were kept with a note, by sequence: what the note says is a problem code or one of the server's notes. */
  notes: v.array(v.object({ seq: v.number(), note: v.string() })),
  /** Version of the newest trust list, so that a device fetches it only when it rose. */
  trust: v.number(),
  /** The newest trust file (pack/trust.ts), for a phone that says it holds an older one. It proves itself: whoever brings it. */
  trustFile: v.optional(v.record(v.string(), v.unknown())),
  /** Sequence up to which lines lie in a backup. */
  backedUpThrough: v.optional(v.number()),
});

export type Decision = Omit<v.InferOutput<typeof decisionSchema>, 'registration' | 'course'> & { readonly registration: Registration; readonly course: CourseId };
export type Assignment = Omit<v.InferOutput<typeof assignmentSchema>, 'course'> & { readonly course: CourseId };
export type RegistrationFacts = {
  readonly registration: Registration;
  readonly course: CourseId;
  readonly cycle: number;
  readonly edition?: string | undefined;
  readonly progress: Progress;
  readonly satisfied?: string | undefined;
};
export type Reply = Omit<v.InferOutput<typeof replySchema>, 'device' | 'profile' | 'registrations' | 'decisions' | 'assignments'> & {
  readonly device: DeviceId;
  readonly profile: ProfileId;
  readonly registrations: readonly RegistrationFacts[];
  readonly decisions: readonly Decision[];
  readonly assignments: readonly Assignment[];
};

/** Signs with the server's receipt key and seals to the device's agreement key. `deflate`: gzip as the world around does it fastest. */
export async function sealReply(reply: Reply, server: { kid: string; sign: CryptoKey | JWK }, device: JWK, deflate: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array> = gzip): Promise<string> {
  const body = await deflate(new TextEncoder().encode(JSON.stringify(reply)));
  const jws = await new CompactSign(body).setProtectedHeader({ alg: 'ES256', kid: server.kid, typ: 'karvan-reply' }).sign(server.sign);
  return sealText(jws, device);
}

/** Opens a reply sealed to this device and signed by one of the server's receipt keys. Problem `reply-invalid` otherwise. */
export async function openReply(jwe: string, agree: CryptoKey, serverKeys: readonly JWK[]): Promise<Reply | Problem> {
  const jws = await unsealText(jwe, () => agree);
  if (jws === undefined) return problem('reply-invalid', 'not sealed to this device');
  try {
    const kid = decodeProtectedHeader(jws).kid;
    const key = serverKeys.find((each) => each.kid === kid);
    if (!key) return problem('reply-invalid', `unknown key ${kid}`);
    const { payload } = await compactVerify(jws, await importJWK(key, 'ES256'), { algorithms: ['ES256'] });
    return v.parse(replySchema, await read(payload)) as unknown as Reply;
  } catch (error) {
    return problem('reply-invalid', String(error));
  }
}

/**
 * The trust file in a reply to this device, if it brings one. Nobody's signature on the reply is looked at: it may be by a key that only
 * this file makes known, and the file is believed by its own roots or not at all.
 */
export async function trustFileIn(jwe: string, agree: CryptoKey): Promise<unknown> {
  const jws = await unsealText(jwe, () => agree);
  try {
    const value = jws === undefined ? undefined : await read(base64url.decode(jws.split('.')[1] ?? ''));
    return v.parse(v.object({ trustFile: v.optional(v.unknown()) }), value).trustFile;
  } catch {
    return undefined;
  }
}

async function read(payload: Uint8Array): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await gunzip(payload, 32 * 1024 * 1024)));
}
