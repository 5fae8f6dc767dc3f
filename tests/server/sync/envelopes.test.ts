import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { v7 } from 'uuid';
import { courseProgress } from '../../../src/core/progress.ts';
import type { Statement } from '../../../src/core/xapi/statement.ts';
import { ausOf } from '../../../src/core/cmi5/structure.ts';
import { writeLine, chainHash, sealText } from '../../../src/sync/envelope.ts';
import { newsIn } from '../../../src/sync/outbox.ts';
import { SEALED } from '../../../src/sync/protocol.ts';
import { aCourse, type ServerPack } from '../a-course.ts';
import { aPhone, aServer, newKeys, phoneOf, type Server } from '../a-server.ts';

let server: Server;
let pack: ServerPack;
beforeEach(async () => {
  server = await aServer();
  pack = await aCourse();
  await server.publish(pack);
});
afterEach(() => server.end());

const counts = () =>
  server.store.read(async (r) => {
    const count = async (table: 'line' | 'envelope' | 'completion') => Number((await r.selectFrom(table).select((on) => on.fn.countAll().as('n')).executeTakeFirstOrThrow()).n);
    return { lines: await count('line'), envelopes: await count('envelope'), completions: await count('completion') };
  });
const notes = () => server.store.read((r) => r.selectFrom('line').select(['seq', 'note']).where('note', 'is not', null).orderBy('seq').execute());
const completion = (registration: string) => server.store.read((r) => r.selectFrom('completion').selectAll().where('registration', '=', registration as never).executeTakeFirst());

test('what a phone sends is received whole: receipt, progress, and a result that waits for a supervisor', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  const { reply, receipt } = await phone.send(lines);
  expect(receipt).toMatchObject({ seq: lines.length, hash: await chainHash(lines.at(-1)!), profile: phone.profile, kid: phone.kid });
  expect(reply).toMatchObject({ person: { name: 'aysel soyadı', institution: { az: 'Səhiyyə' }, unit: { az: 'Klinika' } }, notes: [], trust: 2 });
  const [held] = reply.registrations;
  expect(held).toMatchObject({ registration: phone.registration(pack), course: pack.course, cycle: 1, edition: pack.edition, satisfied: expect.any(String) as string });
  expect(Object.keys(held!.progress).toSorted()).toEqual(['aus', 'course']);
  expect(courseProgress(held!.progress, ausOf(pack.manifest.structure))).toEqual({ done: 3, of: 3, isSatisfied: true });
  expect(await completion(phone.registration(pack))).toMatchObject({ state: 'waiting', done: 3, of: 3, scaled: 1, attempts: 1, notes: 0 });
});

test('the same envelope again changes nothing and is answered alike; so are the same lines in a fresh envelope', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  const jwe = await phone.seal(lines);
  const first = await phone.read(await phone.post(jwe));
  const before = { ...(await counts()), completion: await completion(phone.registration(pack)) };
  const again = await phone.read(await phone.post(jwe));
  const afresh = await phone.send(lines);
  expect(again.receipt).toMatchObject({ seq: first.receipt!.seq, hash: first.receipt!.hash });
  expect(afresh.receipt).toMatchObject({ seq: first.receipt!.seq });
  expect({ ...(await counts()), completion: await completion(phone.registration(pack)) }).toEqual(before);
  // Negative control: a line that is new is not taken for a repeat.
  await phone.send(await phone.lines([phone.reads(pack)], pack.edition));
  expect((await counts()).lines).toBe(before.lines + 1);
});

test('of a thousand lines one is poison: 999 arrive, and the receipt reaches past it', async () => {
  const phone = await aPhone(server);
  const statements = Array.from({ length: 1000 }, () => phone.reads(pack));
  const lines: string[] = [];
  for (const [index, s] of statements.entries()) {
    const bad = index === 500 ? { ...s, verb: 'nonsense' } : s;
    const line = writeLine({ seq: ++phone.chain.seq, prev: phone.chain.prev, edition: pack.edition, s: bad as typeof s });
    phone.chain.prev = await chainHash(line);
    lines.push(line);
  }
  const { reply, receipt } = await phone.send(lines);
  expect(receipt).toMatchObject({ seq: 1000, hash: phone.chain.prev });
  expect(reply.notes).toEqual([{ seq: 501, note: 'malformed' }]);
  expect(await counts()).toMatchObject({ lines: 1000 });
});

test('a line that is no JSON at all keeps its place between its neighbours', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines(Array.from({ length: 5 }, () => phone.reads(pack)), pack.edition);
  const { receipt, reply } = await phone.send([lines[0]!, lines[1]!, '{"seq": 3, "prev"', lines[3]!, lines[4]!]);
  // The line after it names another one: of what follows the receipt says nothing until the phone has written it again.
  expect(receipt?.seq).toBe(3);
  expect(await counts()).toMatchObject({ lines: 5 });
  expect(reply.notes).toEqual([{ seq: 3, note: 'malformed' }, { seq: 4, note: 'chain' }]);
});

test('altered, truncated, wrongly sealed or otherwise unreadable envelopes are refused, and nothing of them is kept', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  const jwe = await phone.seal(lines);
  const middle = Math.floor(jwe.length / 2);
  const altered = `${jwe.slice(0, middle)}${jwe[middle] === 'A' ? 'B' : 'A'}${jwe.slice(middle + 1)}`;
  const other = await newKeys('0000000000');
  const byAnother = await phoneOf(server, { ...other, kid: phone.kid }, phone.profile).seal(lines);
  for (const body of [altered, jwe.slice(0, -9), jwe.slice(0, 40), 'a.b.c.d.e', '', await sealText('no jws', server.keys.sealPublic), byAnother]) {
    const response = await phone.post(body);
    expect([response.status, await response.json()], body.slice(0, 30)).toEqual([400, { code: 'envelope-unreadable' }]);
  }
  expect(await counts()).toEqual({ lines: 0, envelopes: 0, completions: 0 });
  expect((await phone.post(jwe)).status).toBe(200);
});

test('the envelope of a phone that nobody enrolled is kept aside, and its phone is told', async () => {
  const phone = phoneOf(server, await newKeys('0000000000'), v7() as never);
  const jwe = await phone.seal(await phone.lines([phone.reads(pack)], pack.edition));
  for (const _ of [1, 2]) {
    const response = await phone.post(jwe);
    expect([response.status, await response.json()]).toEqual([202, { code: 'device-unknown' }]);
  }
  expect(await readdir(join(server.data, 'unknown'))).toHaveLength(1);
});

test('too many lines or too many bytes are sent back to be halved', async () => {
  const phone = await aPhone(server);
  const many = await phone.lines(Array.from({ length: 1001 }, () => phone.reads(pack)), pack.edition);
  const large = JSON.stringify({ seq: 1, prev: '', s: 'x'.repeat(2_000_000) });
  for (const lines of [many, [large]]) {
    const response = await phone.post(await phone.seal(lines));
    expect([response.status, await response.json()]).toEqual([413, { code: 'envelope-too-large' }]);
  }
  expect((await phone.post('x'.repeat(2 * 1024 * 1024 + 1))).status).toBe(413);
  expect((await phone.send(many.slice(0, 500))).receipt?.seq).toBe(500);
});

test('a phone that sends without end waits, its neighbour behind the same address does not', async () => {
  const [phone, neighbour] = [await aPhone(server), await aPhone(server, 'rauf')];
  const jwe = await phone.seal([]);
  let last: Response | undefined;
  for (let i = 0; i < 130; i++) last = await phone.post(jwe);
  expect([last!.status, last!.headers.get('retry-after')]).toEqual([429, '1']);
  expect((await neighbour.post(await neighbour.seal([]))).status).toBe(200);
  server.clock.at += 5000;
  expect((await phone.post(jwe)).status).toBe(200);
});

test('a server whose clock ran years ahead and is set right keeps nobody waiting, and what it says from then on is the newer', async () => {
  const phone = await aPhone(server);
  const years = 3 * 365 * 86_400_000;
  const said: (number | undefined)[] = [];
  const ask = async () => {
    const { reply } = await phone.send([]);
    said.push(reply.order);
    return reply;
  };
  await ask();
  server.clock.at += years;
  const ahead = await ask();
  server.clock.at -= years;
  const right = await ask();
  expect(right.at < ahead.at).toBe(true);
  expect(said).toEqual(said.toSorted((a, b) => a! - b!));
  expect(new Set(said).size).toBe(3);
  expect(newsIn([{ reply: right }, { reply: ahead }], { receipts: [], receipted: 0, lastContact: ahead.at, heard: ahead.order! }).map(({ reply }) => reply.at)).toEqual([ahead.at, right.at]);
  // Negative control: by the clock alone it would be no news for three years.
  const { order: _, ...byClock } = right;
  expect(newsIn([{ reply: byClock }], { receipts: [], receipted: 0, lastContact: ahead.at })).toEqual([]);
});

test('what a restored server says comes after all that a phone has heard, whatever clock that was by', async () => {
  const phone = await aPhone(server);
  const heard = server.clock.at + 10 * 365 * 86_400_000;
  expect((await phone.send([], { heard })).reply.order).toBe(heard + 1);
  expect((await phone.send([])).reply.order).toBe(heard + 2);
});

test('another statement under the same id is kept as a conflict and counts for nothing', async () => {
  const phone = await aPhone(server);
  const read = phone.reads(pack);
  const [passed] = phone.takes(pack).slice(-1);
  await phone.send(await phone.lines([read], pack.edition));
  const { reply, receipt } = await phone.send(await phone.lines([{ ...passed!, id: read.id }], pack.edition));
  expect(receipt?.seq).toBe(2);
  expect(reply.notes).toEqual([{ seq: 2, note: 'conflict' }]);
  expect(await completion(phone.registration(pack))).toMatchObject({ attempts: 0, notes: 1 });
  // Negative control: the very same statement under the next number is no conflict.
  expect((await phone.send(await phone.lines([read], pack.edition))).reply.notes).toEqual([{ seq: 2, note: 'conflict' }]);
});

test('two different lines under one number are both kept: a phone that was set back loses neither', async () => {
  const phone = await aPhone(server);
  await phone.send(await phone.lines([phone.reads(pack), phone.reads(pack)], pack.edition));
  Object.assign(phone.chain, { seq: 1, prev: await chainHash((await linesHeld(phone.kid))[0]!) });
  const fork = await phone.lines([phone.reads(pack)], pack.edition);
  const { reply, receipt } = await phone.send(fork);
  expect(await counts()).toMatchObject({ lines: 3 });
  expect(reply.notes).toEqual([{ seq: 2, note: 'fork' }]);
  // The receipt goes on saying what it said: the phone sees that this is not its own line, and writes its own again after it.
  const held = await linesHeld(phone.kid);
  expect(receipt).toMatchObject({ seq: 2, hash: await chainHash(held[1]!) });
  Object.assign(phone.chain, { seq: 2, prev: receipt!.hash });
  const again = await phone.lines([(JSON.parse(fork[0]!) as { s: Statement }).s], pack.edition);
  const after = await phone.send(again);
  expect(after.receipt).toMatchObject({ seq: 3, hash: await chainHash(again[0]!) });
  expect(after.reply.notes).toEqual([{ seq: 2, note: 'fork' }]);
});

async function linesHeld(kid: string): Promise<string[]> {
  const { linesIn } = await import('../../../src/server/sync/body.ts');
  const rows = await server.store.read((r) => r.selectFrom('envelope').select('jws').where('kid', '=', kid as never).orderBy('id').execute());
  return (await Promise.all(rows.map(async ({ jws }) => (await linesIn(jws)).slice(1)))).flat();
}

test('a line that names another line before it is kept with a note; an unbroken chain has none', async () => {
  const phone = await aPhone(server);
  await phone.send(await phone.lines([phone.reads(pack)], pack.edition));
  phone.chain.prev = 'somebody else’s';
  const { reply, receipt } = await phone.send(await phone.lines([phone.reads(pack), phone.reads(pack)], pack.edition));
  expect(reply.notes).toEqual([{ seq: 2, note: 'chain' }]);
  // All is kept, and the receipt says only what is true of each line before its end.
  expect(await counts()).toMatchObject({ lines: 3 });
  expect(receipt?.seq).toBe(1);
});

test('a gap is visible until it is filled, and nothing after it is lost or doubted', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines(Array.from({ length: 9 }, () => phone.reads(pack)), pack.edition);
  expect((await phone.send(lines.slice(0, 3))).receipt?.seq).toBe(3);
  expect((await phone.send(lines.slice(6))).receipt?.seq).toBe(3);
  expect((await phone.send(lines.slice(3, 6))).receipt).toMatchObject({ seq: 9, hash: await chainHash(lines[8]!) });
  expect(await notes()).toEqual([]);
});

test('a broken link that a gap had hidden shows when the gap is filled', async () => {
  const phone = await aPhone(server);
  const [first, second] = await phone.lines([phone.reads(pack), phone.reads(pack)], pack.edition);
  phone.chain.prev = 'somebody else’s';
  const [third] = await phone.lines([phone.reads(pack)], pack.edition);
  await phone.send([first!]);
  await phone.send([third!]);
  expect(await notes()).toEqual([]);
  await phone.send([second!]);
  expect(await notes()).toEqual([{ seq: 3, note: 'chain' }]);
  expect(await completion(phone.registration(pack))).toMatchObject({ notes: 1 });
});

test('a line about somebody else is kept under its sender and counts for nobody', async () => {
  const [phone, other] = [await aPhone(server), await aPhone(server, 'rauf')];
  const theirs = other.takes(pack);
  const { reply } = await phone.send(await phone.lines([...theirs, phone.reads(pack)], pack.edition));
  expect(reply.notes.map((each) => each.note)).toEqual(theirs.map(() => 'foreign-actor'));
  expect(await completion(other.registration(pack))).toBeUndefined();
  expect((await other.send([])).reply.registrations).toEqual([]);
  expect(await server.store.read((r) => r.selectFrom('line').select('registration').where('note', '=', 'foreign-actor').where('registration', 'is not', null).execute())).toEqual([]);
});

test('a second phone of the same person sees what the first one did, and each has its own receipt', async () => {
  const [first, second] = [await aPhone(server), await aPhone(server)];
  expect(second.profile).toBe(first.profile);
  await first.send(await first.lines(first.takes(pack), pack.edition));
  const { reply, receipt } = await second.send([]);
  expect(receipt).toBeUndefined();
  expect(reply.receipt).toBeUndefined();
  expect(reply.registrations).toMatchObject([{ registration: first.registration(pack), satisfied: expect.any(String) as string }]);
});

test('work on two phones in whatever order gives the same progress', async () => {
  const [first, second] = [await aPhone(server), await aPhone(server)];
  const statements = first.takes(pack);
  const [here, there] = [await first.lines(statements.slice(0, 4), pack.edition), await second.lines(statements.slice(4), pack.edition)];
  await second.send(there);
  expect(await completion(first.registration(pack))).toMatchObject({ state: null });
  await first.send(here);
  expect(await completion(first.registration(pack))).toMatchObject({ state: 'waiting', done: 3 });
});

test('envelopes that arrive together are all kept, each answered for itself', async () => {
  const phones = await Promise.all(Array.from({ length: 12 }, (_, i) => aPhone(server, i % 2 === 0 ? 'aysel' : 'rauf')));
  const sealed = await Promise.all(phones.map(async (phone) => phone.seal(await phone.lines(Array.from({ length: 20 }, () => phone.reads(pack)), pack.edition))));
  const replies = await Promise.all(phones.map(async (phone, i) => phone.read(await phone.post(sealed[i]!))));
  expect(replies.map(({ receipt }) => receipt?.seq)).toEqual(phones.map(() => 20));
  expect(await counts()).toMatchObject({ lines: 240, envelopes: 12 });
});

test('a server that was restored from an older copy says so in its receipt, and heals when the phone sends again', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines(phone.takes(pack), pack.edition);
  await phone.send(lines.slice(0, 3));
  const copy = `${server.data}-copy`;
  await cp(server.data, copy, { recursive: true });
  expect((await phone.send(lines.slice(3))).receipt?.seq).toBe(lines.length);
  const restored = await aServer({ data: copy });
  const again = phoneOf(restored, phone, phone.profile);
  expect((await again.send([])).receipt).toMatchObject({ seq: 3, hash: await chainHash(lines[2]!) });
  const { receipt, reply } = await again.send(lines.slice(3));
  expect(receipt?.seq).toBe(lines.length);
  expect(reply.registrations).toMatchObject([{ satisfied: expect.any(String) as string }]);
  await restored.end();
});

test('a reply brings assignments of one’s own unit and those above, with the nearest date, and decisions with the reviewer’s name', async () => {
  const phone = await aPhone(server);
  const made = '2026-11-20T00:00:00.000Z';
  await server.store.write(async (w) => {
    const base = { course: pack.course, by: 'supervisor', made };
    await w.insertInto('assignment').values([{ ...base, id: 'a', unit: 'land', due: '2026-12-20', mandatory: 1 }, { ...base, id: 'b', unit: 'clinic', due: '2026-12-10', mandatory: 0 }]).execute();
    await w.insertInto('decision').values({ id: 'd', registration: phone.registration(pack), profile: phone.profile, course: pack.course, cycle: 1, kind: 'returned', reason: 'Bir daha', by: 'supervisor', at: made }).execute();
  });
  const { reply } = await phone.send([]);
  expect(reply.assignments).toEqual([{ course: pack.course, due: '2026-12-10', isMandatory: true, by: 'supervisor soyadı' }]);
  expect(reply.decisions).toEqual([{ id: 'd', registration: phone.registration(pack), course: pack.course, cycle: 1, kind: 'returned', reason: 'Bir daha', by: 'supervisor soyadı', at: made }]);
});

test('an envelope is taken only as what it is', async () => {
  const phone = await aPhone(server);
  const body = await phone.seal([]);
  expect((await fetch(`${server.url}/api/envelopes`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(415);
  expect((await fetch(`${server.url}/api/envelopes`, { method: 'POST', headers: { 'content-type': `${SEALED}; charset=utf-8` }, body })).status).toBe(200);
});

test('whatever a phone signs, the server keeps it and does not fall over it', async () => {
  const phone = await aPhone(server);
  const real = phone.takes(pack)[2]!;
  const anything = fc.oneof(fc.string(), fc.json(), fc.record({ seq: fc.oneof(fc.integer(), fc.double(), fc.string()), prev: fc.anything(), s: fc.oneof(fc.object(), fc.constant(real)), edition: fc.anything() }).map((each) => JSON.stringify(each)));
  const bent = fc.record({ object: fc.object(), verb: fc.object(), context: fc.object(), result: fc.object(), timestamp: fc.string() }, { requiredKeys: [] }).map((change) => JSON.stringify({ seq: 1, prev: '', s: { ...real, ...change } }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(anything, bent), { maxLength: 6 }), async (lines) => {
      server.clock.at += 10_000;
      const response = await phone.post(await phone.seal(lines.map((line) => line.replaceAll('\n', ' '))));
      expect(response.status, await response.clone().text()).toBe(200);
    }),
    { numRuns: 60 },
  );
});

test('nothing of what was learned stands in the log', async () => {
  const phone = await aPhone(server);
  await phone.send(await phone.lines(phone.takes(pack), pack.edition));
  expect(server.logged.join('\n')).not.toMatch(/soyadı|refuse|aysel|urn:uuid/);
});
