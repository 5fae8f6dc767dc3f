/** Phones that are enrolled as phones are, and the envelopes that they will send, sealed before anybody measures. */
import { importJWK, type CryptoKey, type JWK } from 'jose';
import { v4 } from 'uuid';
import type { DeviceId, KeyId, ProfileId } from '../../src/core/ids.ts';
import { isProblem } from '../../src/core/problem.ts';
import { newSealingKey, newSigningKey } from '../../src/pack/keys.ts';
import { acceptTrust } from '../../src/pack/trust.ts';
import { chainHash, sealEnvelope, writeLine, type Header } from '../../src/sync/envelope.ts';
import { proveKey, type Enrolled } from '../../src/sync/enrolment.ts';
import { PROTOCOL } from '../../src/sync/protocol.ts';
import { lifeOf, type Course } from './life.ts';

export type BenchPhone = { readonly device: DeviceId; readonly profile: ProfileId; readonly kid: KeyId; readonly sign: CryptoKey };

/** The server's sealing key, from its trust list. */
export async function sealKeyOf(origin: string): Promise<JWK> {
  const trust = await acceptTrust(await (await fetch(`${origin}/.well-known/karvan-trust`)).json(), undefined);
  if (isProblem(trust)) throw new Error(trust.code);
  return trust.list.server.seal[0] as JWK;
}

export async function enrolled(origin: string, code: string): Promise<BenchPhone> {
  const [sign, agree, device] = [await newSigningKey(), await newSealingKey(), v4() as DeviceId];
  const key = (await importJWK(sign.privateKey, 'ES256')) as CryptoKey;
  const proof = await proveKey({ code, device, agree: agree.publicKey as never }, key, sign.publicKey.kid);
  const notice = { version: '1', lang: 'az', at: new Date().toISOString() };
  const body = JSON.stringify({ karvan: 1, code, device, sign: sign.publicKey, agree: agree.publicKey, notice, proof });
  const response = await fetch(`${origin}/api/enrolments`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (response.status !== 201) throw new Error(`enrolment: ${response.status} ${await response.text()}`);
  return { device, profile: ((await response.json()) as Enrolled).profile as ProfileId, kid: sign.publicKey.kid as KeyId, sign: key };
}

/** So many envelopes of one phone, `size` statements each, in the order of its chain. */
export async function envelopesOf(phone: BenchPhone, courses: readonly Course[], seal: JWK, { size, count }: { size: number; count: number }): Promise<string[]> {
  const life = lifeOf(phone.profile, courses);
  const envelopes: string[] = [];
  let [seq, prev] = [0, ''];
  for (let n = 0; n < count; n++) {
    const lines: string[] = [];
    while (lines.length < size) {
      const line = writeLine({ seq: ++seq, prev, ...life.next().value! });
      lines.push(line);
      prev = await chainHash(line);
    }
    envelopes.push(await sealEnvelope(headerOf(phone), lines, phone, seal));
  }
  return envelopes;
}

function headerOf({ device, profile }: BenchPhone): Header {
  return { karvan: PROTOCOL, device, profile, clock: { device: new Date().toISOString(), uptime: 60_000 }, facts: { waiting: 1 } };
}
