import { isProblem } from '../../../src/core/problem.ts';
import { acceptTrust } from '../../../src/pack/trust.ts';
import { changeTrust } from '../../../src/server/catalogue/trust.ts';
import { aPhone, aServer, type Phone, type Server } from '../a-server.ts';

let server: Server;
let phone: Phone;
beforeEach(async () => {
  server = await aServer();
  phone = await aPhone(server);
});
afterEach(() => server.end());

const withdraw = () => changeTrust(server.store, server.keys.root, { now: server.clock.at, who: 'test', why: 'test' }, (list) => ({ ...list, withdrawn: [{ course: 'ministry/ethics', reason: { az: 'Səhv var' } }] }));
const repliesWith = async (trust?: number) => (await phone.send([], trust === undefined ? {} : { trust })).reply;

test('a phone that says that its list is older gets the newer one with the reply, and can believe it by itself', async () => {
  const { version } = await withdraw();
  const { trust, trustFile } = await repliesWith(version - 1);
  expect(trust).toBe(version);
  const held = await acceptTrust(trustFile, undefined);
  if (isProblem(held)) throw new Error(held.detail);
  expect(held).toMatchObject({ rootId: server.keys.root.kid, list: { version, withdrawn: [{ course: 'ministry/ethics', reason: { az: 'Səhv var' } }] } });
});

test('a phone that holds the newest list, a newer one, or does not say, gets its version alone', async () => {
  const { version } = await withdraw();
  for (const says of [version, version + 1, undefined]) {
    const reply = await repliesWith(says);
    expect(reply.trust).toBe(version);
    expect(reply).not.toHaveProperty('trustFile');
  }
});
