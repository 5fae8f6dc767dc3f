import { screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { ausOf } from '../../../src/core/cmi5/structure.ts';
import { learn, noProgress } from '../../../src/core/progress.ts';
import type { Quiz } from '../../../src/core/quiz/quiz.ts';
import { score, scoreQuiz } from '../../../src/core/quiz/score.ts';
import { activityOf, registrationOf } from '../../../src/core/registration.ts';
import { answered, attempted, completed, judged, sitting } from '../../../src/core/session.ts';
import type { Edition } from '../../../src/core/ids.ts';
import { progressOf } from '../../../src/device/learning.ts';
import { manifestHeld } from '../../../src/device/packs.ts';
import { record, statementsOf } from '../../../src/device/record.ts';
import { correctedIn, mark } from '../../../src/server/sync/marking.ts';
import { aPhone, au, course, install, openLesson, openResult, quiz, serverSaid, type Phone } from './a-lesson.tsx';

const SENTENCE = /The answer key had a mistake and was corrected/;
const corrected: Quiz = { ...quiz, items: quiz.items.map((item) => (item.id === 'one' ? { ...item, correct: 'a' } : item)) as Quiz['items'] };

let phone: Phone;
beforeEach(async () => {
  phone = await aPhone();
});

/** Four points of six by the first key, five by the corrected one: the pass mark lies between. */
async function takeQuiz(answers: Readonly<Record<string, string>> = { one: 'a', many: 'a[,]c', yes: 'true', days: '15' }) {
  const lesson = ausOf((await manifestHeld(phone.db, phone.edition))!.structure)[1]!;
  const { world } = phone.real;
  const s = sitting(world, { profile: phone.open.id, registration: registrationOf(phone.open.id, course, 1), course, au: lesson, language: 'en' });
  const attempt = world.newId();
  const said = quiz.items.map((item, n) => answered(world, s, { attempt, turn: n + 1, item, response: answers[item.id] ?? '', outcome: score(item, answers[item.id] ?? '') }));
  const all = [attempted(world, s, { id: attempt, seed: 1, order: quiz.items.map((item) => item.id) }), ...said, judged(world, s, attempt, scoreQuiz(quiz, new Map(Object.entries(answers)))), completed(world, s)];
  await record(phone.open, all, phone.edition);
  return attempt;
}

test('the phone that gets a corrected key shows the earlier attempt judged again, and says why in its author’s words', async () => {
  await takeQuiz();
  const before = openResult(phone);
  await screen.findByText('Quiz not passed: 67%.');
  expect(screen.queryByText(SENTENCE)).toBeNull();
  before.unmount();
  await install(phone.db, { release: 2, quiz: corrected, corrects: [phone.edition] });
  const after = openResult(phone);
  await screen.findByText('Quiz passed: 83%.');
  expect(await screen.findByText('Question 1 had the wrong answer.')).toBeInTheDocument();
  expect(screen.getByText(SENTENCE)).toBeInTheDocument();
  after.unmount();
  openLesson(phone, 2);
  await screen.findByText('en: well seen');
  expect(await screen.findByText('Question 1 had the wrong answer.')).toBeInTheDocument();
  expect(screen.getByText(SENTENCE)).toBeInTheDocument();
  expect(screen.getByText('5 of 6')).toBeInTheDocument();
});

test('a newer release that corrects nothing changes no mark', async () => {
  await takeQuiz();
  await install(phone.db, { release: 2, quiz: corrected });
  openResult(phone);
  await screen.findByText('Quiz not passed: 67%.');
  expect(screen.queryByText(SENTENCE)).toBeNull();
});

test('who passed by the wrong key stays passed', async () => {
  await takeQuiz({ one: 'b', many: 'a[,]c', yes: 'true', days: '15' });
  await install(phone.db, { release: 2, quiz: corrected, corrects: [phone.edition] });
  openResult(phone);
  await screen.findByText('Quiz passed: 83%.');
  expect(screen.queryByText(SENTENCE)).toBeNull();
});

test('the correction stays when the next release says nothing of it, and what was recorded stays as it was', async () => {
  await takeQuiz();
  const recorded = await statementsOf(phone.open);
  await install(phone.db, { release: 2, quiz: corrected, corrects: [phone.edition] });
  await install(phone.db, { release: 3, quiz: corrected, reading: '# Other words' });
  openResult(phone);
  await screen.findByText('Quiz passed: 83%.');
  expect(await statementsOf(phone.open)).toEqual(recorded);
});

test('a phone that has not got the corrected release hears of it by the server’s word', async () => {
  const attempt = await takeQuiz();
  const registration = registrationOf(phone.open.id, course, 1);
  const held = (await progressOf(phone.open)).get(registration)!.progress;
  const by = 'c'.repeat(64) as Edition;
  const progress = correctedIn({ ...held, marks: { [attempt]: { edition: phone.edition, scaled: 0.6667, isPassed: false, corrected: { by, scaled: 0.8333, isPassed: true } } } });
  await serverSaid(phone, { registrations: [{ registration, course, cycle: 1, progress }] });
  openResult(phone);
  await screen.findByText('Quiz passed: 83%.');
  expect(screen.getByText(SENTENCE)).toBeInTheDocument();
});

test('phone and server come to the same', async () => {
  const attempt = await takeQuiz();
  const by = await install(phone.db, { release: 2, quiz: corrected, corrects: [phone.edition] });
  const here = (await progressOf(phone.open)).get(registrationOf(phone.open.id, course, 1))!.progress;
  const folded = (await statementsOf(phone.open)).map(({ s }) => s).reduce(learn, noProgress);
  const activity = activityOf(au('quiz'));
  const lesson = { au: ausOf((await manifestHeld(phone.db, phone.edition))!.structure)[1]!, activity, quiz };
  const found = mark(folded.aus[activity]!.attempts[attempt]!, lesson, phone.edition, [{ edition: by, quiz: corrected, mastery: 0.8 }], { answers: [], isWhole: true });
  expect(here).toEqual(correctedIn({ ...folded, marks: { [attempt]: found } }));
  // Control: without the correction they would not.
  expect(here).not.toEqual(folded);
});
