import fc from 'fast-check';
import { correcting, correctionOf, judgeBy, withCorrections, type Key } from '../../src/core/corrections.ts';
import type { Edition, StatementId } from '../../src/core/ids.ts';
import { join, type Attempt, type Judgement, type Progress } from '../../src/core/progress.ts';
import type { Quiz } from '../../src/core/quiz/quiz.ts';

const [first, second, third] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [Edition, Edition, Edition];
const keyOf = (edition: Edition, right: readonly string[], mastery = 1): Key => {
  const items: Quiz['items'] = right.map((correct, n) => ({ kind: 'single', id: `q${n}`, points: 1, choices: ['a', 'b', 'c'], correct }));
  return { edition, mastery, quiz: { karvan: 1, attempts: 0, shuffle: false, items } };
};
const attemptOf = (said: readonly string[], judged?: Judgement): Attempt => ({
  id: 't', seed: 1, order: [], judged, answers: Object.fromEntries(said.map((response, n) => [`q${n}`, { turn: n + 1, response, id: `s${n}` as StatementId }])),
});
const progressOf = (attempt: Attempt): Progress => ({
  course: undefined,
  aus: { a: { isOpened: true, isCompleted: true, isPassed: attempt.judged?.isPassed ?? false, isWaived: false, best: attempt.judged?.scaled, attempts: { t: attempt } } },
});

const wrong = keyOf(first, ['a', 'a']);
const mended = keyOf(second, ['a', 'b']);

test('who answered rightly and was marked down by a wrong key passes by the corrected one', () => {
  const said = attemptOf(['a', 'b'], judgeBy(wrong, attemptOf(['a', 'b'])));
  expect(said.judged).toEqual({ scaled: 0.5, isPassed: false });
  const found = correctionOf(said, said.judged!, [mended]);
  expect(found).toEqual({ scaled: 1, isPassed: true, by: second });
  expect(withCorrections(progressOf(said), new Map([['t', found!]])).aus['a']).toMatchObject({ isPassed: true, best: 1, attempts: { t: { judged: { by: second } } } });
});

test('who passed by a wrong key keeps it: nobody loses by somebody else’s mistake', () => {
  const said = attemptOf(['a', 'a']);
  expect(correctionOf(said, judgeBy(wrong, said), [mended])).toBeUndefined();
  // Control: by the corrected key alone it would be lost.
  expect(judgeBy(mended, said)).toEqual({ scaled: 0.5, isPassed: false });
});

test('what was not handed in is judged by nobody', () => {
  const open = progressOf(attemptOf(['a', 'b']));
  expect(withCorrections(open, new Map([['t', { scaled: 1, isPassed: true, by: second }]]))).toEqual(open);
});

test('a correction of a correction counts for the first edition too; others, and circles, do not', () => {
  const all = [{ edition: first, supersedes: [] }, { edition: second, supersedes: [first] }, { edition: third, supersedes: [second] }];
  expect(correcting(all, first).map((each) => each.edition)).toEqual([second, third]);
  expect(correcting(all, second).map((each) => each.edition)).toEqual([third]);
  expect(correcting(all, third)).toEqual([]);
  expect(correcting([{ edition: first, supersedes: [second, first] }, { edition: second, supersedes: [first] }], first).map((each) => each.edition)).toEqual([second]);
});

const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 3, maxLength: 3 });
const share = fc.constantFrom(0, 0.3333, 0.5, 0.6667, 1);

test('whatever the keys: never worse than judged, the same in any order, and the same on two phones that join', () => {
  fc.assert(
    fc.property(letters, letters, share, fc.array(fc.tuple(letters, share), { maxLength: 4 }), (answers, own, mastery, others) => {
      const said = attemptOf(answers);
      const judged = judgeBy(keyOf(first, own, mastery), said);
      const keys = others.map(([right, pass], n) => keyOf(String(n + 2).repeat(64) as Edition, right, pass));
      const [found, back] = [correctionOf(said, judged, keys), correctionOf(said, judged, keys.toReversed())];
      expect(found && { scaled: found.scaled, isPassed: found.isPassed }).toEqual(back && { scaled: back.scaled, isPassed: back.isPassed });
      expect(found?.isPassed ?? judged.isPassed).toBe(judged.isPassed || keys.some((key) => judgeBy(key, said).isPassed));
      const held = progressOf({ ...said, judged });
      const after = withCorrections(held, new Map(found ? [['t', found]] : []));
      expect(join(held, after)).toEqual(after);
      expect(join(after, held)).toEqual(after);
    }),
  );
});
