/** A forgotten PIN is a supervised reset and not a loss: the phone hands in its wrapped profile key with a code that a supervisor gave. */
import type { FastifyInstance } from 'fastify';
import { importJWK, type JWK } from 'jose';
import * as v from 'valibot';
import type { KeyId, ProfileId } from '../../core/ids.ts';
import { sealText, unsealText } from '../../sync/envelope.ts';
import { pinResetSchema, type PinReset, type PinResetReply } from '../../sync/enrolment.ts';
import type { Deps } from '../deps.ts';
import { refuse, refuseFor } from '../refuse.ts';
import { shape } from '../shape.ts';
import { audit } from '../store/audit.ts';
import { codeHash } from './codes.ts';
import { tries } from './tries.ts';

const wrappedSchema = v.object({ profile: v.string(), kid: v.string(), key: v.string() });
type Wrapped = v.InferOutput<typeof wrappedSchema>;

export function pinResetRoutes(app: FastifyInstance, deps: Deps): void {
  // Guesses are counted for the profile: another code for the same phone is the same guesser.
  const slow = tries(deps.now, (key) => ({ free: key.startsWith('profile:') ? 3 : 30, first: 5000, last: 900_000 }));
  app.post<{ Body: PinReset }>('/api/pin-resets', { schema: { body: shape(pinResetSchema) } }, async (request): Promise<PinResetReply> => {
    const { code, wrapped, agree } = request.body;
    const opened = await unwrap(wrapped, deps);
    const keys = [`address:${request.ip}`, ...(opened ? [`profile:${opened.profile}`] : [])];
    const wait = slow.wait(...keys);
    if (wait > 0) throw refuseFor(wait);
    // Sealed first: a code is spent only for an answer that can be given.
    const isKey = await importJWK(agree as JWK, 'ECDH-ES').then(() => true, () => false);
    if (!isKey) throw refuse(400, 'request-invalid', 'agree');
    const key = opened && (await sealText(opened.key, agree as JWK));
    const isSpent = opened !== undefined && (await spend(deps, code, opened));
    if (key === undefined || !isSpent) {
      slow.wrong(...keys);
      throw refuse(404, 'reset-code-unknown');
    }
    slow.right(keys[1]!);
    return { karvan: 1, key };
  });
}

async function unwrap(wrapped: string, { keys }: Deps): Promise<Wrapped | undefined> {
  const text = await unsealText(wrapped, (kid) => keys.seal.get(kid));
  try {
    return text === undefined ? undefined : v.parse(wrappedSchema, JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whether the code was good for this profile; it is spent then, and the audit says so. */
async function spend({ store, now }: Deps, code: string, { profile, kid }: Wrapped): Promise<boolean> {
  const at = new Date(now()).toISOString();
  return store.write(async (w) => {
    const owner = await w
      .selectFrom('device')
      .innerJoin('profile', 'profile.id', 'device.profile')
      .select(['profile.person', 'device.device'])
      .where('device.kid', '=', kid as KeyId)
      .where('device.profile', '=', profile as ProfileId)
      .executeTakeFirst();
    if (!owner) return false;
    const spent = await w
      .updateTable('code')
      .set({ spent: at })
      .where('hash', '=', codeHash(code))
      .where('kind', '=', 'reset')
      .where('person', '=', owner.person)
      .where('spent', 'is', null)
      .where('expires', '>', at)
      .returning('by')
      .executeTakeFirst();
    if (!spent) return false;
    await audit(w, { at: now(), who: spent.by, what: 'pin-reset', about: owner.person, detail: { device: owner.device } });
    return true;
  });
}
