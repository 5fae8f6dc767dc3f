/** A server as small as can be: opens envelopes with its own keys, holds lines by sequence, and answers with a real receipt. */
import { importJWK, type CryptoKey } from 'jose';
import type { KeyId } from '../../src/core/ids.ts';
import { isProblem } from '../../src/core/problem.ts';
import { newSealingKey, newSigningKey } from '../../src/pack/keys.ts';
import type { Trust } from '../../src/pack/trust.ts';
import { chainHash, openSigned, parseHeader, parseLine, unsealText, type Header } from '../../src/sync/envelope.ts';
import { SEALED } from '../../src/sync/protocol.ts';
import { signReceipt } from '../../src/sync/receipt.ts';
import { sealReply, type Reply } from '../../src/sync/reply.ts';
import type { DeviceKeys } from '../../src/device/profiles.ts';

export async function aServer() {
  const [seal, receiptKey] = [await newSealingKey(), await newSigningKey()];
  const sealKey = (await importJWK(seal.privateKey, 'ECDH-ES')) as CryptoKey;
  const signKey = (await importJWK(receiptKey.privateKey, 'ES256')) as CryptoKey;
  const lines = new Map<number, string>();
  const envelopes: { header: Header; lines: readonly string[] }[] = [];
  let clock = Date.parse('2026-11-24T12:00:00.000Z');
  let device: DeviceKeys | undefined;
  let more: Partial<Reply> = {};
  let audit: string | undefined;

  const take = async (jwe: string) => {
    const jws = (await unsealText(jwe, (kid) => (kid === seal.publicKey.kid ? sealKey : undefined)))!;
    const opened = await openSigned(jws, (await importJWK(device!.sign.public, 'ES256')) as CryptoKey);
    if (isProblem(opened)) throw new Error(opened.detail);
    const [first, ...rest] = opened;
    const header = parseHeader(first!)!;
    envelopes.push({ header, lines: rest });
    for (const text of rest) lines.set(parseLine(text)!.seq, text);
    return header;
  };
  const answer = async (header: Header) => {
    let seq = 0;
    while (lines.has(seq + 1)) seq++;
    clock += 1000;
    const at = new Date(clock).toISOString();
    const { device: deviceId, profile } = header;
    const hash = seq === 0 ? '' : await chainHash(lines.get(seq)!);
    const kid = device!.sign.public.kid as KeyId;
    const receipt = await signReceipt({ karvan: 1, device: deviceId, profile, kid, seq, hash, received: at, ...(audit === undefined ? {} : { audit }) }, signKey, receiptKey.publicKey.kid);
    const reply: Reply = {
      karvan: 1, at, device: deviceId, profile, ...(seq > 0 ? { receipt } : {}), person: { name: 'Aysel Quliyeva', unit: { az: 'Gəncə' } },
      registrations: [], decisions: [], assignments: [], notes: [], trust: 1, ...more,
    };
    return sealReply(reply, { kid: receiptKey.publicKey.kid, sign: signKey }, device!.agree.public);
  };
  return {
    sealKey: seal.publicKey,
    trust: { rootId: 'r', file: {}, list: { server: { receipt: [receiptKey.publicKey], seal: [seal.publicKey] } } } as unknown as Trust,
    lines,
    envelopes,
    knows: (keys: DeviceKeys) => void (device = keys),
    says: (reply: Partial<Reply>) => void (more = reply),
    /** What receipts name as the newest line of the log from now on. */
    logs: (head: string | undefined) => void (audit = head),
    /** A `fetch` that reaches this server. */
    fetch: (async (_at: unknown, init?: RequestInit) => new Response(await answer(await take(String(init?.body))), { headers: { 'content-type': SEALED } })) as typeof globalThis.fetch,
  };
}

/** A `fetch` that always answers this. */
export function always(status: number, body: unknown = '', headers: Record<string, string> = {}): typeof globalThis.fetch {
  return async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
}

export const noNetwork: typeof globalThis.fetch = async () => {
  throw new TypeError('Failed to fetch');
};
