/** In a quiz of the built product the battery is pulled, again and again: no answer that the screen called kept is asked again. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { questionsOf } from '../journeys/an-author.ts';
import { aKarvan, freePort, peopleWithCodes, type Karvan } from '../journeys/a-karvan.ts';
import { aPhone } from '../journeys/a-phone.ts';
import { answer, findCourse, join as joinPhone, questionShown, unlock } from '../journeys/learner.ts';
import { wordsOf } from '../journeys/words.ts';
import { tell, times } from './house.ts';
import { aPower, databaseFiles, whyNoPower, type Power } from './power.ts';

const say = wordsOf('az');
const COURSE = 'karvan-samples/petitions';
const questions = questionsOf(join(import.meta.dirname, '../../src/samples/petitions'));
const who = { emblem: 'moon', pin: '582913' };
/** With ten questions no quiz ends, and nobody needs a second attempt. */
const PULLS_EACH = 4;
const ANSWERS_EACH = 2;

/** One learner's phone. Gives how many answers were called kept, and how many of them are asked again after a pull. */
async function pulled(karvan: Karvan, code: string, pulls: number, power: Power): Promise<{ kept: number; lost: number }> {
  const phone = aPhone(undefined, [], power.env);
  const url = (at = '') => `http://localhost:${karvan.port()}${at}`;
  const kept = new Set<string>();
  let lost = 0;
  try {
    let page = await phone.open(url());
    await joinPhone(page, say, { ...who, code });
    await findCourse(page, say, { id: COURSE, title: '' });
    await page.getByRole('button', { name: say('course.get') }).click();
    await page.locator(`ol a[href="/learn/${COURSE}/4"]`).waitFor();
    for (let pull = 0; pull < pulls; pull++) {
      await page.goto(url(`/learn/${COURSE}/4`));
      await unlock(page, say, who);
      if (pull === 0) await page.getByRole('button', { name: say('quiz.begin') }).click();
      lost += await answerSome(page, kept);
      await phone.kill();
      power.cut(databaseFiles(phone.folder));
      page = await phone.open(url());
      await unlock(page, say, who);
    }
    // What the last pull took shows in what is asked next.
    await page.goto(url(`/learn/${COURSE}/4`));
    await unlock(page, say, who);
    lost += Number(kept.has((await questionShown(page, say, questions)).id));
    return { kept: kept.size, lost };
  } finally {
    await phone.end();
  }
}

/** Answers what is asked next; gives how much of it had been called kept before. */
async function answerSome(page: Page, kept: Set<string>): Promise<number> {
  let lost = 0;
  for (let count = 0; count < ANSWERS_EACH; count++) {
    const question = await questionShown(page, say, questions);
    lost += Number(kept.has(question.id));
    await answer(page, say, question, true);
    kept.add(question.id);
    if (count < ANSWERS_EACH - 1) await page.getByRole('button', { name: say('quiz.next') }).click();
  }
  return lost;
}

const noPower = whyNoPower();
test.skipIf(noPower)(`in a quiz whose phone loses its battery no answer that the screen called kept is lost${noPower ? ` (left out: ${noPower})` : ''}`, async () => {
  const karvan = await aKarvan();
  const pulls = times(1, 50);
  const found: { kept: number; lost: number }[] = [];
  try {
    await karvan.start(await freePort());
    const codes = await peopleWithCodes(karvan, Math.ceil(pulls / PULLS_EACH), 'quiz');
    for (const [n, code] of codes.entries()) found.push(await pulled(karvan, code, Math.min(PULLS_EACH, pulls - n * PULLS_EACH), aPower()));
  } finally {
    await karvan.end();
  }
  const [kept, lost] = [found.reduce((sum, each) => sum + each.kept, 0), found.reduce((sum, each) => sum + each.lost, 0)];
  tell({ fault: 'the same in a quiz of the built product', times: pulls, seen: `${lost} of ${kept} answers that the screen called kept are asked again`, control: 'none of its own: see the battery of a phone that only writes' });
  expect(kept).toBe(pulls * ANSWERS_EACH);
  expect(lost).toBe(0);
});
