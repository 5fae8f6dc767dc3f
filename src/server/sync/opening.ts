/** From what a phone sent to lines that one device signed. Nothing here writes. */
import { isUtf8 } from 'node:buffer';
import { createHash, createPublicKey, KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import type { DeviceId, KeyId, ProfileId } from '../../core/ids.ts';
import { parseHeader, signerOf, type Header } from '../../sync/envelope.ts';
import { LIMITS } from '../../sync/protocol.ts';
import type { Deps } from '../deps.ts';
import { inflate } from './body.ts';
import { openJws, unseal, type SealTo } from './sealing.ts';

/** `lines`: the NDJSON without its header; `header` undefined when it cannot be read: the lines are no worse for that. */
export type Opened = {
  readonly kid: KeyId;
  readonly device: DeviceId;
  readonly profile: ProfileId;
  readonly agree: SealTo;
  readonly jws: string;
  readonly digest: string;
  readonly header: Header | undefined;
  readonly lines: readonly string[];
};
export type Opening = { readonly kind: 'opened'; readonly opened: Opened } | { readonly kind: 'unknown-device' | 'unreadable' | 'too-large' };

/** Opens envelopes; keeps the keys of the devices it has seen. */
export function opener({ store, keys }: Pick<Deps, 'store' | 'keys'>): (jwe: string) => Promise<Opening> {
  const ours = new Map([...keys.seal].map(([kid, key]) => [kid, KeyObject.from(key)]));
  const devices = new Map<KeyId, Device>();
  const deviceOf = async (kid: KeyId) => {
    const row = await store.read((r) => r.selectFrom('device').select(['device', 'profile', 'sign', 'agree']).where('kid', '=', kid).executeTakeFirst());
    if (!row) return undefined;
    const agree = JSON.parse(row.agree) as JWK;
    const device = { device: row.device, profile: row.profile, agree: { kid: agree.kid!, key: publicKey(agree) }, key: publicKey(JSON.parse(row.sign) as JWK) };
    if (devices.size >= MOST_KEYS) devices.clear();
    devices.set(kid, device);
    return device;
  };
  return async (jwe) => {
    const jws = unseal(jwe, (kid) => ours.get(kid));
    const kid = jws === undefined ? undefined : signerOf(jws);
    if (jws === undefined || typeof kid !== 'string') return { kind: 'unreadable' };
    const device = devices.get(kid) ?? (await deviceOf(kid));
    return device ? open(jws, kid, device) : { kind: 'unknown-device' };
  };
}

type Device = Pick<Opened, 'device' | 'profile' | 'agree'> & { readonly key: KeyObject };

const MOST_KEYS = 20_000;

function publicKey(key: JWK): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

function open(jws: string, kid: KeyId, { key, ...device }: Device): Opening {
  const payload = openJws(jws, key);
  const body = payload === undefined ? undefined : inflate(payload);
  // Too large is sent again in halves; unreadable is taken apart and sealed afresh.
  if (body === 'too-large') return { kind: 'too-large' };
  if (body === undefined || !isUtf8(body)) return { kind: 'unreadable' };
  const [first = '', ...lines] = body.toString('utf8').split('\n');
  if (lines.length > LIMITS.lines) return { kind: 'too-large' };
  const digest = createHash('sha256').update(jws).digest('base64url');
  return { kind: 'opened', opened: { kid, ...device, jws, digest, header: parseHeader(first), lines } };
}
