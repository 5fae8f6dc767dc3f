/** A line of subtitles that a learner found wrong reaches those who can mend it, and nobody else, and without a name. */
import * as v from 'valibot';
import { v7 } from 'uuid';
import { registrationOf } from '../../../src/core/registration.ts';
import { commented, sitting, type SaidLine, type World } from '../../../src/core/session.ts';
import { reportedSchema, type Reported } from '../../../src/sync/desk.ts';
import { aMinistry, course, edition, gifts, type Ministry } from '../a-ministry.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
});
afterEach(() => ministry.close());

const line: SaidLine = { edition, path: 'media/film.az.vtt', lang: 'az', cue: 'c4', text: 'Hədiyyə götürmək olar.' };
const world: World = { now: () => ministry.clock.at, newId: () => v7() };
const reportedTo = async (who: string): Promise<Reported['lines']> => v.parse(reportedSchema, await ministry.read(who, '/api/desk/reported')).lines;

async function report(person: string, said: unknown, note: string): Promise<void> {
  const phone = await ministry.enrol(person);
  const sat = sitting(world, { profile: phone.profile, registration: registrationOf(phone.profile, course, 1), course, language: 'az', au: gifts });
  await phone.send([commented(world, sat, said as SaidLine, note)]);
}

test('two learners who report the same line are one row with both notes, and no name', async () => {
  await report('aysel', line, '“Olmaz” olmalıdır.');
  await report('rauf', line, '');
  const [one, ...others] = await reportedTo('supervisor');
  expect(others).toEqual([]);
  expect(one).toMatchObject({ ...line, course, au: gifts.id, notes: ['“Olmaz” olmalıdır.'], count: 2 });
  const said = JSON.stringify(one);
  for (const name of ['aysel', 'rauf']) expect(said).not.toContain(name);
});

test('another institution hears nothing of it; control: its own learner’s report is there', async () => {
  await report('aysel', line, 'x');
  expect(await reportedTo('other')).toEqual([]);
  await report('samad', { ...line, cue: 'c9' }, 'y');
  expect((await reportedTo('other')).map(({ cue }) => cue)).toEqual(['c9']);
});

test('what is no line, or too long, is left out and disturbs nothing', async () => {
  await report('aysel', { ...line, text: 7 }, 'x');
  await report('rauf', { ...line, text: 'a'.repeat(5000) }, 'x');
  await report('rauf', undefined, 'x');
  expect(await reportedTo('supervisor')).toEqual([]);
  await report('aysel', line, '');
  expect(await reportedTo('supervisor')).toHaveLength(1);
});
