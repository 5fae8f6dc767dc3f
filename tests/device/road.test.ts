import { expect, test } from 'vitest';
import type { CourseId } from '../../src/core/ids.ts';
import { noProgress } from '../../src/core/progress.ts';
import { registrationOf } from '../../src/core/registration.ts';
import { drain } from '../../src/device/drain.ts';
import { askReply, closeEnvelope } from '../../src/device/envelopes.ts';
import { currentCycle, isUnknownToServer, progressOf, roadOf } from '../../src/device/learning.ts';
import { lineText, record, rowsOf, statementsOf } from '../../src/device/record.ts';
import { factsOf, settleReplies } from '../../src/device/settle.ts';
import { chainHash, parseLine } from '../../src/sync/envelope.ts';
import type { Decision } from '../../src/sync/reply.ts';
import { SEALED } from '../../src/sync/protocol.ts';
import { aPhone, aResult, COURSE, someStatements } from './a-phone.ts';
import { always, aServer, noNetwork } from './a-server.ts';

async function aRoad() {
  const server = await aServer();
  const phone = await aPhone(server.sealKey);
  server.knows(phone.keys);
  const { db, world, open } = phone;
  return {
    ...phone,
    server,
    learn: async (count: number) => {
      await record(open, someStatements(world, open.id, count), undefined);
      await closeEnvelope(open, server.sealKey, world);
    },
    send: (fetch = server.fetch) => drain(db, fetch, world),
    settle: () => settleReplies(open, server.trust),
    waiting: async () => (await db.envelopes.toArray()).filter((each) => each.state === 'waiting').map(({ from, to }) => [from, to]),
    texts: async () => Promise.all((await rowsOf(open)).map((row) => lineText(open, row))),
  };
}

test('what a person did comes out at the server line by line, byte for byte, and is received', async () => {
  const road = await aRoad();
  await road.learn(3);
  await road.learn(2);
  expect(await road.waiting()).toEqual([[1, 3], [4, 5]]);
  expect(await road.send()).toEqual({ sent: 2, left: 0 });
  expect(road.server.envelopes[0]!.header).toMatchObject({ profile: road.open.id, device: road.open.device, clock: { device: '2026-11-24T10:00:00.000Z' } });
  expect([...road.server.lines.values()]).toEqual(await road.texts());
  await road.settle();
  expect(await road.db.envelopes.count()).toBe(0);
  expect((await rowsOf(road.open)).length).toBe(5);
  const facts = await factsOf(road.open);
  expect(facts).toMatchObject({ receipted: 5, person: { name: 'Aysel Quliyeva' } });
  expect(facts.receipts.map((each) => each.seq)).toEqual([3, 5]);
});

test('a road that fails keeps everything: no network, another server, an error, no time', async () => {
  const road = await aRoad();
  await road.learn(2);
  const failures = [noNetwork, always(200, '<html>sign in to the hotel</html>', { 'content-type': 'text/html' }), always(200, 'not sealed', { 'content-type': SEALED }), always(500), always(404)];
  for (const fetch of failures) expect(await road.send(fetch)).toMatchObject({ sent: 0, left: 1, problem: { code: 'server-unreachable' } });
  expect(await road.waiting()).toEqual([[1, 2]]);
  expect(await road.send()).toEqual({ sent: 1, left: 0 });
});

const tooEarly: typeof fetch = async () => {
  throw new Error('asked too early');
};

test('a busy server is left in peace for as long as it asked', async () => {
  const road = await aRoad();
  await road.learn(1);
  expect(await road.send(always(429, '', { 'retry-after': '120' }))).toMatchObject({ left: 1, problem: { code: 'server-busy' } });
  road.world.pass(119_000);
  expect(await road.send(tooEarly)).toMatchObject({ sent: 0, problem: { code: 'server-busy' } });
  road.world.pass(2000);
  expect(await road.send()).toMatchObject({ sent: 1, left: 0 });
});

test('a server that is being started anew silences nobody', async () => {
  const road = await aRoad();
  await road.learn(1);
  expect(await road.send(always(503))).toMatchObject({ left: 1, problem: { code: 'server-busy' } });
  expect(await road.send()).toMatchObject({ sent: 1, left: 0 });
});

test('an answer that is lost on the way back costs nothing: the same envelope goes again', async () => {
  const road = await aRoad();
  await road.learn(2);
  const lost: typeof fetch = async (at, init) => {
    await road.server.fetch(at, init);
    throw new TypeError('connection reset');
  };
  expect(await road.send(lost)).toMatchObject({ sent: 0, left: 1 });
  expect(await road.send()).toMatchObject({ sent: 1, left: 0 });
  await road.settle();
  expect(road.server.envelopes.length).toBe(2);
  expect(road.server.lines.size).toBe(2);
  expect((await factsOf(road.open)).receipts.map((each) => each.seq)).toEqual([2]);
});

test('the same reply twice, and an old one after a new one, change nothing', async () => {
  const road = await aRoad();
  await road.learn(2);
  await road.send();
  const [old] = await road.db.replies.toArray();
  await road.settle();
  await road.learn(1);
  await road.send();
  await road.settle();
  const before = await factsOf(road.open);
  for (const jwe of [old!.jwe, old!.jwe]) await road.db.replies.add({ profile: road.open.id, envelope: 99, jwe });
  await road.settle();
  expect(await factsOf(road.open)).toEqual(before);
  expect(await road.waiting()).toEqual([]);
  expect(await road.db.replies.count()).toBe(0);
});

test('a reply that cannot be believed puts the envelope back, to be sent again a little later', async () => {
  const road = await aRoad();
  await road.learn(2);
  const altered: typeof fetch = async (at, init) => {
    const jwe = await (await road.server.fetch(at, init)).text();
    return new Response(`${jwe.slice(0, -6)}AAAAAA`, { headers: { 'content-type': SEALED } });
  };
  expect(await road.send(altered)).toMatchObject({ sent: 1 });
  await road.settle();
  expect(await road.waiting()).toEqual([[1, 2]]);
  expect((await factsOf(road.open)).receipts).toEqual([]);
  await road.send();
  await road.settle();
  expect(await road.waiting()).toEqual([]);
});

test('a server restored from a backup is given the same exact lines again', async () => {
  const road = await aRoad();
  for (const count of [3, 2, 2]) await road.learn(count);
  await road.send();
  await road.settle();
  const codes = (await factsOf(road.open)).receipts;
  expect(codes.map((each) => each.seq)).toEqual([3, 5, 7]);
  for (const seq of [4, 5, 6, 7]) road.server.lines.delete(seq);
  await askReply(road.open, road.server.sealKey, road.world);
  await road.send();
  expect(road.server.envelopes.at(-1)!.header.receipted).toBe(7);
  await road.settle();
  expect((await factsOf(road.open)).receipts).toEqual([codes[0]]);
  await closeEnvelope(road.open, road.server.sealKey, road.world);
  expect(await road.waiting()).toEqual([[4, 7]]);
  await road.send();
  await road.settle();
  expect([...road.server.lines].toSorted(([a], [b]) => a - b).map(([, text]) => text)).toEqual(await road.texts());
  expect(await road.waiting()).toEqual([]);
  expect((await factsOf(road.open)).receipts.at(-1)!.seq).toBe(7);
});

test('a server that holds only part of an envelope gets it once more, and a server that lost all gets all', async () => {
  const road = await aRoad();
  await road.learn(4);
  await road.send();
  await road.settle();
  road.server.lines.clear();
  await askReply(road.open, road.server.sealKey, road.world);
  await road.send();
  await road.settle();
  await closeEnvelope(road.open, road.server.sealKey, road.world);
  expect(await road.waiting()).toEqual([[1, 4]]);
});

test('an envelope that is too large for the server is split, and one that it cannot read is made anew', async () => {
  const road = await aRoad();
  await road.learn(5);
  expect(await road.send(always(413))).toMatchObject({ sent: 0, left: 1, problem: { code: 'envelope-too-large' } });
  await closeEnvelope(road.open, road.server.sealKey, road.world);
  expect(await road.waiting()).toEqual([[1, 2], [3, 4], [5, 5]]);
  expect(await road.send(always(400))).toMatchObject({ problem: { code: 'envelope-unreadable' }, left: 3 });
  await closeEnvelope(road.open, road.server.sealKey, road.world);
  expect((await road.waiting()).flat().at(-1)).toBe(5);
  road.world.pass(3_600_000);
  await road.send();
  expect(road.server.lines.size).toBe(5);
});

test('a server that does not know the phone yet is asked again, but not in every breath', async () => {
  const road = await aRoad();
  await road.learn(1);
  const unknown = always(202, { code: 'device-unknown' });
  expect(await road.send(unknown)).toMatchObject({ left: 1, problem: { code: 'device-unknown' } });
  await road.send(unknown);
  expect(await isUnknownToServer(road.open)).toBe(true);
  expect(await road.send()).toEqual({ sent: 0, left: 1 });
  road.world.pass(61_000);
  expect(await road.send()).toMatchObject({ sent: 1 });
  expect(await isUnknownToServer(road.open)).toBe(false);
});

test('a thousand lines and more go in several envelopes, all of them', async () => {
  const road = await aRoad();
  await road.learn(1203);
  expect((await road.waiting()).length).toBeGreaterThan(1);
  await road.send();
  await road.settle();
  expect((await factsOf(road.open)).receipts.at(-1)!.seq).toBe(1203);
});

test('asking for a reply makes one envelope, and only when nothing waits', async () => {
  const road = await aRoad();
  for (let i = 0; i < 3; i++) await askReply(road.open, road.server.sealKey, road.world);
  expect(await road.waiting()).toEqual([[0, 0]]);
  await road.send();
  await road.settle();
  expect(await road.db.envelopes.count()).toBe(0);
  expect((await factsOf(road.open)).lastContact).toBeDefined();
});

test('an envelope that must wait does not keep a person from hearing the server', async () => {
  const road = await aRoad();
  await road.learn(1);
  for (let i = 0; i < 3; i++) await road.send(always(202, { code: 'device-unknown' }));
  await askReply(road.open, road.server.sealKey, road.world);
  expect(await road.send()).toEqual({ sent: 1, left: 1 });
  await road.settle();
  expect((await factsOf(road.open)).lastContact).toBeDefined();
  expect(await road.waiting()).toEqual([[1, 1]]);
});

test('two tabs that send at once send each envelope once', async () => {
  const road = await aRoad();
  for (let i = 0; i < 3; i++) await road.learn(1);
  const results = await Promise.all([road.send(), road.send(), road.send()]);
  expect(results.reduce((sum, each) => sum + each.sent, 0)).toBe(3);
  expect(road.server.envelopes.length).toBe(3);
});

test('a phone whose newest lines were lost goes on after what the server holds', async () => {
  const road = await aRoad();
  await road.learn(3);
  await road.send();
  await road.settle();
  await road.db.records.delete([road.open.id, 3]);
  await road.db.profiles.update(road.open.id, { seq: 2, hash: 'of-two' });
  await askReply(road.open, road.server.sealKey, road.world);
  await road.send();
  await road.settle();
  await road.learn(1);
  expect((await rowsOf(road.open)).map((row) => row.seq)).toEqual([1, 2, 4]);
  await road.send();
  await road.settle();
  expect((await factsOf(road.open)).receipts.at(-1)!.seq).toBe(4);
});

/** The phone as it was, with its key: an older copy of its database put back. */
async function setBack(road: Awaited<ReturnType<typeof aRoad>>, copy: Awaited<ReturnType<typeof copyOf>>): Promise<void> {
  for (const [name, rows] of Object.entries(copy)) {
    await road.db.table(name).clear();
    await road.db.table(name).bulkAdd(rows);
  }
}

async function copyOf(road: Awaited<ReturnType<typeof aRoad>>) {
  const names = ['profiles', 'records', 'envelopes', 'replies', 'states'];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await road.db.table(name).toArray()] as const)));
}

const statementsAt = (road: Awaited<ReturnType<typeof aRoad>>) => [...road.server.lines.values()].map((text) => parseLine(text)!.s.id);
const heldBy = async (road: Awaited<ReturnType<typeof aRoad>>) => (await statementsOf(road.open)).map((line) => line.s.id);

test('a phone that was set back loses nothing that it wrote since, though a receipt reaches past it', async () => {
  const road = await aRoad();
  await road.learn(3);
  await road.send();
  await road.settle();
  const copy = await copyOf(road);
  await road.learn(3);
  await road.send();
  const [reply] = await road.db.replies.toArray();
  await setBack(road, copy);
  await road.learn(1);
  // The reply to what it sent before comes back by a carrier: it says six, and this phone has four.
  await road.db.replies.add({ profile: road.open.id, envelope: 99, jwe: reply!.jwe });
  await road.settle();
  expect((await rowsOf(road.open)).map((row) => row.seq)).toEqual([1, 2, 3, 7]);
  await closeEnvelope(road.open, road.server.sealKey, road.world);
  await road.send();
  await road.settle();
  expect(statementsAt(road)).toEqual(expect.arrayContaining(await heldBy(road)));
  expect(road.server.lines.size).toBe(7);
  expect((await factsOf(road.open)).receipts.at(-1)!.seq).toBe(7);
  expect(await road.waiting()).toEqual([]);
});

test('a phone that was set back and went further than the server knows writes its own lines again after what is held there', async () => {
  const road = await aRoad();
  await road.learn(2);
  await road.send();
  await road.settle();
  const copy = await copyOf(road);
  await road.learn(1);
  await road.send();
  const [reply] = await road.db.replies.toArray();
  await setBack(road, copy);
  await road.learn(3);
  await road.db.replies.add({ profile: road.open.id, envelope: 99, jwe: reply!.jwe });
  await road.settle();
  const lines = (await road.texts()).map((text) => parseLine(text!)!);
  expect(lines.map((line) => line.seq)).toEqual([1, 2, 4, 5, 6]);
  expect(lines[2]!.prev).toBe(await chainHash(road.server.lines.get(3)!));
  expect(await heldBy(road)).toHaveLength(5);
  await closeEnvelope(road.open, road.server.sealKey, road.world);
  await road.send();
  await road.settle();
  expect(statementsAt(road)).toEqual(expect.arrayContaining(await heldBy(road)));
  expect(await road.waiting()).toEqual([]);
});

test('each result says where it is: phone, sent, received, returned; and a return begins the next cycle', async () => {
  const road = await aRoad();
  const { open, world, server } = road;
  const stages = async () => (await roadOf(open)).map((each) => each.stage.kind);
  await record(open, [...someStatements(world, open.id, 2), ...aResult(world, open.id, 0.9)], undefined);
  expect(await roadOf(open)).toMatchObject([{ course: COURSE, verb: 'passed', scaled: 0.9, stage: { kind: 'phone' } }]);
  await closeEnvelope(open, server.sealKey, world);
  expect(await stages()).toEqual(['phone']);
  await road.send();
  expect(await stages()).toEqual(['sent']);
  await road.settle();
  const [received] = await roadOf(open);
  expect(received!.stage).toMatchObject({ kind: 'received', code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/) });
  const registration = registrationOf(open.id, COURSE, 1);
  const decision: Decision = { id: 'd', registration, course: COURSE, cycle: 1, kind: 'returned', reason: 'Bir daha', by: 'Orxan', at: '2026-11-25T08:00:00.000Z' };
  server.says({ decisions: [decision] });
  await askReply(open, server.sealKey, world);
  await road.send();
  await road.settle();
  expect((await roadOf(open))[0]!.stage).toMatchObject({ kind: 'returned', by: 'Orxan', reason: 'Bir daha', code: expect.any(String) });
  expect(currentCycle(await factsOf(open), await progressOf(open), COURSE)).toBe(2);
  expect(currentCycle(await factsOf(open), await progressOf(open), 'other/course' as CourseId)).toBe(1);
});

test('work done on another phone is seen on this one, and joined with what was done here', async () => {
  const road = await aRoad();
  const { open, world, server } = road;
  await record(open, aResult(world, open.id, 0.5), 'e'.repeat(64) as never);
  const registration = registrationOf(open.id, COURSE, 1);
  const elsewhere = { ...noProgress, course: COURSE, aus: { 'urn:uuid:other': { isOpened: true, isCompleted: true, isPassed: false, isWaived: false, best: undefined, attempts: {} } } };
  server.says({ registrations: [{ registration, course: COURSE, cycle: 1, progress: elsewhere }] });
  await closeEnvelope(open, server.sealKey, world);
  await road.send();
  await road.settle();
  const known = (await progressOf(open)).get(registration)!;
  expect(known).toMatchObject({ course: COURSE, cycle: 1, edition: 'e'.repeat(64) });
  expect(Object.keys(known.progress.aus).length).toBe(2);
});
