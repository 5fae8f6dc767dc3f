/** Who somebody is: the key that signs, bound to a person by a code; never a name. */
import type { DeskPerson, People } from '../../src/sync/desk.ts';
import { aMinistry, right, wrong, type Ministry } from './a-ministry.ts';
import { aCourse } from './a-course.ts';
import { aPhone, aServer } from './a-server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
});
afterEach(() => ministry.close());

test('two people of one name stay two: each has their own results, and neither sees the other’s', async () => {
  const list = 'number,name,institution,unit\n901,Aysel Quliyeva,health,clinic\n902,Aysel Quliyeva,health,clinic\n';
  expect(await (await ministry.ask('operator', 'POST', '/api/desk/people', list)).json()).toMatchObject({ added: 2, faults: [] });
  const { people } = await ministry.read<People>('supervisor', '/api/desk/people');
  const twins = people.filter(({ name }) => name === 'Aysel Quliyeva');
  expect([twins.length, new Set(twins.map(({ id }) => id)).size]).toEqual([2, 2]);
  const [one, two] = [await ministry.enrol(twins[0]!.id), await ministry.enrol(twins[1]!.id)];
  expect(one.profile).not.toBe(two.profile);
  await one.take(1, right);
  expect((await two.send([])).registrations).toEqual([]);
  const [first, second] = await Promise.all(twins.map(({ id }) => ministry.read<DeskPerson>('supervisor', `/api/desk/people/${id}`)));
  expect([first!.courses.length, second!.courses.length]).toEqual([1, 0]);
});

test('one person with two phones is one record: one result, made on both', async () => {
  const [old, fresh] = [await ministry.enrol('aysel'), await ministry.enrol('aysel')];
  expect([fresh.profile, fresh.device === old.device]).toEqual([old.profile, false]);
  await old.take(1, wrong);
  await fresh.take(1, right);
  const page = await ministry.read<DeskPerson>('supervisor', '/api/desk/people/aysel');
  expect([page.devices.length, page.courses.length, page.courses[0]!.goes.length]).toEqual([2, 1, 1]);
  expect(page.courses[0]!.goes[0]).toMatchObject({ scaled: 1, state: 'waiting' });
  const { completions } = await ministry.read<{ completions: { person: { id: string } }[] }>('supervisor', '/api/desk/completions');
  expect(completions.filter(({ person }) => person.id === 'aysel').length).toBe(1);
});

test('a phone whose database was new is a new device of the same person: its numbers begin again and are mistaken for nobody’s', async () => {
  const before = await ministry.enrol('aysel');
  await before.take(1, right);
  const after = await ministry.enrol('aysel');
  expect((await after.send([])).registrations.length).toBe(1);
  await after.take(2, right);
  const notes = await ministry.store.read((r) => r.selectFrom('line').select(['kid', 'seq', 'note']).where('note', 'in', ['fork', 'chain', 'conflict']).execute());
  expect(notes).toEqual([]);
  const { devices } = await ministry.read<DeskPerson>('supervisor', '/api/desk/people/aysel');
  expect(devices.map(({ lines, isWhole }) => [lines, isWhole])).toEqual([[7, true], [7, true]]);
});

test('a phone that was copied and went on as two is noticed: both histories are kept, and the fork is marked', async () => {
  const server = await aServer();
  const pack = await aCourse();
  await server.publish(pack);
  const phone = await aPhone(server);
  await phone.send(await phone.lines([phone.reads(pack)], pack.edition));
  const copied = { ...phone.chain };
  await phone.send(await phone.lines([phone.reads(pack)], pack.edition));
  // The copy knows nothing of that line, and writes another at its place. Control: without a copy there is no such mark.
  expect(await forks()).toEqual([]);
  Object.assign(phone.chain, copied);
  await phone.send(await phone.lines([phone.reads(pack)], pack.edition));
  expect(await forks()).toEqual([2]);
  expect((await server.store.read((r) => r.selectFrom('line').select('seq').where('kid', '=', phone.kid).where('seq', '=', 2).execute())).length).toBe(2);
  await server.end();

  async function forks(): Promise<readonly number[]> {
    return (await server.store.read((r) => r.selectFrom('line').select('seq').where('note', '=', 'fork').execute())).map(({ seq }) => seq);
  }
});
