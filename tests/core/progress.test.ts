import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Au } from '../../src/core/cmi5/structure.ts';
import type { AuId, CourseId, ProfileId } from '../../src/core/ids.ts';
import { auProgress, courseProgress, join, learn, noProgress, openAttempt } from '../../src/core/progress.ts';
import { registrationOf } from '../../src/core/registration.ts';
import { answered, attempted, completed, judged, opened, sitting, waived, type World } from '../../src/core/session.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';

const course = 'ministry/ethics' as CourseId;
const profile = '0190a0a0-0000-7000-8000-000000000001' as ProfileId;
const quizAu: Au = { kind: 'au', id: 'urn:karvan:au:ministry/ethics/final' as AuId, title: { en: 'Final' }, moveOn: 'Passed', masteryScore: 0.7, lesson: { kind: 'quiz', unit: 'u', path: 'q' } };
const readingAu: Au = { kind: 'au', id: 'urn:karvan:au:ministry/ethics/gifts' as AuId, title: { en: 'Gifts' }, moveOn: 'Completed', lesson: { kind: 'reading', unit: 'u' } };

function aWorld(start = 0): World {
  let count = start;
  return {
    now: () => 1_700_000_000_000 + count * 1000,
    newId: () => `0190a0a0-0000-7000-8000-${String(++count).padStart(12, '0')}`,
  };
}

/** One whole sitting: a reading, an attempt with changed answers, failed, another one, passed. */
function aStory(): readonly Statement[] {
  const world = aWorld();
  const registration = registrationOf(profile, course, 1);
  const quiz = sitting(world, { profile, registration, course, au: quizAu, language: 'az' });
  const reading = sitting(world, { profile, registration, course, au: readingAu, language: 'az' });
  const first = world.newId();
  const second = world.newId();
  const item = { kind: 'true-false' as const, id: 'gift', points: 1, correct: true };
  const say = (attempt: string, turn: number, response: string) =>
    answered(world, quiz, { attempt, turn, item, response, outcome: { points: response === 'true' ? 1 : 0, max: 1, isCorrect: response === 'true' } });
  return [
    ...opened(world, reading),
    completed(world, reading),
    ...opened(world, quiz),
    attempted(world, quiz, { id: first, seed: 7, order: ['gift'] }),
    say(first, 1, 'true'),
    say(first, 2, 'false'),
    judged(world, quiz, first, { raw: 0, max: 1, scaled: 0 }),
    attempted(world, quiz, { id: second, seed: 8, order: ['gift'] }),
    say(second, 1, 'true'),
    judged(world, quiz, second, { raw: 1, max: 1, scaled: 1 }),
    completed(world, quiz),
  ];
}

const fold = (statements: readonly Statement[]) => statements.reduce(learn, noProgress);

test('what was learned is the same, in whatever order and however often it arrives', () => {
  const story = aStory();
  const truth = fold(story);
  fc.assert(
    fc.property(fc.shuffledSubarray(story.map((_, i) => i), { minLength: story.length }), fc.array(fc.nat(story.length - 1)), (order, repeats) => {
      expect(fold([...order, ...repeats].map((i) => story[i]!))).toEqual(truth);
    }),
  );
});

test('two phones that each saw a part know together what one phone would', () => {
  const story = aStory();
  const truth = fold(story);
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: story.length, maxLength: story.length }), (onFirst) => {
      const first = fold(story.filter((_, i) => onFirst[i]));
      const second = fold(story.filter((_, i) => !onFirst[i]));
      expect(join(first, second)).toEqual(truth);
      expect(join(second, first)).toEqual(truth);
      expect(join(truth, first)).toEqual(truth);
    }),
  );
});

test('a later answer to the same question replaces the earlier one, and an earlier one arriving late does not', () => {
  const story = aStory();
  const attempts = Object.values(auProgress(fold(story), quizAu).attempts);
  const failed = attempts.find((attempt) => attempt.seed === 7)!;
  expect(failed.answers['gift']!.response).toBe('false');
  expect(failed.judged).toEqual({ scaled: 0, isPassed: false });
});

test('a course is done when every lesson is, and the best attempt counts', () => {
  const story = aStory();
  const half = courseProgress(fold(story.slice(0, 8)), [readingAu, quizAu]);
  expect(half).toEqual({ done: 1, of: 2, isSatisfied: false });
  expect(courseProgress(fold(story), [readingAu, quizAu])).toEqual({ done: 2, of: 2, isSatisfied: true });
  expect(auProgress(fold(story), quizAu).best).toBe(1);
});

test('an attempt that was begun and not handed in is found again; a judged one is not', () => {
  const story = aStory();
  expect(openAttempt(auProgress(fold(story.slice(0, 7)), quizAu))?.seed).toBe(7);
  expect(openAttempt(auProgress(fold(story), quizAu))).toBeUndefined();
});

test('a waived lesson counts as satisfied in the next cycle', () => {
  const world = aWorld(500);
  const again = sitting(world, { profile, registration: registrationOf(profile, course, 2), course, au: readingAu, language: 'tr' });
  expect(courseProgress(fold([waived(world, again)]), [readingAu])).toEqual({ done: 1, of: 1, isSatisfied: true });
});

test('the same person, course and cycle give the same registration on every device, and another cycle another one', () => {
  expect(registrationOf(profile, course, 1)).toBe(registrationOf(profile, course, 1));
  expect(registrationOf(profile, course, 2)).not.toBe(registrationOf(profile, course, 1));
  expect(registrationOf(profile, course, 1)).toMatch(/^[0-9a-f-]{14}5/);
});

test('a statement of a foreign course that Karvan does not understand changes nothing', () => {
  const odd = { id: '0190a0a0-0000-7000-8000-000000000999', actor: {}, verb: { id: 'https://example.com/verbs/danced' }, object: { id: 'https://example.com/a' } } as Statement;
  expect(fold([odd])).toEqual(noProgress);
});
