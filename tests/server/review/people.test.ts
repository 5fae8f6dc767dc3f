import * as v from 'valibot';
import { peopleSchema, personSchema, type DeskAssignments, type DeskCourses, type DeskPerson, type People } from '../../../src/sync/desk.ts';
import { deskRows } from '../../../src/server/accounts/scope.ts';
import { peopleRoles, rankPeople, type PeoplePlace } from '../../../src/server/review/people.ts';
import { aMinistry, course, right, wrong, type Ministry } from '../a-ministry.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
});
afterEach(() => ministry.close());

const DAY = 86_400_000;
const people = async (who = 'supervisor', query = ''): Promise<People> => v.parse(peopleSchema, await ministry.read(who, `/api/desk/people${query}`));
const personIn = (list: People, id: string) => list.people.find((each) => each.id === id)!;
const assign = async (body: Record<string, unknown>) => ministry.ask('supervisor', 'POST', '/api/desk/assignments', { course, unit: 'clinic', isMandatory: true, ...body });

test('a course is owed until it is finished, owed again when it was returned, and overdue when its day is over', async () => {
  await assign({ due: '2026-11-25' });
  const phone = await ministry.enrol('aysel');
  expect(personIn(await people(), 'aysel')).toMatchObject({ assigned: 1, finished: 0, overdue: 0, nextDue: '2026-11-25' });
  const registration = await phone.take(1, right);
  expect(personIn(await people(), 'aysel')).toMatchObject({ assigned: 1, finished: 1, overdue: 0 });
  expect(personIn(await people(), 'aysel').nextDue).toBeUndefined();
  await ministry.ask('supervisor', 'POST', `/api/desk/completions/${registration}/decisions`, { id: crypto.randomUUID(), kind: 'returned', reason: 'Again.' });
  ministry.clock.at += 11 * 3_600_000;
  expect(personIn(await people(), 'aysel')).toMatchObject({ finished: 0, overdue: 0 });
  ministry.clock.at += 6 * 3_600_000;
  await ministry.signIn('supervisor');
  const late = await people();
  expect(personIn(late, 'aysel')).toMatchObject({ assigned: 1, finished: 0, overdue: 1 });
  expect(late.totals).toMatchObject({ people: 4, assigned: 4, finished: 0, overdue: 4, waiting: 0 });
});

test('the most urgent stand first: what is overdue, then what is due soonest, then names', async () => {
  await assign({ due: '2026-12-10' });
  await ministry.store.write(async (w) => {
    await w.insertInto('membership').values({ person: 'trainer', unit: 'ward', since: '2026-11-01', until: null }).execute();
    await w.insertInto('assignment').values({ id: 'late', course: 'ministry/late' as never, unit: 'ward', due: '2026-11-01', mandatory: 0, by: 'root', made: '2026-11-01' }).execute();
  });
  await (await ministry.enrol('aysel')).take(1, right);
  expect((await people()).people.map((each) => each.id)).toEqual(['trainer', 'rauf', 'supervisor', 'aysel']);
});

test('an assignment from above reaches down, the earliest date counts, and the same one twice is one', async () => {
  const first = (await (await assign({ due: '2026-12-31', isMandatory: false })).json()) as { id: string };
  const again = (await (await assign({ due: '2026-12-24', isMandatory: false })).json()) as { id: string };
  expect(again).toEqual(first);
  await ministry.ask('operator', 'POST', '/api/desk/assignments', { course, unit: 'health', due: '2027-01-15', isMandatory: true });
  const aysel = v.parse(personSchema, await ministry.read<DeskPerson>('supervisor', '/api/desk/people/aysel'));
  expect(aysel.courses).toEqual([{ course: { id: course, title: { az: 'Etika', ru: 'Этика' }, source: 'az' }, due: '2026-12-24', isMandatory: true, goes: [] }]);
  const { assignments } = await ministry.read<DeskAssignments>('supervisor', '/api/desk/assignments');
  expect(assignments.map((each) => [each.unit.id, each.due, each.by])).toEqual([['clinic', '2026-12-24', 'supervisor soyadı'], ['health', '2027-01-15', 'operator soyadı']]);
  // What was assigned above is not theirs to take away.
  expect((await ministry.ask('supervisor', 'DELETE', `/api/desk/assignments/${assignments[1]!.id}`)).status).toBe(404);
  expect((await ministry.ask('supervisor', 'DELETE', `/api/desk/assignments/${assignments[0]!.id}`)).status).toBe(204);
  expect((await ministry.ask('supervisor', 'POST', '/api/desk/assignments', { course: 'no/such', unit: 'clinic', isMandatory: true })).status).toBe(404);
  expect((await assign({ due: 'soon' })).status).toBe(400);
});

test('a quiet phone is told from one in touch, with the likely cause', async () => {
  const [full, clock, waiting] = [await ministry.enrol('aysel'), await ministry.enrol('rauf'), await ministry.enrol('trainer')];
  await full.send([], { free: 3_000_000, waiting: 12 });
  await clock.send([], { free: 9e9, ahead: -90_000 });
  await waiting.send([], { free: 9e9 });
  const quiet = async () => Object.fromEntries((await people()).people.map((each) => [each.id, each.quiet]));
  expect(await quiet()).toEqual({ aysel: 'fine', rauf: 'fine', trainer: 'fine', supervisor: 'never' });
  ministry.clock.at += 8 * DAY;
  await ministry.signIn('supervisor');
  expect(await quiet()).toEqual({ aysel: 'full', rauf: 'clock', trainer: 'waiting', supervisor: 'never' });
  expect((await people()).totals).toMatchObject({ devices: 3, quiet: 3 });
  const { devices } = await ministry.read<DeskPerson>('supervisor', '/api/desk/people/aysel');
  expect(devices).toMatchObject([{ device: full.device, lines: 0, isWhole: true, waiting: 12, free: 3_000_000 }]);
});

test('eight weeks of work are shown week by week, this one last', async () => {
  const phone = await ministry.enrol('aysel');
  await phone.take(1, wrong);
  ministry.clock.at += 14 * DAY;
  await phone.take(2, wrong);
  await ministry.signIn('supervisor');
  expect(personIn(await people(), 'aysel').weeks).toEqual([0, 0, 0, 0, 0, 7, 0, 7]);
});

test('ten thousand people come page by page, each once, in one order', async () => {
  const many = 10_000;
  await assign({ due: '2026-12-10' });
  await ministry.store.write(async (w) => {
    for (let from = 0; from < many; from += 1000) {
      const ids = Array.from({ length: 1000 }, (_, i) => `p${String(from + i).padStart(5, '0')}`);
      await w.insertInto('person').values(ids.map((id) => ({ id, name: `Ad ${id.slice(-2)}`, number: id, institution: 'health', login: null, password: null, made: '2026-01-01' }))).execute();
      await w.insertInto('membership').values(ids.map((person) => ({ person, unit: 'ward', since: '2026-01-01', until: null }))).execute();
    }
  });
  const desk = { person: 'supervisor', name: '', grants: [{ role: 'supervisor' as const, unit: 'clinic' }] };
  const rows = deskRows({ store: ministry.store, now: () => Date.parse('2026-11-25T09:00:00.000Z') });
  const seen: PeoplePlace[] = [];
  let after: PeoplePlace | undefined;
  do {
    const { ranked, totals } = await rows.read(desk, peopleRoles, (s) => rankPeople(s, { most: 1000, ...(after ? { after } : {}) }));
    expect(totals).toEqual({ people: many + 4, assigned: many + 4, finished: 0, overdue: 0 });
    seen.push(...ranked);
    after = ranked.at(-1);
  } while (after);
  expect([seen.length, new Set(seen.map((each) => each.person)).size]).toEqual([many + 4, many + 4]);
  const first = await people();
  const second = await people('supervisor', `?after=${first.next}`);
  expect([...first.people, ...second.people].map((each) => each.id)).toEqual(seen.slice(0, 200).map((each) => each.person));
}, 60_000);

test('courses say how many of one’s own people began and finished', async () => {
  await (await ministry.enrol('aysel')).take(1, right);
  await (await ministry.enrol('rauf')).take(1, wrong);
  const { courses } = await ministry.read<DeskCourses>('supervisor', '/api/desk/courses');
  expect(courses).toMatchObject([{ id: course, release: 3, languages: ['az', 'ru'], begun: 2, finished: 1 }]);
  expect((await ministry.read<DeskCourses>('other', '/api/desk/courses')).courses).toMatchObject([{ begun: 0, finished: 0 }]);
});

test('every read of a person, every code and every assignment is on record, without names', async () => {
  await ministry.ask('supervisor', 'GET', '/api/desk/people/aysel');
  await ministry.ask('supervisor', 'POST', '/api/desk/people/aysel/codes', { kind: 'enrol' });
  await assign({});
  const { entries } = await ministry.read<{ entries: { who: string; what: string; about?: string }[] }>('operator', '/api/desk/audit');
  expect(entries.slice(0, 5).map(({ who, what, about }) => [who, what, about])).toEqual([
    ['operator soyadı', 'signed-in', undefined], ['supervisor soyadı', 'assigned', 'clinic'], ['supervisor soyadı', 'made-code', 'aysel soyadı'], ['supervisor soyadı', 'read-person', 'aysel soyadı'], ['supervisor soyadı', 'signed-in', undefined],
  ]);
  const kept = await ministry.store.read((r) => r.selectFrom('audit').selectAll().execute());
  expect(JSON.stringify(kept)).not.toContain('soyadı');
  await expect(ministry.store.write((w) => w.deleteFrom('audit').execute())).rejects.toThrow('only ever added');
});
