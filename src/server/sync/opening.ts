/** From what a phone sent to lines that one device signed. Nothing here writes. */
import { createHash } from 'node:crypto';
import { importJWK, type CryptoKey, type JWK } from 'jose';
import type { DeviceId, KeyId, ProfileId } from '../../core/ids.ts';
import { isProblem } from '../../core/problem.ts';
import { openSigned, parseHeader, signerOf, unsealText, type Header } from '../../sync/envelope.ts';
import { LIMITS } from '../../sync/protocol.ts';
import type { Deps } from '../deps.ts';
import { inflate } from './body.ts';
import { openUnsigned } from './unsigned.ts';

/** `lines`: the NDJSON without its header; `header` undefined when it cannot be read: the lines are no worse for that. */
export type Opened = {
  readonly kid: KeyId;
  readonly device: DeviceId;
  readonly profile: ProfileId;
  readonly agree: JWK;
  readonly jws: string;
  readonly digest: string;
  readonly header: Header | undefined;
  /** Lines that the phone could not sign any more (sync/rescue.ts). */
  readonly isUnsigned?: true;
  readonly lines: readonly string[];
};
export type Opening = { readonly kind: 'opened'; readonly opened: Opened } | { readonly kind: 'unknown-device' | 'unreadable' | 'too-large' };

/** Opens envelopes; keeps the imported keys of the devices it has seen. */
export function opener({ store, keys }: Pick<Deps, 'store' | 'keys'>): (jwe: string) => Promise<Opening> {
  const devices = new Map<KeyId, Device>();
  const deviceOf = async (kid: KeyId) => {
    const row = await store.read((r) => r.selectFrom('device').select(['device', 'profile', 'sign', 'agree']).where('kid', '=', kid).executeTakeFirst());
    if (!row) return undefined;
    const key = (await importJWK(JSON.parse(row.sign) as JWK, 'ES256')) as CryptoKey;
    const device = { device: row.device, profile: row.profile, agree: JSON.parse(row.agree) as JWK, key };
    if (devices.size >= MOST_KEYS) devices.clear();
    devices.set(kid, device);
    return device;
  };
  return async (jwe) => {
    const jws = await unsealText(jwe, (kid) => keys.seal.get(kid));
    const loose = jws === undefined ? undefined : await openUnsigned(jws, keys);
    if (loose) {
      const device = devices.get(loose.kid) ?? (await deviceOf(loose.kid));
      if (!device) return { kind: 'unknown-device' };
      const { key: _, ...whose } = device;
      return whose.profile === loose.profile ? { kind: 'opened', opened: { ...loose, ...whose } } : { kind: 'unreadable' };
    }
    const kid = jws === undefined ? undefined : signerOf(jws);
    if (jws === undefined || typeof kid !== 'string') return { kind: 'unreadable' };
    const device = devices.get(kid) ?? (await deviceOf(kid));
    return device ? open(jws, kid, device) : { kind: 'unknown-device' };
  };
}

type Device = Pick<Opened, 'device' | 'profile' | 'agree'> & { readonly key: CryptoKey };

const MOST_KEYS = 20_000;

async function open(jws: string, kid: KeyId, { key, ...device }: Device): Promise<Opening> {
  let isTooLarge = false;
  const texts = await openSigned(jws, key, async (bytes) => {
    const body = inflate(bytes);
    isTooLarge = body === 'too-large';
    if (!(body instanceof Buffer)) throw new Error('no gzip, or too large');
    return body;
  });
  // Too large is sent again in halves; unreadable is taken apart and sealed afresh.
  if (isTooLarge) return { kind: 'too-large' };
  if (isProblem(texts)) return { kind: 'unreadable' };
  const [first = '', ...lines] = texts;
  if (lines.length > LIMITS.lines) return { kind: 'too-large' };
  const digest = createHash('sha256').update(jws).digest('base64url');
  return { kind: 'opened', opened: { kid, ...device, jws, digest, header: parseHeader(first), lines } };
}
