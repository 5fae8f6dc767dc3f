/** Joining a phone to a person. A person has one profile on all of their phones; a code joins one phone. */
import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import type { DeviceId, KeyId, ProfileId } from '../../core/ids.ts';
import { keyIdOf } from '../../pack/keys.ts';
import { enrolmentSchema, isProven, type Enrolled, type Enrolment } from '../../sync/enrolment.ts';
import type { Deps } from '../deps.ts';
import { refuse, Refusal, refuseFor } from '../refuse.ts';
import { shape } from '../shape.ts';
import { audit } from '../store/audit.ts';
import type { Writer } from '../store/store.ts';
import { codeHash } from './codes.ts';
import { tries } from './tries.ts';

/** `isKnown`: told of each phone that is known from now on. */
export function enrolmentRoutes(app: FastifyInstance, deps: Deps, isKnown: (kid: KeyId) => void): void {
  // A whole class enrols through one address, so an address gets more free tries than a key.
  const slow = tries(deps.now, (key) => ({ free: key.startsWith('key:') ? 5 : 30, first: 2000, last: 300_000 }));
  app.post<{ Body: Enrolment }>('/api/enrolments', { schema: { body: shape(enrolmentSchema) } }, async (request, reply) => {
    const asked = request.body;
    const [bySign, byAgree] = [await idOf(asked.sign as JWK), await idOf(asked.agree as JWK)];
    if (bySign === undefined || bySign !== asked.sign.kid || byAgree !== asked.agree.kid) throw refuse(400, 'request-invalid', 'kid');
    if (!(await isProven(asked))) throw refuse(400, 'request-invalid', 'proof');
    const keys = [`key:${bySign}`, `address:${request.ip}`];
    const wait = slow.wait(...keys);
    if (wait > 0) throw refuseFor(wait);
    try {
      const enrolled = await deps.store.write((w) => enrol(w, asked, deps));
      slow.right(keys[0]!);
      isKnown(bySign);
      return await reply.code(201).send(enrolled);
    } catch (error) {
      if (error instanceof Refusal) slow.wrong(...keys);
      throw error;
    }
  });
}

/** Undefined for what has the form of a key and is none. */
async function idOf(key: JWK): Promise<KeyId | undefined> {
  return keyIdOf(key).catch(() => undefined);
}

async function enrol(w: Writer, asked: Enrolment, { now, newId }: Deps): Promise<Enrolled> {
  const code = await w
    .selectFrom('code')
    .innerJoin('person', 'person.id', 'code.person')
    .select(['code.hash', 'code.person', 'code.expires', 'code.spent', 'person.name'])
    .where('code.hash', '=', codeHash(asked.code))
    .where('code.kind', '=', 'enrol')
    .executeTakeFirst();
  if (!code) throw refuse(404, 'enrolment-code-unknown');
  const kid = await keyIdOf(asked.sign as JWK);
  const device = await w.selectFrom('device').innerJoin('profile', 'profile.id', 'device.profile').select(['profile.id', 'profile.person']).where('device.kid', '=', kid).executeTakeFirst();
  // The answer was lost on the road, and the same phone asks again.
  if (device && device.person === code.person && code.spent !== null) return { karvan: 1, profile: device.id, name: code.name };
  if (device || code.spent !== null) throw refuse(409, 'enrolment-code-spent');
  const at = new Date(now()).toISOString();
  if (code.expires <= at) throw refuse(409, 'enrolment-code-spent', 'expired');
  const profile = asked.profile === undefined ? await profileOf(w, code.person, at, newId) : await profileAgain(w, code.person, asked.profile as ProfileId, at);
  const { device: id, sign, agree, notice } = asked;
  const row = { kid, device: id as DeviceId, profile, sign: JSON.stringify(sign), agree: JSON.stringify(agree), notice: JSON.stringify(notice), enrolled: at, contact: null, seq: 0, hash: '', lines: 0, facts: null };
  await w.insertInto('device').values(row).execute();
  await w.updateTable('code').set({ spent: at }).where('hash', '=', code.hash).execute();
  await audit(w, { at: now(), who: code.person, what: 'enrolled', about: id });
  return { karvan: 1, profile, name: code.name };
}

async function profileOf(w: Writer, person: string, at: string, newId: () => string): Promise<ProfileId> {
  const held = await w.selectFrom('profile').select('id').where('person', '=', person).orderBy('made').executeTakeFirst();
  if (held) return held.id;
  return keepProfile(w, { id: newId() as ProfileId, person, made: at });
}

/** The profile under which a phone was known before. Of a restored server it may be the second of its person: both count. */
async function profileAgain(w: Writer, person: string, id: ProfileId, at: string): Promise<ProfileId> {
  const held = await w.selectFrom('profile').select('person').where('id', '=', id).executeTakeFirst();
  if (held && held.person !== person) throw refuse(409, 'enrolment-code-foreign');
  return held ? id : keepProfile(w, { id, person, made: at });
}

async function keepProfile(w: Writer, profile: { readonly id: ProfileId; readonly person: string; readonly made: string }): Promise<ProfileId> {
  await w.insertInto('profile').values(profile).execute();
  return profile.id;
}
