/**
 * Joining a phone to a person: once, with a code that the institution handed out, and again where a server has forgotten it (it was
 * restored from a backup that is older than the phone); and the supervised reset of a forgotten PIN.
 */
import { CompactSign, compactVerify, importJWK, type CryptoKey, type JWK } from 'jose';
import * as v from 'valibot';

const publicKey = v.object({ kty: v.literal('EC'), crv: v.literal('P-256'), x: v.string(), y: v.string(), kid: v.string() });
const uuid = v.pipe(v.string(), v.uuid());

/** `POST /api/enrolments` */
export const enrolmentSchema = v.object({
  karvan: v.literal(1),
  code: v.pipe(v.string(), v.maxLength(64)),
  device: uuid,
  /** The profile that this phone has had: all that it ever wrote is in this name, and goes on to be. Absent when it joins for the first time. */
  profile: v.optional(uuid),
  /** Public halves of the device's two pairs. */
  sign: publicKey,
  agree: publicKey,
  /** The privacy notice as it was shown: its version and language; the text itself stays in the app's history. */
  notice: v.object({ version: v.string(), lang: v.string(), at: v.string() }),
  /** JWS by `sign` of `<code>\n<device>\n<agree.kid>`: whoever sends this holds the key. */
  proof: v.string(),
});
/** 201 */
export const enrolledSchema = v.object({ karvan: v.literal(1), profile: uuid, name: v.string() });

/** `POST /api/pin-resets`: the device hands in the profile key that it had wrapped to the server, with the code that a supervisor gave. */
export const pinResetSchema = v.object({
  karvan: v.literal(1),
  code: v.pipe(v.string(), v.maxLength(64)),
  /** JWE of `{"profile": …, "kid": …, "key": <base64url>}` to the server's sealing key. */
  wrapped: v.pipe(v.string(), v.maxLength(8192)),
  /** Fresh public key that the answer is sealed to. */
  agree: publicKey,
});
/** 200: the profile key, sealed to `agree`. */
export const pinResetReplySchema = v.object({ karvan: v.literal(1), key: v.string() });

export type Enrolment = v.InferOutput<typeof enrolmentSchema>;
export type Enrolled = v.InferOutput<typeof enrolledSchema>;
export type PinReset = v.InferOutput<typeof pinResetSchema>;
export type PinResetReply = v.InferOutput<typeof pinResetReplySchema>;

export async function proveKey(enrolment: Pick<Enrolment, 'code' | 'device' | 'agree'>, sign: CryptoKey, kid: string): Promise<string> {
  return new CompactSign(new TextEncoder().encode(provenText(enrolment))).setProtectedHeader({ alg: 'ES256', kid }).sign(sign);
}

export async function isProven(enrolment: Enrolment): Promise<boolean> {
  try {
    const { payload } = await compactVerify(enrolment.proof, await importJWK(enrolment.sign as JWK, 'ES256'), { algorithms: ['ES256'] });
    return new TextDecoder().decode(payload) === provenText(enrolment);
  } catch {
    return false;
  }
}

function provenText(enrolment: Pick<Enrolment, 'code' | 'device' | 'agree'>): string {
  return `${enrolment.code}\n${enrolment.device}\n${enrolment.agree.kid}`;
}
