/** People of one phone. While none is open, nothing of them can be read: not even a name. */
import { base64url, exportJWK, type JWK } from 'jose';
import { v4 } from 'uuid';
import type { DeviceId, KeyId, ProfileId } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import { keyIdOf, type PublicKey } from '../pack/keys.ts';
import { sealText as sealToServer } from '../sync/envelope.ts';
import type { Enrolled } from '../sync/enrolment.ts';
import type { Db, ProfileRow } from './db.ts';
import { noFacts } from './facts.ts';
import { renewJournal, renewJournalWrap, withReserve } from './journal.ts';
import { restoreLines } from './recovery.ts';
import { importProfileKey, newProfileKey, rawKey, sealPrivate, sealText, sealUnderPin, unsealPrivate, unsealUnderPin } from './secrets.ts';
import { keptMark, noteKept } from './storage.ts';
import type { World } from './world.ts';

/** A profile as it may be shown while locked. `opened`: milliseconds since 1970. */
export type ProfileCard = { readonly id: ProfileId; readonly emblem: string; readonly opened: number };
/** Two fresh pairs. The private halves can be exported once, into a profile. */
export type DeviceKeys = {
  readonly device: DeviceId;
  readonly sign: { readonly public: PublicKey; readonly private: CryptoKey };
  readonly agree: { readonly public: PublicKey; readonly private: CryptoKey };
};
export type OpenProfile = {
  readonly db: Db;
  readonly id: ProfileId;
  readonly device: DeviceId;
  readonly kid: KeyId;
  readonly key: CryptoKey;
  readonly sign: CryptoKey;
  readonly agree: CryptoKey;
};
export type NewProfile = {
  readonly enrolled: Enrolled;
  readonly keys: DeviceKeys;
  readonly emblem: string;
  readonly pin: string;
  /** The server's sealing key. */
  readonly sealKey: JWK;
  /** The privacy notice as it was shown. */
  readonly notice: { readonly version: string; readonly lang: string; readonly at: string };
  readonly languages: readonly string[];
};

/** After a wrong PIN the next is tried a second later, then two, four … five minutes at most. */
const FIRST_WAIT = 1000;
const LAST_WAIT = 5 * 60_000;

export async function listProfiles(db: Db): Promise<ProfileCard[]> {
  return (await db.profiles.toArray()).map(({ id, emblem, opened }) => ({ id, emblem, opened }));
}

export async function newDeviceKeys(): Promise<DeviceKeys> {
  return { device: v4({ random: crypto.getRandomValues(new Uint8Array(16)) }) as DeviceId, sign: await newPair('ECDSA', ['sign', 'verify']), agree: await newPair('ECDH', ['deriveBits']) };
}

/** Keeps a new person on this phone and opens the profile. Throws the problem `not-allowed` for a person who is here already. */
export async function createProfile(db: Db, what: NewProfile, world: World): Promise<OpenProfile> {
  const { enrolled, keys, emblem, pin, sealKey, notice, languages } = what;
  const id = enrolled.profile as ProfileId;
  const kid = keys.sign.public.kid as KeyId;
  const key = await newProfileKey();
  const raw = base64url.encode(await rawKey(key));
  const row: ProfileRow = {
    id,
    emblem,
    opened: world.now(),
    device: keys.device,
    kid,
    underPin: await sealUnderPin(key, pin),
    forServer: await sealToServer(JSON.stringify({ profile: id, kid, key: raw }), sealKey),
    sign: await sealPrivate(key, keys.sign.private),
    agree: await sealPrivate(key, keys.agree.private),
    tries: 0,
    waitUntil: 0,
    seq: 0,
    hash: '',
  };
  const facts = await sealText(key, JSON.stringify({ ...noFacts, person: { name: enrolled.name } }));
  const preferences = await sealText(key, JSON.stringify({ languages, notice }));
  const isNew = await db.transaction('rw', [db.profiles, db.states, db.meta], async () => {
    if (await db.profiles.get(id)) return false;
    await db.profiles.add(row);
    await db.states.bulkPut([{ profile: id, key: 'facts', ...facts }, { profile: id, key: 'preferences', ...preferences }]);
    await db.meta.put(keptMark);
    return true;
  });
  if (!isNew) throw problem('not-allowed', 'this person is on this phone already');
  noteKept();
  const open = (await openWith(db, row, key))!;
  await renewJournal(open);
  return open;
}

/**
 * Opens a profile with its PIN. Problems: `pin-wrong` (detail: milliseconds until the next try), `pin-wait` (detail: the same).
 * The try is counted before the PIN is checked: whoever pulls the battery has spent it. Throws the problem `storage-full` when it
 * cannot be counted.
 */
export async function unlock(db: Db, id: ProfileId, pin: string, world: World): Promise<OpenProfile | Problem> {
  const note = (change: Partial<ProfileRow>) => withReserve(db, () => db.profiles.update(id, change));
  return navigator.locks.request(`karvan-pin-${id}`, async () => {
    const row = await db.profiles.get(id);
    if (!row) return problem('not-found', 'profile');
    const left = row.waitUntil - world.now();
    if (left > LAST_WAIT) {
      // The clock was set back. The wait begins again by the clock as it is now: it shall neither last for years nor fall away.
      const wait = waitAfter(row.tries);
      await note({ waitUntil: world.now() + wait });
      return problem('pin-wait', String(wait));
    }
    if (left > 0) return problem('pin-wait', String(left));
    const tries = row.tries + 1;
    const wait = waitAfter(tries);
    await note({ tries, waitUntil: world.now() + wait });
    const key = await unsealUnderPin(row.underPin, pin);
    if (!key) return problem('pin-wrong', String(wait));
    await note({ tries: 0, waitUntil: 0, opened: world.now() });
    const open = await openWith(db, row, key);
    if (!open) return problem('storage-lost', 'device keys');
    await restoreLines(db, id);
    // Not waited for: the first record does, under the same lock.
    void renewJournal(open);
    return open;
  });
}

function waitAfter(tries: number): number {
  return Math.min(LAST_WAIT, FIRST_WAIT * 2 ** (tries - 1));
}

export async function changePin(open: OpenProfile, pin: string): Promise<void> {
  const underPin = await sealUnderPin(open.key, pin);
  await open.db.profiles.update(open.id, { underPin, tries: 0, waitUntil: 0 });
  // What the old PIN opens must not stay readable in the second copy.
  await renewJournalWrap(open);
}

/** The profile key, sealed to the server: what a PIN reset hands in. */
export async function wrappedForServer(db: Db, id: ProfileId): Promise<string> {
  const row = await db.profiles.get(id);
  if (!row) throw problem('not-found', 'profile');
  return row.forServer;
}

/** Opens a profile with the key that the server gave back, and sets a new PIN. Problem `reply-invalid` when it is another key. */
export async function unlockWithKey(db: Db, id: ProfileId, rawProfileKey: Uint8Array<ArrayBuffer>, newPin: string, world: World): Promise<OpenProfile | Problem> {
  const row = await db.profiles.get(id);
  if (!row) return problem('not-found', 'profile');
  if (rawProfileKey.length !== 32) return problem('reply-invalid', 'profile key');
  const open = await openWith(db, row, await importProfileKey(rawProfileKey));
  if (!open) return problem('reply-invalid', 'profile key');
  await restoreLines(db, id);
  await changePin(open, newPin);
  await db.profiles.update(id, { opened: world.now() });
  return open;
}

async function openWith(db: Db, row: ProfileRow, key: CryptoKey): Promise<OpenProfile | undefined> {
  const sign = await unsealPrivate(key, row.sign, 'sign');
  const agree = await unsealPrivate(key, row.agree, 'agree');
  return sign && agree && { db, id: row.id, device: row.device, kid: row.kid, key, sign, agree };
}

/** The public halves of a profile's two pairs, as they were when its phone joined. */
export async function publicKeysOf({ db, id, key }: OpenProfile): Promise<{ readonly sign: PublicKey; readonly agree: PublicKey }> {
  const row = (await db.profiles.get(id))!;
  const [sign, agree] = [await unsealPrivate(key, row.sign, 'sign', true), await unsealPrivate(key, row.agree, 'agree', true)];
  return { sign: await publicHalf(sign!), agree: await publicHalf(agree!) };
}

async function newPair(name: 'ECDSA' | 'ECDH', uses: KeyUsage[]): Promise<DeviceKeys['sign']> {
  const pair = (await crypto.subtle.generateKey({ name, namedCurve: 'P-256' }, true, uses)) as CryptoKeyPair;
  return { public: await publicHalf(pair.publicKey), private: pair.privateKey };
}

/** Of either key of a pair that can be exported. */
async function publicHalf(key: CryptoKey): Promise<PublicKey> {
  const { kty, crv, x, y } = await exportJWK(key);
  const jwk = { kty, crv, x, y } as JWK;
  return { ...jwk, kid: await keyIdOf(jwk) } as PublicKey;
}
