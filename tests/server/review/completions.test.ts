import type { Completions, Evidence } from '../../../src/sync/desk.ts';
import { completionsSchema, evidenceSchema } from '../../../src/sync/desk.ts';
import * as v from 'valibot';
import { v7 } from 'uuid';
import { aMinistry, course, edition, right, wrong, type Ministry } from '../a-ministry.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
});
afterEach(() => ministry.close());

const list = (who: string, query = '') => ministry.read<Completions>(who, `/api/desk/completions${query}`);
const decide = (who: string, registration: string, body: unknown) => ministry.ask(who, 'POST', `/api/desk/completions/${registration}/decisions`, body);
const count = async (query: string) => (await list('supervisor', query)).completions.length;
const stateOf = async (registration: string) => (await list('supervisor')).completions.find((each) => each.registration === registration)?.state;

test('a supervisor sees who finished, with all that it rests on', async () => {
  const phone = await ministry.enrol('aysel');
  const registration = await phone.take(1, right);
  const found = v.parse(completionsSchema, await list('supervisor', '?state=waiting'));
  expect(found).toMatchObject({ waiting: 1, completions: [{ registration, person: { id: 'aysel', unit: { az: 'Klinika' } }, course: { id: course, title: { az: 'Etika' } }, scaled: 1, attempts: 1, state: 'waiting' }] });
  const evidence = v.parse(evidenceSchema, await ministry.read<Evidence>('supervisor', `/api/desk/completions/${registration}`));
  expect(evidence.lessons.map((lesson) => lesson.isSatisfied)).toEqual([true, true]);
  expect(evidence.attempts).toMatchObject([{ edition, release: 3, language: 'az', scaled: 1, scaledHere: 1, isPassed: true }]);
  expect(evidence.attempts[0]!.answers).toMatchObject([
    { item: 'gift', kind: 'single', prompt: { az: 'Hədiyyə?', ru: 'Подарок?' }, response: 'refuse', said: [{ az: 'İmtina etmək', ru: 'Отказаться' }], isCorrect: true, isCorrectHere: true, points: 1, max: 1 },
    { item: 'days', kind: 'number', response: '15', isCorrect: true, isCorrectHere: true, points: 1, max: 1 },
  ]);
  expect(evidence.devices).toMatchObject([{ device: phone.device, from: 1, to: 7, isWhole: true, clockAhead: 0 }]);
});

test('where the phone’s verdict and the server’s differ, both are shown, and a pass that answers do not bear out waits for nobody', async () => {
  const phone = await ministry.enrol('aysel');
  const honest = await phone.take(1, right);
  const dishonest = await phone.take(2, wrong, right);
  expect((await list('supervisor')).completions.map((each) => each.registration)).toEqual([honest]);
  expect((await ministry.ask('supervisor', 'GET', `/api/desk/completions/${dishonest}`)).status).toBe(404);
  // Passed by one of two answers, claimed both.
  const half = await phone.take(3, { gift: 'refuse', days: '3' }, right);
  const { attempts, notes, cycles } = await ministry.read<Evidence>('supervisor', `/api/desk/completions/${half}`);
  expect(attempts).toMatchObject([{ scaled: 1, scaledHere: 0.5, answers: [{ isCorrect: true, isCorrectHere: true }, { isCorrect: true, isCorrectHere: false, points: 0 }] }]);
  expect(notes.map((each) => each.note)).toContain('score-differs');
  expect(cycles.map((each) => each.cycle)).toEqual([1, 2]);
});

test('a decision sent twice is made once, and the next one replaces it while both stay on record', async () => {
  const registration = await (await ministry.enrol('aysel')).take(1, right);
  const first = { id: v7(), kind: 'returned', reason: ' Once more, please. ' };
  for (let i = 0; i < 3; i++) expect((await decide('supervisor', registration, first)).status).toBe(201);
  expect(await stateOf(registration)).toBe('returned');
  expect((await decide('supervisor', registration, { ...first, kind: 'approved' })).status).toBe(409);
  expect(await stateOf(registration)).toBe('returned');
  // A clock that was set back does not turn history round.
  ministry.clock.at -= 3_600_000;
  expect((await decide('supervisor', registration, { id: v7(), kind: 'approved' })).status).toBe(201);
  expect(await stateOf(registration)).toBe('approved');
  const { decisions } = await ministry.read<Evidence>('supervisor', `/api/desk/completions/${registration}`);
  expect(decisions.map(({ kind, reason, by }) => [kind, reason, by])).toEqual([['returned', 'Once more, please.', 'supervisor soyadı'], ['approved', undefined, 'supervisor soyadı']]);
});

test('the learner’s phone hears of the decision and its reason', async () => {
  const phone = await ministry.enrol('aysel');
  const registration = await phone.take(1, right);
  await decide('supervisor', registration, { id: v7(), kind: 'returned', reason: 'Read part two.' });
  expect((await phone.send([])).decisions).toMatchObject([{ registration, kind: 'returned', reason: 'Read part two.', by: 'supervisor soyadı' }]);
});

test('a reason is needed to return or refuse, and nobody approves what is not finished or what is their own', async () => {
  const phone = await ministry.enrol('aysel');
  const registration = await phone.take(1, right);
  for (const reason of [undefined, '', '   ']) {
    const refused = await decide('supervisor', registration, { id: v7(), kind: 'returned', ...(reason === undefined ? {} : { reason }) });
    expect([refused.status, await refused.json()]).toEqual([400, expect.objectContaining({ code: 'request-invalid' })]);
  }
  expect(await stateOf(registration)).toBe('waiting');
  const failed = await phone.take(2, wrong);
  expect((await decide('supervisor', failed, { id: v7(), kind: 'approved' })).status).toBe(409);
  expect((await decide('supervisor', failed, { id: v7(), kind: 'returned', reason: 'Too few.' })).status).toBe(201);
  const own = await (await ministry.enrol('supervisor')).take(1, right);
  expect((await decide('supervisor', own, { id: v7(), kind: 'approved' })).status).toBe(403);
  expect(await stateOf(own)).toBe('waiting');
});

test('a course that was returned is done again in a new cycle, and the first stays visible', async () => {
  const phone = await ministry.enrol('aysel');
  const first = await phone.take(1, right);
  await decide('supervisor', first, { id: v7(), kind: 'returned', reason: 'Again.' });
  const second = await phone.take(2, right);
  const found = await list('supervisor');
  expect(found.completions.map(({ registration, state, cycle }) => [registration, state, cycle])).toEqual([[second, 'waiting', 2], [first, 'returned', 1]]);
});

test('who moves away takes their results along and leaves them visible; later work is the new unit’s alone', async () => {
  const phone = await ministry.enrol('aysel');
  const before = await phone.take(1, right);
  expect((await list('other')).completions).toEqual([]);
  ministry.clock.at += 3_600_000;
  await ministry.store.write(async (w) => {
    await w.updateTable('membership').set({ until: new Date(ministry.clock.at).toISOString() }).where('person', '=', 'aysel').execute();
    await w.insertInto('membership').values({ person: 'aysel', unit: 'bridges', since: new Date(ministry.clock.at).toISOString(), until: null }).execute();
  });
  const after = await phone.take(2, right);
  expect((await list('supervisor')).completions.map((each) => each.registration)).toEqual([before]);
  expect((await list('other')).completions.map((each) => each.registration)).toEqual([before, after]);
  expect((await list('other')).completions.map((each) => each.person.unit['az'])).toEqual(['Klinika', 'Körpülər']);
});

test('pages of the list follow each other without gap or repeat, while it grows and is decided', async () => {
  const rows = 120;
  const phone = await ministry.enrol('rauf');
  await phone.take(1, wrong);
  await ministry.store.write(async (w) => {
    for (let i = 0; i < rows; i++) {
      const [id, at] = [String(i).padStart(4, '0'), new Date(ministry.clock.at - (i % 60) * 60_000).toISOString()];
      await w.insertInto('completion').values({ registration: `r-${id}` as never, profile: phone.profile, course, cycle: 10 + i, edition, progress: '{"aus":{}}', done: 2, of: 2, scaled: 1, attempts: 1, satisfied: at, state: i % 3 === 0 ? 'approved' : 'waiting', changed: at, notes: 0 }).execute();
    }
  });
  const seen: string[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const page: Completions = await list('supervisor', next === '' ? '' : `?after=${next}`);
    seen.push(...page.completions.map((each) => each.registration));
    // Decided under the reader's eyes: what was on this page moves to the end, and nothing else moves.
    if (next === '') await decide('supervisor', seen[0]!, { id: v7(), kind: 'approved' });
    next = page.next;
  }
  expect(new Set(seen).size).toBe(rows);
  expect(seen.filter((each) => each === seen[0])).toHaveLength(2);
  expect((await ministry.ask('supervisor', 'GET', '/api/desk/completions?after=eyJ9')).status).toBe(400);
});

test('filters by state, course, unit and person hold, and a unit out of reach is not there', async () => {
  await (await ministry.enrol('aysel')).take(1, right);
  await (await ministry.enrol('rauf')).take(1, right);
  expect(await count('')).toBe(2);
  expect(await count('?person=rauf&state=waiting')).toBe(1);
  expect(await count('?state=approved')).toBe(0);
  expect(await count('?unit=clinic')).toBe(2);
  expect(await count('?unit=ward')).toBe(0);
  expect(await count('?course=ministry/other')).toBe(0);
  expect((await ministry.ask('supervisor', 'GET', '/api/desk/completions?unit=bridges')).status).toBe(404);
  expect((await ministry.ask('supervisor', 'GET', '/api/desk/completions?state=nonsense')).status).toBe(400);
});
