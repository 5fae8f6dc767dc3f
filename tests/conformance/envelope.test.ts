/** Envelopes and replies of every protocol version open for ever, here and in any other implementation that reads these files. */
import { importJWK, type CryptoKey, type JWK } from 'jose';
import { expect, test } from 'vitest';
import { learn, noProgress } from '../../src/core/progress.ts';
import { activityOf } from '../../src/core/registration.ts';
import type { AuId } from '../../src/core/ids.ts';
import { isProblem } from '../../src/core/problem.ts';
import { chainHash, openSigned, parseHeader, parseLine, signerOf, unsealText } from '../../src/sync/envelope.ts';
import { openReceipt, receiptCode } from '../../src/sync/receipt.ts';
import { openReply } from '../../src/sync/reply.ts';
import envelope from './envelope-1/envelope.json' with { type: 'json' };
import golden from './envelope-1/reply.json' with { type: 'json' };

const key = (jwk: unknown, alg: string) => importJWK(jwk as JWK, alg) as Promise<CryptoKey>;

async function opened(jwe: string, device: unknown = envelope.device) {
  const seal = await key(envelope.server, 'ECDH-ES');
  const jws = await unsealText(jwe, (kid) => (kid === envelope.server.kid ? seal : undefined));
  return jws === undefined ? undefined : { jws, lines: await openSigned(jws, await key(device, 'ES256')) };
}

test('an envelope of protocol 1 opens to exactly the lines that were put in, in an unbroken chain', async () => {
  const { jws, lines } = (await opened(envelope.jwe))!;
  expect(signerOf(jws)).toBe(envelope.device.kid);
  if (isProblem(lines)) throw new Error(lines.detail);
  const [header, ...rest] = lines;
  expect(parseHeader(header!)).toEqual(envelope.header);
  expect(rest).toEqual(envelope.lines);
  let prev = '';
  for (const text of rest) {
    expect(parseLine(text)!.prev).toBe(prev);
    prev = await chainHash(text);
  }
  expect(prev).toBe(envelope.end);
});

test('what those lines say of a person’s progress is the same in every version', () => {
  const progress = envelope.lines.map((text) => parseLine(text)!.s).reduce(learn, noProgress);
  const final = progress.aus[activityOf('urn:karvan:au:karvan-samples/public-ethics/final' as AuId)]!;
  expect(final).toMatchObject({ isCompleted: true, isPassed: true, best: 1 });
  expect(Object.values(final.attempts)).toEqual([expect.objectContaining({ seed: 42, answers: { word: expect.objectContaining({ response: 'şəffaflıq', turn: 1 }) } })]);
});

test.each([0.2, 0.5, 0.8, 0.99])('an envelope with one letter changed at %d of its length is refused', async (where) => {
  const at = Math.floor(envelope.jwe.length * where);
  const other = envelope.jwe[at] === 'A' ? 'B' : 'A';
  expect(await opened(envelope.jwe.slice(0, at) + other + envelope.jwe.slice(at + 1))).toBeUndefined();
});

test('an envelope signed by another phone is refused', async () => {
  const { lines } = (await opened(envelope.jwe, golden.receiptKey))!;
  expect(lines).toMatchObject({ kind: 'problem', code: 'envelope-unreadable' });
});

test('a reply of protocol 1 opens, and its receipt bears the code that a person reads out', async () => {
  const reply = await openReply(golden.jwe, await key(golden.agree, 'ECDH-ES'), [golden.receiptKey as JWK]);
  expect(reply).toEqual(golden.reply);
  if (isProblem(reply)) throw new Error(reply.detail);
  expect(await openReceipt(reply.receipt!, [golden.receiptKey as JWK])).toMatchObject({ seq: envelope.lines.length, hash: envelope.end });
  expect(await receiptCode(reply.receipt!)).toBe(golden.code);
});

test('a reply signed by a key that is not the server’s is refused', async () => {
  const reply = await openReply(golden.jwe, await key(golden.agree, 'ECDH-ES'), [envelope.device as JWK]);
  expect(reply).toMatchObject({ kind: 'problem', code: 'reply-invalid' });
});
