/** People of one phone. While none is open, nothing of them can be read: not even a name. */
import type { JWK } from 'jose';
import type { DeviceId, KeyId, ProfileId } from '../core/ids.ts';
import type { Problem } from '../core/problem.ts';
import type { PublicKey } from '../pack/keys.ts';
import type { Enrolled } from '../sync/enrolment.ts';
import type { Db } from './db.ts';
import type { World } from './world.ts';

/** A profile as it may be shown while locked. `opened`: milliseconds since 1970. */
export type ProfileCard = { readonly id: ProfileId; readonly emblem: string; readonly opened: number };
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

export async function listProfiles(_db: Db): Promise<ProfileCard[]> {
  throw new Error('not built yet');
}

export async function newDeviceKeys(): Promise<DeviceKeys> {
  throw new Error('not built yet');
}

export async function createProfile(_db: Db, _what: NewProfile, _world: World): Promise<OpenProfile> {
  throw new Error('not built yet');
}

/** Opens a profile with its PIN. Problems: `pin-wrong`, `pin-wait` (detail: milliseconds). */
export async function unlock(_db: Db, _id: ProfileId, _pin: string, _world: World): Promise<OpenProfile | Problem> {
  throw new Error('not built yet');
}

export async function changePin(_open: OpenProfile, _pin: string): Promise<void> {
  throw new Error('not built yet');
}

/** The profile key, sealed to the server: what a PIN reset hands in. */
export async function wrappedForServer(_db: Db, _id: ProfileId): Promise<string> {
  throw new Error('not built yet');
}

export async function unlockWithKey(_db: Db, _id: ProfileId, _rawProfileKey: Uint8Array<ArrayBuffer>, _newPin: string, _world: World): Promise<OpenProfile | Problem> {
  throw new Error('not built yet');
}
