/**
 * A phone whose clock is ten years off, or jumps between two lines. Nothing is refused, nothing is late by it, order comes from the
 * chain, and the desk shows the moments of the server between which something was done. Control: whoever believes the phone's clock
 * refuses such lines, turns attempts round and shows dates that are years off.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 } from 'uuid';
import { isDue, LAST_WAIT } from '../../src/sync/outbox.ts';
import { parseLine } from '../../src/sync/envelope.ts';
import type { DeskPerson, Evidence } from '../../src/sync/desk.ts';
import { openSession } from '../../src/server/accounts/desk-session.ts';
import { aCourse, type ServerPack } from '../server/a-course.ts';
import { aPhone, aServer, phoneOf, right, type Phone, type Server } from '../server/a-server.ts';
import { aDevice } from './a-device.ts';
import { tell, times } from './house.ts';

const [HOUR, DAY, YEARS] = [3_600_000, 86_400_000, 10 * 365.25 * 86_400_000];

let server: Server;
let pack: ServerPack;
beforeEach(async () => {
  server = await aServer();
  pack = await aCourse();
  await server.publish(pack);
  await server.store.write((w) => w.insertInto('assignment').values({ id: v7(), course: pack.course, unit: 'clinic', due: '2026-12-30', mandatory: 1, by: 'supervisor', made: '2026-11-25' }).execute());
});
afterEach(() => server.end());

const iso = (at: number) => new Date(at).toISOString();

/** How far the clock is off while each of three parts is written: a first attempt, the reading with a second one, and the sealing. */
type Jumps = readonly [number, number, number];
const clocks: Readonly<Record<string, Jumps>> = {
  'ten years ahead': [YEARS, YEARS, YEARS],
  'ten years behind': [-YEARS, -YEARS, -YEARS],
  'ahead, then behind': [YEARS, -YEARS, -YEARS],
  'behind, then ahead': [-YEARS, YEARS, YEARS],
  'off while it was written, and set right before the sealing': [YEARS, -YEARS, 0],
};

/** A phone with its own clock; `off` is how far it is ahead of the server's. */
async function withClock(): Promise<{ phone: Phone; off: number }> {
  const known = await aPhone(server);
  const state = { off: 0 };
  const clock = { get at() { return server.clock.at + state.off; }, set at(value: number) { server.clock.at = value - state.off; } };
  const phone = phoneOf({ url: server.url, keys: server.keys, clock }, known, known.profile);
  return Object.assign(state, { phone });
}

/** Two attempts, the first one wrong, two days after the phone was last in touch; sealed then, and brought by a carrier three days later. */
async function madeAndBrought([first, second, sealing]: Jumps) {
  const own = await withClock();
  const { phone } = own;
  server.clock.at += HOUR;
  const heard = iso(server.clock.at);
  await phone.send(await phone.lines([phone.reads(pack)], pack.edition), { clock: { device: heard, uptime: 5, trusted: heard } });
  server.clock.at += 2 * DAY;
  const attempts: string[] = [];
  const take = (off: number, answers: typeof right) => {
    own.off = off;
    attempts.push(v7({ msecs: server.clock.at + off }));
    return phone.takes(pack, { answers, attempt: attempts.at(-1)! });
  };
  const lines = await phone.lines([...take(first, { gift: 'take', days: '3' }), ...take(second, right)], pack.edition);
  const made = server.clock.at;
  own.off = sealing;
  const jwe = await phone.seal(lines, { clock: { device: iso(server.clock.at + sealing), uptime: 5, trusted: heard } });
  server.clock.at += 3 * DAY;
  const response = await phone.post(jwe);
  const brought = server.clock.at;
  const { reply, receipt } = await phone.read(response);
  const cookie = `karvan-desk=${await server.store.write((w) => openSession(w, 'supervisor', server.clock.at))}`;
  const ask = async <T>(path: string) => (await (await server.get(path, { cookie })).json()) as T;
  const evidence = await ask<Evidence>(`/api/desk/completions/${phone.registration(pack)}`);
  const { person, devices } = await ask<DeskPerson>('/api/desk/people/aysel');
  return { phone, lines, attempts, heard, made, brought, status: response.status, reply, receipt, evidence, person, devices };
}

/** What the desk would show, and what a server would refuse, if it believed the phone's clock. */
function believing({ lines, attempts, heard, brought }: Awaited<ReturnType<typeof madeAndBrought>>): { refused: number; wrongDates: number; isTurned: boolean } {
  const [first, last] = [Date.parse(heard), brought];
  const moments = lines.map((line) => Date.parse(parseLine(line)!.s.timestamp!));
  const wrong = moments.filter((at) => at < first - HOUR || at > last + HOUR).length;
  return { refused: wrong, wrongDates: wrong, isTurned: attempts.toSorted()[0] !== attempts[0] };
}

test.each(Object.entries(clocks))('work of a phone whose clock is %s arrives whole, in its order, with a remark, and no wrong date is shown', async (how, jumps) => {
  const all = await madeAndBrought(jumps);
  const { phone, lines, attempts, heard, made, brought, evidence, person, devices, receipt } = all;
  const rows = await server.store.read((r) => r.selectFrom('line').select(['seq', 'note', 'statement']).where('kid', '=', phone.kid).where('seq', '>', 1).orderBy('seq').execute());
  const refused = lines.length - rows.filter(({ statement }) => statement !== null).length;
  expect([all.status, refused, receipt?.seq, receipt?.hash]).toEqual([200, 0, phone.chain.seq, phone.chain.prev]);
  // Flagged, and nothing worse is said of it.
  expect(new Set(rows.map(({ note }) => note).filter((note) => note !== null && note !== 'score-differs'))).toEqual(new Set(['clock']));
  // In the order of the chain, and counted.
  expect(evidence.attempts.map(({ id, isPassed }) => [id, isPassed])).toEqual([[attempts[0], false], [attempts[1], true]]);
  expect([evidence.completion.state, evidence.completion.attempts]).toEqual(['waiting', 2]);
  // Receipt and due day are the server's.
  expect([receipt?.received, evidence.completion.satisfied, evidence.completion.due, person.overdue, person.finished]).toEqual([iso(brought), iso(brought), '2026-12-30', 0, 1]);
  // Every moment that the desk is told lies between the joining and now, and the work between its two.
  for (const { began, ended, within } of evidence.attempts) expect([began, ended, within]).toEqual([undefined, undefined, { from: heard, to: iso(brought) }]);
  expect(Date.parse(heard) <= made && made <= brought).toBe(true);
  const told = [...JSON.stringify([evidence, person, devices]).matchAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g)].map(([moment]) => Date.parse(moment));
  const wrongDates = told.filter((at) => at < Date.parse('2026-11-01') || at > server.clock.at).length;
  expect([told.length > 4, wrongDates]).toEqual([true, 0]);
  const control = believing(all);
  expect(control.refused).toBeGreaterThan(0);
  tell({ fault: `a phone’s clock is ${how}`, times: lines.length, seen: `${refused} of ${lines.length} lines refused, ${wrongDates} wrong dates at the desk`, control: `believed: ${control.refused} refused and shown with a date years off${control.isTurned ? ', attempts in the wrong order' : ''}` });
});

test('control: a believed clock turns attempts round; one that is right is shown with its own dates and without a remark', async () => {
  const { made, evidence, ...all } = await madeAndBrought([0, 0, 0]);
  expect(believing({ made, evidence, ...all })).toEqual({ refused: 0, wrongDates: 0, isTurned: false });
  expect(believing(await madeAndBrought([YEARS, -YEARS, -YEARS]))).toMatchObject({ isTurned: true });
  expect(evidence.notes.filter(({ note }) => note === 'clock')).toEqual([]);
  expect(evidence.devices[0]!.clockAhead).toBe(0);
  for (const { began, ended, within } of evidence.attempts) {
    expect(within).toBeUndefined();
    expect(Math.abs(Date.parse(began!) - made) < HOUR && began! <= ended!).toBe(true);
  }
});

test('a real phone whose clock jumps ten years before every line and every envelope has all of it received', async () => {
  server.clock.at = Date.now();
  const device = await aDevice(server.url, await server.code('rauf'));
  let jumps = 0;
  const jump = () => device.ahead([YEARS, -YEARS, 0, 3 * DAY, -YEARS / 2][jumps++ % 5]!);
  for (let round = 0; round < times(4, 40); round++) {
    for (let line = 0; line < 5; line++) {
      jump();
      await device.learn(1);
    }
    jump();
    await device.seal();
    jump();
    server.clock.at = Date.now();
    await device.send(server.url);
    jump();
    await device.settle();
  }
  device.ahead(0);
  await device.contact(server.url);
  const made = times(4, 40) * 5;
  const held = await server.store.read((r) => r.selectFrom('line').select('note').where('kid', '=', device.open.kid).execute());
  const worse = held.filter(({ note }) => note !== null && note !== 'clock').length;
  expect([held.length, worse, await device.received(), await device.db.envelopes.count()]).toEqual([made, 0, made, 0]);
  tell({ fault: 'a real phone’s clock jumps ten years before each line, sealing, sending and reading', times: jumps, seen: `0 of ${made} lines lost or refused`, control: 'waits by the clock alone: ten years (next row)' });
});

test('a wait that a server asked for while the clock was ten years ahead is over when the clock is right; control: by the clock alone it lasts ten years', async () => {
  server.clock.at = Date.now();
  const device = await aDevice(server.url, await server.code('rauf'));
  const busy = createServer((_, answer) => void answer.writeHead(429, { 'retry-after': '60' }).end());
  await new Promise<void>((listening) => void busy.listen(0, '127.0.0.1', listening));
  await device.learn(3);
  device.ahead(YEARS);
  await device.seal();
  expect(await device.send(`http://127.0.0.1:${(busy.address() as AddressInfo).port}`)).toMatchObject({ sent: 0, left: 1, problem: { code: 'server-busy' } });
  busy.close();
  // While it lasts it is kept, also by a wrong clock.
  expect(await device.send(server.url)).toMatchObject({ sent: 0, problem: { code: 'server-busy' } });
  device.ahead(0);
  const until = Number((await device.db.meta.get('server-wait'))!.value);
  const byClockAlone = until - device.world.now();
  expect(byClockAlone).toBeGreaterThan(YEARS - DAY);
  // An envelope’s own wait, made by the same clock, is no other.
  const notBefore = device.world.now() + YEARS;
  expect([isDue({ notBefore }, device.world.now()), isDue({ notBefore: device.world.now() + LAST_WAIT }, device.world.now())]).toEqual([true, false]);
  expect(await device.send(server.url)).toMatchObject({ sent: 1, left: 0 });
  tell({ fault: 'a server asks for a minute while the clock is ten years ahead', times: 1, seen: 'sent when the clock is right', control: `by the clock alone: waits ${Math.round(byClockAlone / DAY / 365.25)} years` });
});
