import { afterEach, expect, test } from 'vitest';
import { changed, dropDrafts, heldDraft, keepDraft } from '../../../src/app/desk/draft.ts';
import { countedNotes, lasted, spanOf, tally } from '../../../src/app/desk/evidence.ts';
import { addressOf, queryOf, readFilter, type Filter } from '../../../src/app/desk/filter.ts';
import { marksOf } from '../../../src/app/desk/quiet.ts';
import type { PersonRow } from '../../../src/sync/desk.ts';
import { evidenceOf, first, NOW } from './a-desk.tsx';

afterEach(() => sessionStorage.clear());

const note = (seq: number, said: string) => ({ seq, device: 'd', note: said });
const person = (name: string, days: number): PersonRow => ({
  id: name,
  name,
  unit: { id: 'u', name: {} },
  assigned: 0,
  finished: 0,
  overdue: 0,
  weeks: [],
  lastContact: new Date(NOW - days * 86_400_000).toISOString(),
  devices: 1,
  quiet: 'waiting',
});

test('a filter survives the address and back, whatever stands in it', () => {
  const filters: readonly Filter[] = [{ state: 'waiting' }, { state: 'all' }, { state: 'returned', course: 'a/b', unit: 'x&y=z' }];
  for (const filter of filters) expect(readFilter(addressOf(filter))).toEqual(filter);
  expect(readFilter('?state=nonsense')).toEqual({ state: 'waiting' });
});

test('"all" is asked for by naming no state', () => {
  expect(queryOf({ state: 'all' })).toBe('');
  expect(queryOf({ state: 'waiting' })).toBe('?state=waiting');
});

test('a draft that something else wrote into the tab is not trusted', () => {
  keepDraft('p/r', { id: '00000000-0000-4000-8000-000000000001', kind: 'returned', reason: 'x', isTried: true });
  expect(heldDraft('p/r')?.reason).toBe('x');
  sessionStorage.setItem('karvan-desk-draft/p/r', '{"id":"not a uuid"}');
  expect(heldDraft('p/r')).toBeUndefined();
  sessionStorage.setItem('other', 'stays');
  dropDrafts();
  expect(Object.keys(sessionStorage)).toEqual(['other']);
});

test('a changed draft keeps its id until it was sent without an answer', () => {
  const draft = { id: '00000000-0000-4000-8000-000000000001', kind: 'returned' as const, reason: 'x', isTried: false };
  expect(changed(draft, { reason: 'y' }, () => 'new').id).toBe(draft.id);
  expect(changed({ ...draft, isTried: true }, { reason: 'y' }, () => 'new')).toEqual({ ...draft, reason: 'y', id: 'new' });
});

test('the server’s marking counts where it marked, the phone’s where it could not', () => {
  const [attempt] = evidenceOf(first).attempts;
  expect(tally(attempt!)).toEqual({ right: 1, of: 2, wrong: [2] });
  const unmarked = { ...attempt!, answers: attempt!.answers.map(({ isCorrectHere, ...answer }) => ({ ...answer, points: isCorrectHere ? 1 : 0 })) };
  expect(tally(unmarked)).toEqual({ right: 2, of: 2, wrong: [] });
});

test('a clock that ran backwards gives no duration', () => {
  const [attempt] = evidenceOf(first).attempts;
  expect(lasted(attempt!)).toBe(720);
  expect(lasted({ ...attempt!, ended: '2026-11-19T07:00:00Z' })).toBeUndefined();
});

test('a remark on many lines is said once with its number', () => {
  expect(countedNotes({ ...evidenceOf(first), notes: [note(1, 'clock'), note(2, 'chain'), note(3, 'clock')] })).toEqual([
    { note: 'clock', lines: 2 },
    { note: 'chain', lines: 1 },
  ]);
});

test('work of which the phone told no time has no span', () => {
  const evidence = evidenceOf(first);
  expect(spanOf(evidence)).toEqual({ from: '2026-11-19T08:00:00Z', to: '2026-11-19T08:12:00Z', isWithin: false });
  expect(spanOf({ ...evidence, attempts: [] })).toBeUndefined();
});

test('one attempt with a clock that cannot be believed makes the whole span one between moments of the server', () => {
  const evidence = evidenceOf(first);
  const { began: _, ended: __, ...unsure } = { ...evidence.attempts[0]!, id: 'a2', within: { from: '2026-11-18T08:00:00Z', to: '2026-11-20T09:00:00Z' } };
  expect(spanOf({ ...evidence, attempts: [...evidence.attempts, unsure] })).toEqual({ from: '2026-11-18T08:00:00Z', to: '2026-11-20T09:00:00Z', isWithin: true });
  expect(lasted(unsure)).toBeUndefined();
});

test('people at the same day stand above one another; silence longer than the line stands at its end; who was never heard stands past it', () => {
  const marks = marksOf([person('Anna A', 3), person('Berik B', 3), person('Cem C', 400), { ...person('Dana D', 0), lastContact: undefined, quiet: 'never', devices: 0 }], NOW);
  expect(marks.map(({ days, row, label }) => [days, row, label])).toEqual([
    [3, 0, undefined],
    [3, 1, 'Anna +1'],
    [42, 0, 'Cem'],
    [45, 0, 'Dana'],
  ]);
});

test('whoever was heard lately is not named among the quiet', () => {
  const marks = marksOf([{ ...person('Anna A', 1), quiet: 'fine' }, person('Berik B', 9)], NOW);
  expect(marks.map(({ label }) => label)).toEqual([undefined, 'Berik']);
});
