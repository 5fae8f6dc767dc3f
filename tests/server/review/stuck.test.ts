/** Work that stands still on a phone: the server knows of it by the phone's own word, or because later lines came. */
import * as v from 'valibot';
import { peopleSchema, personSchema, type DeskPerson, type People } from '../../../src/sync/desk.ts';
import { aCourse, type ServerPack } from '../a-course.ts';
import { aPhone, aServer, type Phone, type Server } from '../a-server.ts';
import { openSession } from '../../../src/server/accounts/desk-session.ts';

const DAY = 86_400_000;
let server: Server;
let pack: ServerPack;
let phone: Phone;
beforeEach(async () => {
  server = await aServer();
  pack = await aCourse();
  await server.publish(pack);
  phone = await aPhone(server);
});
afterEach(() => server.end());

const ask = async <T>(path: string): Promise<T> => {
  const cookie = `karvan-desk=${await server.store.write((w) => openSession(w, 'supervisor', server.clock.at))}`;
  return (await (await server.get(path, { cookie })).json()) as T;
};
const device = async () => v.parse(personSchema, await ask<DeskPerson>('/api/desk/people/aysel')).devices[0]!;
const seen = async () => {
  const { people, totals } = v.parse(peopleSchema, await ask<People>('/api/desk/people'));
  return [people.find(({ id }) => id === 'aysel')!.quiet, totals.stuck];
};
const write = (count: number) => phone.lines(Array.from({ length: count }, () => phone.reads(pack)), pack.edition);
const says = (last: number, waiting = 0) => ({ facts: { last, waiting } });
/** Sends a header alone, as a phone does that only asks. */
const asks = (last: number) => phone.send([], says(last));

test('parcels of one sending count one another as waiting, and nothing of theirs is called waiting once all have come', async () => {
  for (let waiting = 0; waiting < 5; waiting++) await phone.send(await write(3), says(15, waiting));
  expect(await device()).toMatchObject({ lines: 15, isWhole: true, waiting: 0 });
  expect(await device()).not.toHaveProperty('behind');
  server.clock.at += 4 * DAY;
  expect(await seen()).toEqual(['fine', 0]);
});

test('work that a phone tells of and that does not come for three days stands still, until it comes', async () => {
  await phone.send(await write(2), says(2));
  const held = await write(40);
  await asks(42);
  const since = new Date(server.clock.at).toISOString();
  expect(await device()).toMatchObject({ lines: 2, isWhole: true, waiting: 40, behind: { since, isStuck: false } });
  server.clock.at += 3 * DAY - 60_000;
  // It is heard all the while, and says the same.
  await asks(42);
  expect(await seen()).toEqual(['fine', 0]);
  server.clock.at += 60_000;
  expect(await device()).toMatchObject({ behind: { since, isStuck: true } });
  expect(await seen()).toEqual(['stuck', 1]);
  // Some of it moves: three days begin anew.
  await phone.send(held.slice(0, 10), says(42));
  expect(await device()).toMatchObject({ waiting: 30, behind: { isStuck: false } });
  await phone.send(held.slice(10), says(42));
  expect(await device()).toMatchObject({ lines: 42, waiting: 0 });
  expect(await device()).not.toHaveProperty('behind');
});

test('a gap in the sequence stands still too, also of an app that says nothing of its last line; other work that comes does not hide it', async () => {
  const first = await phone.seal(await write(5), { facts: { waiting: 0 } });
  await phone.send(await write(5), { facts: { waiting: 1 } });
  server.clock.at += 2 * DAY;
  await phone.send(await write(1), { facts: { waiting: 1 } });
  expect(await device()).toMatchObject({ gaps: [{ from: 1, to: 5 }], waiting: 5, behind: { isStuck: false } });
  server.clock.at += 2 * DAY;
  expect(await seen()).toEqual(['stuck', 1]);
  await phone.read(await phone.post(first));
  expect(await seen()).toEqual(['fine', 0]);
  expect(await device()).not.toHaveProperty('behind');
});

test('an old envelope that comes again takes nothing back of what a later one told', async () => {
  const old = await phone.seal(await write(2), says(2));
  await phone.read(await phone.post(old));
  await write(3);
  await asks(5);
  const before = await device();
  await phone.read(await phone.post(old));
  expect((await device()).behind).toEqual(before.behind);
  expect((await device()).waiting).toBe(3);
});

test('control: by the parcels that a header counts, a phone of which everything came would stand still for ever', async () => {
  for (let waiting = 0; waiting < 5; waiting++) await phone.send(await write(1), says(5, waiting));
  const { facts } = await server.store.read((r) => r.selectFrom('device').select('facts').where('kid', '=', phone.kid).executeTakeFirstOrThrow());
  expect((JSON.parse(facts!) as { waiting: number }).waiting).toBe(4);
  expect((await device()).waiting).toBe(0);
});
