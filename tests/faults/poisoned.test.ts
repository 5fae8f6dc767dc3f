/**
 * One poisoned line among a thousand: the others arrive, and the one is kept, seen and explained. Lines stand for themselves, so that
 * one costs one. Control: the same lines as one JSON array are all lost.
 */
import { LIMITS } from '../../src/sync/protocol.ts';
import { chainHash, parseLine, writeLine } from '../../src/sync/envelope.ts';
import type { DeskPerson, Evidence } from '../../src/sync/desk.ts';
import { openSession } from '../../src/server/accounts/desk-session.ts';
import { aCourse, type ServerPack } from '../server/a-course.ts';
import { aPhone, aServer, type Server } from '../server/a-server.ts';
import { tell, times } from './house.ts';

let server: Server;
let pack: ServerPack;
let cookie: string;
beforeAll(async () => {
  server = await aServer();
  pack = await aCourse();
  await server.publish(pack);
  cookie = `karvan-desk=${await server.store.write((w) => openSession(w, 'supervisor', server.clock.at))}`;
});
afterAll(() => server.end());

/** What a flipped bit, a full disk, a faulty app or a hand could make of a line. */
const poisons: Readonly<Record<string, (line: string) => string>> = {
  'cut in the middle': (line) => line.slice(0, line.length / 2),
  'a byte turned': (line) => line.replace('"verb"', '"verb\u0000'),
  'a brace too many': (line) => `${line}}`,
  'no statement in it': (line) => JSON.stringify({ ...(JSON.parse(line) as object), s: null }),
  'a statement of numbers': (line) => JSON.stringify({ ...(JSON.parse(line) as object), s: 7 }),
  'a thousand brackets': (line) => `${line.slice(0, -1)},"x":${'['.repeat(1000)}${']'.repeat(1000)}}`.replace('"s":{', '"s":[{'),
  'nothing but noise': () => '\u0001\u0002 \ufffd not json',
  'longer than a line may be': (line) => `${line.slice(0, -1)},"x":"${'x'.repeat(LIMITS.line)}"}`,
  'a lone surrogate': (line) => line.replace('"verb"', '"verb\\ud800"'),
};

/** The receiver that most would write. */
async function arrayReceiver(body: string): Promise<number> {
  try {
    return (JSON.parse(body) as unknown[]).length;
  } catch {
    return 0;
  }
}

test.each(Object.entries(poisons).slice(0, times(4, 99)))('of a thousand lines of which one is %s, 999 arrive, and the one is kept, seen and explained', async (how, poison) => {
  const person = how.length % 2 === 0 ? 'aysel' : 'rauf';
  const phone = await aPhone(server, person);
  const at = 500;
  const taken = phone.takes(pack);
  const before = await phone.lines([...taken, ...Array.from({ length: at - taken.length }, () => phone.reads(pack))], pack.edition);
  // As a faulty app would write it: the lines after it follow on what it wrote.
  const bad = poison((await phone.lines([phone.reads(pack)], pack.edition))[0]!);
  phone.chain.prev = await chainHash(bad);
  const poisoned = [...before, bad, ...(await phone.lines(Array.from({ length: LIMITS.lines - at - 1 }, () => phone.reads(pack)), pack.edition))];
  expect(poisoned.length).toBe(1000);
  expect(parseLine(poisoned[at]!)).toBeUndefined();
  const { reply, receipt } = await phone.send(poisoned);
  const held = await server.store.read((r) => r.selectFrom('line').select(['seq', 'note', 'statement']).where('kid', '=', phone.kid).orderBy('seq').execute());
  // 999 arrived and count; the one has its place, so that the chain is whole and nothing waits for it.
  expect([held.length, held.filter(({ statement }) => statement !== null).length, receipt?.seq]).toEqual([1000, 999, 1000]);
  const noted = held.filter(({ note }) => note === 'malformed');
  expect(noted).toMatchObject([{ seq: at + 1, statement: null }]);
  // The learner is told.
  expect(reply.notes).toContainEqual({ seq: at + 1, note: 'malformed' });
  // The supervisor sees it with the phone: it says not to which result it belongs.
  const page = (await (await server.get(`/api/desk/people/${person}`, { cookie })).json()) as DeskPerson;
  expect(page.devices.find(({ device }) => device === phone.device)?.apart).toContainEqual({ note: 'malformed', lines: 1 });
  // And the result beside it is what it is.
  const evidence = (await (await server.get(`/api/desk/completions/${phone.registration(pack)}`, { cookie })).json()) as Evidence;
  expect(evidence.lessons.filter(({ isSatisfied }) => isSatisfied).length).toBeGreaterThan(1);
  const asArray = await arrayReceiver(`[${poisoned.join(',')}]`);
  tell({ fault: `one line of 1,000: ${how}`, times: 1, seen: `${held.filter(({ statement }) => statement !== null).length} arrive, the one is kept with a remark`, control: `as one JSON array: ${asArray === 1000 ? 'taken as it is, unseen' : `${asArray} arrive`}` });
});

test('control: the same lines as one JSON array are all lost to one that is broken', async () => {
  const phone = await aPhone(server);
  const lines = await phone.lines(Array.from({ length: 20 }, () => phone.reads(pack)), pack.edition);
  expect(await arrayReceiver(`[${lines.join(',')}]`)).toBe(20);
  for (const how of ['cut in the middle', 'a byte turned', 'a brace too many', 'nothing but noise']) {
    expect(await arrayReceiver(`[${lines.map((line, i) => (i === 7 ? poisons[how]!(line) : line)).join(',')}]`)).toBe(0);
  }
});

test('a line that nobody can read is kept to the byte, for whoever can read it one day', async () => {
  const phone = await aPhone(server);
  const [first, second, third] = await phone.lines([phone.reads(pack), phone.reads(pack), phone.reads(pack)], pack.edition);
  const sent = [first!, poisons['a byte turned']!(second!), third!];
  const sealed = await phone.seal(sent);
  await phone.read(await phone.post(sealed));
  const { jws } = await server.store.read((r) => r.selectFrom('envelope').select('jws').where('kid', '=', phone.kid).executeTakeFirstOrThrow());
  const { linesIn } = await import('../../src/server/sync/body.ts');
  expect(linesIn(jws).slice(1)).toEqual(sent);
  // A phone that mends it sends the line as it should have been, and both are there.
  expect(writeLine(parseLine(second!)!)).toBe(second);
  const { reply } = await phone.send([second!]);
  expect(reply.notes.filter(({ seq }) => seq === 2).map(({ note }) => note).toSorted()).toEqual(['fork', 'malformed']);
});
