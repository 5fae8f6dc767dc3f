import { expect, test } from 'vitest';
import { drain } from '../../src/device/drain.ts';
import { closeEnvelope } from '../../src/device/envelopes.ts';
import { record } from '../../src/device/record.ts';
import { factsOf, settleReplies } from '../../src/device/settle.ts';
import { openReceipt } from '../../src/sync/receipt.ts';
import { aPhone, someStatements } from './a-phone.ts';
import { aServer } from './a-server.ts';

test('a phone keeps up to where its lines lie in a backup, as the newest reply has it', async () => {
  const server = await aServer();
  const { db, world, open, keys } = await aPhone(server.sealKey);
  server.knows(keys);
  for (const [told, kept] of [[undefined, undefined], [1, 1], [3, 3], [2, 2]] as const) {
    server.says(told === undefined ? {} : { backedUpThrough: told });
    await record(open, someStatements(world, open.id, 1), undefined);
    await closeEnvelope(open, server.sealKey, world);
    await drain(db, server.fetch, world);
    await settleReplies(open, server.trust);
    expect((await factsOf(open)).backedUpThrough).toBe(kept);
  }
});

test('a phone keeps the furthest head of the log that it was told, with the receipt that proves it, whatever it is told later', async () => {
  const server = await aServer();
  const { db, world, open, keys } = await aPhone(server.sealKey);
  server.knows(keys);
  const headAfter = async (told: string | undefined) => {
    server.logs(told);
    await record(open, someStatements(world, open.id, 1), undefined);
    await closeEnvelope(open, server.sealKey, world);
    expect(await drain(db, server.fetch, world)).toMatchObject({ sent: 1 });
    await settleReplies(open, server.trust);
    return (await factsOf(open)).audit;
  };
  // A server from before the log was a chain says nothing of it.
  expect(await headAfter(undefined)).toBeUndefined();
  expect((await headAfter('9.nine'))?.head).toBe('9.nine');
  const held = await headAfter('12.twelve');
  expect(held?.head).toBe('12.twelve');
  expect(await openReceipt(held!.receipt, server.trust.list.server.receipt)).toMatchObject({ audit: '12.twelve', received: held!.received });
  // Shorter, another at the same line, silent: what it was stays.
  for (const told of ['3.three', '12.other', undefined]) expect((await headAfter(told))?.head).toBe('12.twelve');
  expect((await headAfter('100.hundred'))?.head).toBe('100.hundred');
});
