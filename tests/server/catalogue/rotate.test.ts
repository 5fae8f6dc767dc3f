import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblem } from '../../../src/core/problem.ts';
import { newSigningKey } from '../../../src/pack/keys.ts';
import { acceptTrust, type Trust } from '../../../src/pack/trust.ts';
import { finishRotation, rotateRoot } from '../../../src/server/catalogue/rotate.ts';
import { changeRoot, changeTrust } from '../../../src/server/catalogue/trust.ts';
import { openKeys } from '../../../src/server/store/keys.ts';
import { aServer, type Server } from '../a-server.ts';

let server: Server;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.end());

const what = () => ({ now: server.clock.at, who: 'test' });
const fileNow = async (): Promise<unknown> => (await server.get('/.well-known/karvan-trust')).json();
const accepted = async (file: unknown, held: Trust | undefined): Promise<Trust> => {
  const trust = await acceptTrust(file, held);
  if (isProblem(trust)) throw new Error(trust.detail);
  return trust;
};
const next = () => join(server.data, 'keys', 'root-next.json');
const withdraw = async () => changeTrust(server.store, (await openKeys(server.data, false)).root, { ...what(), why: 'test' }, (list) => ({ ...list, withdrawn: [{ course: 'ministry/ethics', reason: { az: 'Səhv' } }] }));

test('a phone follows a new root by itself, and a late one two at once; whoever holds an old root leads nobody astray', async () => {
  const phone = await accepted(await fileNow(), undefined);
  const stolen = (await openKeys(server.data, false)).root;
  await rotateRoot(server.store, server.data, what());
  const once = await accepted(await fileNow(), phone);
  expect(once.rootId).not.toBe(phone.rootId);
  await rotateRoot(server.store, server.data, what());
  await withdraw();
  const twice = await accepted(await fileNow(), once);
  expect(await accepted(await fileNow(), phone)).toEqual(twice);
  expect(twice.list).toMatchObject({ version: phone.list.version + 3, withdrawn: [{ course: 'ministry/ethics' }] });
  // The thief goes on from the list that he knew.
  await changeRoot(server.store, stolen, stolen, { ...what(), why: 'theft' });
  expect(await acceptTrust(await fileNow(), twice)).toMatchObject({ code: 'trust-list-invalid' });
});

test('a rotation that was interrupted is finished or forgotten by the next command, and the list goes on either way', async () => {
  const phone = await accepted(await fileNow(), undefined);
  const { root } = await openKeys(server.data, false);
  const { privateKey } = await newSigningKey();
  // Before the list was signed: the new root never was.
  await writeFile(next(), JSON.stringify(privateKey));
  await finishRotation(server.store, server.data);
  expect((await openKeys(server.data, false)).root.kid).toBe(root.kid);
  // After it: the new root takes its place.
  await writeFile(next(), JSON.stringify(privateKey));
  await changeRoot(server.store, root, privateKey, { ...what(), why: 'test' });
  await finishRotation(server.store, server.data);
  expect((await openKeys(server.data, false)).root.kid).toBe(privateKey.kid);
  await expect(readFile(next())).rejects.toThrow();
  await withdraw();
  expect(await accepted(await fileNow(), phone)).toMatchObject({ rootId: privateKey.kid, list: { withdrawn: [{ course: 'ministry/ethics' }] } });
});

test('control: without its finishing a list would be signed by a root that phones have left', async () => {
  const phone = await accepted(await fileNow(), undefined);
  const { root } = await openKeys(server.data, false);
  const { privateKey } = await newSigningKey();
  await changeRoot(server.store, root, privateKey, { ...what(), why: 'test' });
  await rm(next(), { force: true });
  await withdraw();
  expect(await acceptTrust(await fileNow(), phone)).toMatchObject({ code: 'trust-list-invalid' });
});
