/** What many histories are played on: one office and the keys of its phones. */
import { importJWK, type CryptoKey as JoseKey, type JWK } from 'jose';
import type { DeviceId, KeyId } from '../../../src/core/ids.ts';
import { openDb, type Db } from '../../../src/device/db.ts';
import { newProfileKey } from '../../../src/device/secrets.ts';
import type { Trust } from '../../../src/pack/trust.ts';
import { newSealingKey, newSigningKey } from '../../../src/pack/keys.ts';
import type { ServerKeys } from '../../../src/server/deps.ts';
import { memoryDb } from './memory.ts';
import { anOffice, type Office } from './office.ts';
import type { Keys } from './phones.ts';

export type Stage = {
  readonly office: Office;
  readonly keys: readonly Keys[];
  readonly serverKeys: ServerKeys;
  /** The server's sealing key, and the list that names it. */
  readonly seal: JWK;
  readonly trust: Trust;
  readonly newDb: () => Db;
};

/** More phones than this join in no history. */
const MOST_PHONES = 8;

/** `quick`: names stand for keys, and databases are in memory. */
export async function aStage(quick: boolean): Promise<Stage> {
  const [receipt, sealing] = [await pair('sign', 'receipt', quick), await pair('agree', 'seal', quick)];
  const serverKeys = { receipt: { kid: receipt.public.kid!, sign: receipt.private, public: receipt.public }, seal: new Map([[sealing.public.kid!, sealing.private]]) } as unknown as ServerKeys;
  const trust = { list: { server: { receipt: [receipt.public], seal: [sealing.public] } } } as unknown as Trust;
  const keys = await Promise.all(Array.from({ length: MOST_PHONES }, (_, n) => phoneKeys(n, quick)));
  let dbs = 0;
  return { office: await anOffice(serverKeys, quick), keys, serverKeys, seal: sealing.public, trust, newDb: quick ? memoryDb : () => openDb(`phone-${++dbs}`) };
}

type Pair = { readonly public: JWK; readonly private: JoseKey };

async function pair(use: 'sign' | 'agree', name: string, quick: boolean): Promise<Pair> {
  if (quick) return { public: { kid: name, kty: 'EC' }, private: { name } as unknown as JoseKey };
  const made = use === 'sign' ? await newSigningKey() : await newSealingKey();
  return { public: made.publicKey, private: (await importJWK(made.privateKey, use === 'sign' ? 'ES256' : 'ECDH-ES')) as JoseKey };
}

async function phoneKeys(n: number, quick: boolean): Promise<Keys> {
  const [sign, agree] = [await pair('sign', `phone-${n}`, quick), await pair('agree', `phone-${n}-agree`, quick)];
  const known = { kid: sign.public.kid as KeyId, device: `0190c000-0000-7000-8000-00000000000${n}` as unknown as DeviceId, sign: sign.public, agree: agree.public };
  const key = quick ? (new Uint8Array(32).fill(n + 1) as unknown as CryptoKey) : await newProfileKey();
  return { known, key, sign: sign.private, agree: agree.private };
}
