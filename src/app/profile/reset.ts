/** Asking the server for the profile key that this phone once wrapped to it; answered only to a supervisor's code. */
import { base64url } from 'jose';
import * as v from 'valibot';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import type { ProfileId } from '../../core/ids.ts';
import { newSealingKey } from '../../pack/keys.ts';
import { wrappedForServer } from '../../device/profiles.ts';
import { unsealText } from '../../sync/envelope.ts';
import { pinResetReplySchema } from '../../sync/enrolment.ts';
import { readCode } from '../../sync/receipt.ts';
import type { Session } from '../session.tsx';
import { post } from '../welcome/enrol.ts';

/** The raw profile key, or `reset-code-unknown`, `too-many-tries` or a problem of the road. */
export async function keyFromServer(typed: string, profile: ProfileId, session: Session): Promise<Uint8Array<ArrayBuffer> | Problem> {
  const pair = await newSealingKey();
  const wrapped = await wrappedForServer(session.db, profile);
  const reply = await post(session.fetch, '/api/pin-resets', { karvan: 1, code: readCode(typed), wrapped, agree: pair.publicKey });
  if (isProblem(reply)) return reply;
  const parsed = v.safeParse(pinResetReplySchema, reply);
  const key = parsed.success ? await unsealText(parsed.output.key, () => pair.privateKey) : undefined;
  return key === undefined ? problem('reply-invalid', 'pin reset') : new Uint8Array(base64url.decode(key));
}
