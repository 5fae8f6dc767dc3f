/** Joining this phone to a person. Comes in its own chunk: keys, signatures and sealing are heavy and needed once. */
import type { JWK } from 'jose';
import * as v from 'valibot';
import { isProblem, problem, problemCodes, type Problem } from '../../core/problem.ts';
import { preference } from '../../device/learning.ts';
import type { DeviceKeys, OpenProfile } from '../../device/profiles.ts';
import { createProfile, newDeviceKeys, publicKeysOf } from '../../device/profiles.ts';
import { enrolledSchema, enrolmentSchema, proveKey, type Enrolled } from '../../sync/enrolment.ts';
import { readCode } from '../../sync/receipt.ts';
import { sealingKey } from '../road/traffic.ts';
import type { Session } from '../session.tsx';
import type { NoticeShown } from './notice.ts';

/** A person that the server has given to this phone, before there is a PIN: nothing of it is kept yet. */
export type Joined = { readonly enrolled: Enrolled; readonly keys: DeviceKeys; readonly notice: NoticeShown };

/** Hands in the code with the phone's public keys. Problems: of the code, of the road, of the trust list. */
export async function join(typed: string, notice: NoticeShown, session: Session): Promise<Joined | Problem> {
  const trust = await session.needTrust();
  if (isProblem(trust)) return trust;
  const keys = await newDeviceKeys();
  const enrolled = await handIn({ code: typed, device: keys.device, sign: keys.sign.public, agree: keys.agree.public, notice }, keys.sign.private, session);
  return isProblem(enrolled) ? enrolled : { enrolled, keys, notice };
}

/** Makes this phone known to a server that does not know it any more, with the keys and the profile that it has: its work stays its own. */
export async function joinAgain(typed: string, open: OpenProfile, session: Session): Promise<Enrolled | Problem> {
  // A profile that was put back from its second copy knows no more what was shown.
  const notice = ((await preference(open, 'notice')) as NoticeShown | undefined) ?? { version: 'not kept', lang: 'und', at: new Date(session.world.now()).toISOString() };
  return handIn({ code: typed, device: open.device, profile: open.id, ...(await publicKeysOf(open)), notice }, open.sign, session);
}

async function handIn({ code, ...whose }: Unproven, sign: CryptoKey, session: Session): Promise<Enrolled | Problem> {
  const unproven = v.parse(v.omit(enrolmentSchema, ['proof']), { karvan: 1, code: readCode(code), ...whose });
  const proof = await proveKey(unproven, sign, unproven.sign.kid);
  const reply = await post(session.fetch, '/api/enrolments', { ...unproven, proof });
  if (isProblem(reply)) return reply;
  const parsed = v.safeParse(enrolledSchema, reply);
  return parsed.success ? parsed.output : problem('reply-invalid', 'enrolment');
}

/** As far as `handIn` is told it: the keys are public, of any form. */
type Unproven = { readonly code: string; readonly device: string; readonly profile?: string; readonly sign: JWK; readonly agree: JWK; readonly notice: NoticeShown };

/** Makes the profile on this phone and opens it. Problem `not-allowed` for a person who is here already. */
export async function begin(joined: Joined, chosen: { emblem: string; pin: string; lang: string }, session: Session): Promise<OpenProfile | Problem> {
  const trust = await session.needTrust();
  if (isProblem(trust)) return trust;
  const what = { ...joined, emblem: chosen.emblem, pin: chosen.pin, sealKey: sealingKey(trust), languages: [chosen.lang] };
  try {
    return await createProfile(session.db, what, session.world);
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
}

/** Posts JSON; gives the reply's JSON, or the problem it names. */
export async function post(fetch: typeof globalThis.fetch, at: string, body: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(at, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  } catch {
    return problem(navigator.onLine ? 'server-unreachable' : 'offline');
  }
  const value: unknown = await response.json().catch(() => undefined);
  if (response.ok) return value;
  const named = v.safeParse(v.object({ code: v.picklist(problemCodes) }), value);
  if (named.success) return problem(named.output.code);
  return problem(response.status >= 500 ? 'server-unreachable' : 'unexpected', `status ${response.status}`);
}
