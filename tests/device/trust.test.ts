import { expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import { drain } from '../../src/device/drain.ts';
import { closeEnvelope } from '../../src/device/envelopes.ts';
import { recallHeld } from '../../src/device/recall.ts';
import { record } from '../../src/device/record.ts';
import { settleReplies } from '../../src/device/settle.ts';
import { refreshTrust, renewTrust, takeTrust, trustHeld } from '../../src/device/trust.ts';
import { newSigningKey } from '../../src/pack/keys.ts';
import { signRoot, signTrustList, type Trust, type TrustList } from '../../src/pack/trust.ts';
import { aPack, aTrustFile, course, publisher } from './a-course.ts';
import { aDb, aPhone, someStatements } from './a-phone.ts';
import { always, aServer, noNetwork } from './a-server.ts';

const withdrawn: TrustList['withdrawn'] = [{ course, reason: { az: 'Sual səhvdir', tr: 'Yanlış soru' } }];
const pinned = async (change: Partial<TrustList> = {}) => {
  const db = aDb();
  await refreshTrust(db, always(200, await aTrustFile(change)));
  return db;
};

test('a list that came by a stick or a reply counts when it is newer and of the pinned root, and never otherwise', async () => {
  const db = await pinned({ version: 3 });
  expect(await takeTrust(db, await aTrustFile({ version: 4, withdrawn }))).toMatchObject({ list: { version: 4 } });
  expect(await takeTrust(db, await aTrustFile({ version: 2 }))).toMatchObject({ list: { version: 4 } });
  // Of the same version the one that is held stays.
  expect(await takeTrust(db, await aTrustFile({ version: 4 }))).toMatchObject({ list: { withdrawn } });
  const stranger = await newSigningKey();
  const list = ((await trustHeld(db)) as Trust).list;
  const forged = { karvan: 1, roots: [await signRoot(stranger.publicKey, stranger.privateKey)], list: await signTrustList({ ...list, version: 9, withdrawn: [] }, stranger.privateKey) };
  expect(await takeTrust(db, forged)).toMatchObject({ code: 'trust-root-changed' });
  expect(await takeTrust(db, { list: 'nonsense' })).toMatchObject({ code: 'trust-list-invalid' });
  expect(await trustHeld(db)).toMatchObject({ list: { version: 4, withdrawn } });
});

test('a phone that has seen no server takes no root from a stick; control: by TLS it does', async () => {
  const db = aDb();
  expect(await takeTrust(db, await aTrustFile())).toMatchObject({ code: 'trust-list-invalid' });
  expect(await trustHeld(db)).toBeUndefined();
  expect(await refreshTrust(db, always(200, await aTrustFile()))).toMatchObject({ list: { version: 1 } });
});

test('without a network the list that is held stays believed, and one by the web is taken at the next contact', async () => {
  const db = await pinned();
  expect(await renewTrust(db, noNetwork)).toMatchObject({ list: { version: 1 } });
  expect(await renewTrust(db, always(200, await aTrustFile({ version: 2 })))).toMatchObject({ list: { version: 2 } });
  expect(await renewTrust(aDb(), noNetwork)).toMatchObject({ kind: 'problem' });
});

test('two roads at the same moment: the newer list stays, whichever is written last', async () => {
  for (const order of [[2, 7], [7, 2]] as const) {
    const db = await pinned();
    const files = await Promise.all(order.map((version) => aTrustFile({ version })));
    await Promise.all([takeTrust(db, files[0]), refreshTrust(db, always(200, files[1]))]);
    expect(await trustHeld(db)).toMatchObject({ list: { version: 7 } });
  }
});

test('what lies on a phone is recalled by the newest list: withdrawn with its reason, or its key revoked', async () => {
  const [db, pack] = [await pinned(), await aPack()];
  await db.editions.put({ edition: pack.edition, course, release: 1, bytes: pack.manifestBytes as Uint8Array<ArrayBuffer>, signature: pack.signature });
  expect(await recallHeld(db, pack.edition)).toBeUndefined();
  await takeTrust(db, await aTrustFile({ version: 2, withdrawn }));
  expect(await recallHeld(db, pack.edition)).toEqual({ kind: 'withdrawn', reason: withdrawn[0]!.reason });
  const revoked = [{ id: 'ministry', name: {}, keys: [{ key: publisher.publicKey as never, from: '2026-01-01T00:00:00.000Z', revoked: '2026-11-20T00:00:00.000Z' }] }];
  await takeTrust(db, await aTrustFile({ version: 3, publishers: revoked }));
  expect(await recallHeld(db, pack.edition)).toEqual({ kind: 'key-revoked' });
});

test('a phone says which list it holds, and takes a newer one out of the reply, also when only that list knows the key that signed the reply', async () => {
  const server = await aServer();
  const { db, world, open, keys } = await aPhone(server.sealKey);
  server.knows(keys);
  const { server: serverKeys } = server.trust.list;
  await refreshTrust(db, always(200, await aTrustFile({ server: { ...serverKeys, receipt: [] } })));
  const goOnce = async () => {
    await record(open, someStatements(world, open.id, 1), undefined);
    await closeEnvelope(open, server.sealKey, world);
    await drain(db, server.fetch, world);
    await settleReplies(open, (await trustHeld(db)) as Trust);
    world.pass(10 * 60_000);
    return db.envelopes.count();
  };
  // Control: this phone does not know the key yet, and the reply settles nothing.
  expect(await goOnce()).toBe(1);
  server.says({ trust: 2, trustFile: (await aTrustFile({ version: 2, server: serverKeys, withdrawn })) as unknown as Record<string, unknown> });
  expect(await goOnce()).toBe(0);
  expect(server.envelopes.map(({ header }) => header.trust)).toEqual([1, 1, 1]);
  expect(await trustHeld(db)).toMatchObject({ list: { version: 2, withdrawn } });
  server.says({});
  await goOnce();
  expect(server.envelopes.at(-1)!.header.trust).toBe(2);
});

test('a forged list in a reply changes nothing, and the reply counts all the same', async () => {
  const server = await aServer();
  const { db, world, open, keys } = await aPhone(server.sealKey);
  server.knows(keys);
  await refreshTrust(db, always(200, await aTrustFile({ server: server.trust.list.server })));
  server.says({ trust: 9, trustFile: { karvan: 1, roots: ['a.b.c'], list: 'a.b.c' } });
  await record(open, someStatements(world, open.id, 1), undefined);
  await closeEnvelope(open, server.sealKey, world);
  await drain(db, server.fetch, world);
  const held = await trustHeld(db);
  if (!held || isProblem(held)) throw new Error('no list');
  await settleReplies(open, held);
  expect(await db.envelopes.count()).toBe(0);
  expect(await trustHeld(db)).toEqual(held);
});
