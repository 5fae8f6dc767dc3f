import { expect, test } from 'vitest';
import type { Au } from '../../src/core/cmi5/structure.ts';
import type { AuId } from '../../src/core/ids.ts';
import { carriedOver, noAuProgress, noProgress, type Progress } from '../../src/core/progress.ts';
import { activityOf } from '../../src/core/registration.ts';

const au = (slug: string, kind: 'reading' | 'quiz', more: Partial<Au> = {}): Au =>
  ({ kind: 'au', id: `urn:x:${slug}` as AuId, title: { en: slug }, moveOn: kind === 'quiz' ? 'Passed' : 'Completed', lesson: kind === 'quiz' ? { kind, unit: 'u', path: 'p' } : { kind, unit: 'u' }, ...more }) as Au;
const done = (...aus: readonly Au[]): Progress => ({ course: undefined, aus: Object.fromEntries(aus.map((each) => [activityOf(each.id), { ...noAuProgress, isCompleted: true, isPassed: true }])) });
const [one, two, quiz] = [au('one', 'reading'), au('two', 'reading'), au('quiz', 'quiz')];

test('a returned course asks again for its quiz, and not for the lessons that were done', () => {
  expect(carriedOver(done(one, quiz), [one, two, quiz])).toEqual([one]);
});

test('a course without anything scored is done again as a whole', () => {
  expect(carriedOver(done(one, two), [one, two])).toEqual([]);
});

test('in the first cycle nothing is carried over', () => {
  expect(carriedOver(noProgress, [one, two, quiz])).toEqual([]);
});

test('what asks for nothing, and what has a mark of its own, is never carried over', () => {
  const [free, marked] = [au('free', 'reading', { moveOn: 'NotApplicable' }), au('marked', 'reading', { masteryScore: 0.5 })];
  expect(carriedOver(done(free, marked), [free, marked, quiz])).toEqual([]);
});
