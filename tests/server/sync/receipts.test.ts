/** One code for one result: what a learner reads out from the phone is what the supervisor sees at the desk. */
import { cp } from 'node:fs/promises';
import * as v from 'valibot';
import type { Registration } from '../../../src/core/ids.ts';
import { evidenceSchema } from '../../../src/sync/desk.ts';
import { chainHash } from '../../../src/sync/envelope.ts';
import { receiptCode } from '../../../src/sync/receipt.ts';
import { aCourse, type ServerPack } from '../a-course.ts';
import { aPhone, aServer, PASSWORD, phoneOf, type Phone, type Server } from '../a-server.ts';

let server: Server;
let pack: ServerPack;
beforeEach(async () => {
  server = await aServer();
  pack = await aCourse();
  await server.publish(pack);
});
afterEach(() => server.end());

/** What a phone keeps of the receipts that it heard: by rising sequence, and nothing beyond the newest (device/settle.ts). */
function aView(phone: Phone) {
  let held: readonly { seq: number; code: string }[] = [];
  return {
    hears: async (lines: readonly string[]) => {
      const { reply, receipt } = await phone.send(lines);
      const still = held.filter((each) => each.seq <= receipt!.seq);
      held = still.at(-1)?.seq === receipt!.seq ? still : [...still, { seq: receipt!.seq, code: await receiptCode(reply.receipt!) }];
    },
    /** A line's receipt is the first that reaches it (device/facts.ts). */
    codeOf: (seq: number) => held.find((each) => each.seq >= seq)?.code,
  };
}

/** The code of each phone in the evidence, as the desk is told it. */
async function atTheDesk(registration: Registration, at: Server = server): Promise<readonly (string | undefined)[]> {
  const signedIn = await at.postJson('/api/desk/session', { name: 'supervisor', password: PASSWORD });
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
  const evidence = await at.get(`/api/desk/completions/${registration}`, { cookie });
  return v.parse(evidenceSchema, await evidence.json()).devices.map((device) => device.code);
}

test('the code that a phone shows for a result is the one at the desk, and stays it after everything that comes later', async () => {
  const phone = await aPhone(server);
  const view = aView(phone);
  await view.hears(await phone.lines([phone.reads(pack)], pack.edition));
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  await view.hears(lines);
  const result = 1 + lines.length;
  const shown = view.codeOf(result);
  expect(shown).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(await atTheDesk(phone.registration(pack))).toEqual([shown]);
  await view.hears([]);
  await view.hears(await phone.lines([phone.reads(pack), phone.reads(pack)], pack.edition));
  await view.hears(await phone.lines([phone.reads(pack, 2)], pack.edition));
  expect(view.codeOf(result)).toBe(shown);
  expect(await atTheDesk(phone.registration(pack))).toEqual([shown]);
  // Negative control: what came before the result and after it has other codes.
  expect(new Set([view.codeOf(1), shown, view.codeOf(result + 1), view.codeOf(result + 3)]).size).toBe(4);
});

test('a phone that never heard the first answer is told the same code when it asks again, later', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  const sealed = await phone.seal(lines);
  await phone.post(sealed);
  const before = await atTheDesk(phone.registration(pack));
  server.clock.at += 3_600_000;
  const { reply, receipt } = await phone.read(await phone.post(sealed));
  expect([await receiptCode(reply.receipt!)]).toEqual(before);
  expect(Date.parse(receipt!.received)).toBeLessThan(server.clock.at - 3_500_000);
  expect(await atTheDesk(phone.registration(pack))).toEqual(before);
});

test('each of two phones of a person has its own code for its own part', async () => {
  const [first, second] = [await aPhone(server), await aPhone(server)];
  const views = [aView(first), aView(second)];
  const statements = first.takes(pack);
  const parts = [await first.lines(statements.slice(0, 4), pack.edition), await second.lines(statements.slice(4), pack.edition)];
  await views[0]!.hears(parts[0]!);
  await views[1]!.hears(parts[1]!);
  // The first part ends in no result: then its last line speaks for it.
  expect(await atTheDesk(first.registration(pack))).toEqual([views[0]!.codeOf(parts[0]!.length), views[1]!.codeOf(parts[1]!.length)]);
});

test('lines behind a gap have the code of the envelope that fills it', async () => {
  const phone = await aPhone(server);
  const view = aView(phone);
  const lines = await phone.lines([phone.reads(pack), ...phone.takes(pack)], pack.edition);
  await view.hears(lines.slice(0, 1));
  await view.hears(lines.slice(3));
  expect(view.codeOf(lines.length)).toBeUndefined();
  await view.hears(lines.slice(1, 3));
  expect(await atTheDesk(phone.registration(pack))).toEqual([view.codeOf(lines.length)]);
});

test('on a server that was restored, what it still holds keeps its code, and what is sent again has a new one on both sides', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines([...phone.takes(pack), phone.reads(pack, 2)], pack.edition);
  const view = aView(phone);
  await view.hears(lines.slice(0, -1));
  const copy = `${server.data}-copy`;
  await cp(server.data, copy, { recursive: true });
  const restored = await aServer({ data: copy });
  const again = aView(phoneOf(restored, phone, phone.profile));
  await again.hears([]);
  expect(again.codeOf(lines.length - 1)).toBe(view.codeOf(lines.length - 1));
  await view.hears(lines.slice(-1));
  restored.clock.at = server.clock.at + 60_000;
  await again.hears(lines.slice(-1));
  expect(again.codeOf(lines.length)).not.toBe(view.codeOf(lines.length));
  expect(await atTheDesk(phone.registration(pack), restored)).toEqual([again.codeOf(lines.length - 1)]);
  await restored.end();
});

test('a phone that was set back and goes another way is told which line is held there, and goes on after it', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  await phone.send(lines);
  Object.assign(phone.chain, { seq: lines.length - 1, prev: await chainHash(lines.at(-2)!) });
  const fork = await phone.lines(phone.takes(pack).slice(-1), pack.edition);
  expect((await phone.send(fork)).receipt).toMatchObject({ seq: lines.length, hash: await chainHash(lines.at(-1)!) });
  Object.assign(phone.chain, { seq: lines.length, prev: await chainHash(lines.at(-1)!) });
  const again = await phone.lines(phone.takes(pack).slice(-1), pack.edition);
  const { reply, receipt } = await phone.send(again);
  expect(receipt).toMatchObject({ seq: lines.length + 1, hash: await chainHash(again[0]!) });
  expect(await atTheDesk(phone.registration(pack))).toEqual([await receiptCode(reply.receipt!)]);
});
