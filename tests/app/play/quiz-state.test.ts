import { expect, test } from 'vitest';
import { noAuProgress, type Attempt, type AuProgress } from '../../../src/core/progress.ts';
import type { StatementId } from '../../../src/core/ids.ts';
import { answersOf, firstUnanswered, itemsOf, markOf, mayReveal, nextTurn, seedOf, standingOf, withChoice } from '../../../src/app/play/quiz-state.ts';
import { quiz } from './a-lesson.tsx';

const attempt = (id: string, more: Partial<Attempt> = {}): Attempt => ({ id, seed: 1, order: [], answers: {}, judged: undefined, ...more });
const au = (attempts: readonly Attempt[], isPassed = false): AuProgress => ({ ...noAuProgress, isPassed, attempts: Object.fromEntries(attempts.map((each) => [each.id, each])) });
const failed = { judged: { scaled: 0.2, isPassed: false } };

test('an attempt that is begun goes on; only what was handed in uses an attempt up', () => {
  expect(standingOf(au([]), quiz)).toEqual({ kind: 'fresh', left: 2 });
  expect(standingOf(au([attempt('1')]), quiz)).toMatchObject({ kind: 'open', left: 2 });
  expect(standingOf(au([attempt('1', failed)]), quiz)).toMatchObject({ kind: 'failed', left: 1 });
  expect(standingOf(au([attempt('1', failed), attempt('2', failed)]), quiz)).toMatchObject({ kind: 'failed', left: 0 });
});

test('without a limit there is always another attempt', () => {
  expect(standingOf(au([attempt('1', failed)]), { ...quiz, attempts: 0 }).left).toBeUndefined();
});

test('who has passed has passed: no attempt goes on after it', () => {
  const passed = attempt('1', { judged: { scaled: 1, isPassed: true } });
  expect(standingOf(au([passed, attempt('2')], true), quiz)).toMatchObject({ kind: 'passed', attempt: passed });
});

test('an attempt that cannot go on here leaves room for a new one', () => {
  expect(standingOf(au([attempt('1')]), quiz, '1').kind).toBe('fresh');
});

test('right answers are shown only when no attempt could use them', () => {
  expect(mayReveal(standingOf(au([attempt('1', failed)]), quiz))).toBe(false);
  expect(mayReveal(standingOf(au([attempt('1', failed), attempt('2', failed)]), quiz))).toBe(true);
  expect(mayReveal(standingOf(au([attempt('1', failed)]), { ...quiz, attempts: 0 }))).toBe(false);
});

test('one comes back to the first question without an answer; an emptied field is no answer', () => {
  const items = itemsOf(quiz, ['word', 'one', 'gone']);
  expect(items.map((item) => item.id)).toEqual(['word', 'one', 'many', 'yes', 'days']);
  expect(firstUnanswered(items, { word: 'x', one: ' ' })).toBe(1);
  expect(firstUnanswered(items, { word: 'x', one: 'a', many: 'a', yes: 'true', days: '1' })).toBe(5);
});

test('the turn rises over all answers of an attempt', () => {
  const held = attempt('1', { answers: { one: { turn: 3, response: 'a', id: 'i' as StatementId }, many: { turn: 7, response: 'b', id: 'j' as StatementId } } });
  expect(nextTurn(held)).toBe(8);
  expect(answersOf(held)).toEqual({ one: 'a', many: 'b' });
  expect(nextTurn(attempt('1'))).toBe(1);
});

test('choices of a multiple question come in the order of the key, however they were tapped', () => {
  const many = quiz.items[1] as Extract<(typeof quiz.items)[number], { kind: 'multiple' }>;
  expect(withChoice(many, withChoice(many, '', 'c', true), 'a', true)).toBe('a[,]c');
  expect(withChoice(many, 'a[,]c', 'a', false)).toBe('c');
});

test('each answer is marked; an empty one is neither right nor wrong', () => {
  const [one] = quiz.items;
  expect(markOf(one!, { one: 'b' })).toBe('right');
  expect(markOf(one!, { one: 'a' })).toBe('wrong');
  expect(markOf(one!, {})).toBe('unanswered');
  expect(markOf({ kind: 'single', id: 'x', points: 1, choices: ['a', 'b'] }, { x: 'a' })).toBe('unmarked');
});

test('a seed is an unsigned number of 32 bits', () => {
  expect(seedOf('01930000-0000-7000-8000-0000ffffffff')).toBe(0xffffffff);
  expect(seedOf('01930000-0000-7000-8000-000000000007')).toBe(7);
});
