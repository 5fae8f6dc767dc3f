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

/** One learner's phone. Gives how many answers were called kept, and how many of them are asked again after a pull. `careless`: nothing waits for the disk, and there is no second copy. */
async function pulled(karvan: Karvan, code: string, pulls: number, power: Power, isCareless = false): Promise<{ kept: number; lost: number }> {
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
      if (isCareless) await page.addInitScript(relaxed);
      await page.goto(url(`/learn/${COURSE}/4`));
      await unlock(page, say, who);
      if (pull === 0) await page.getByRole('button', { name: say('quiz.begin') }).click();
      lost += await answerSome(page, kept);
      if (isCareless) await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('karvan-journal', { recursive: true }));
      await phone.kill();
      power.cut(databaseFiles(phone.folder));
      page = await phone.open(url());
      // A phone that lost the person too asks everything again.
      const isGone = page.getByText(say('problem:storage-emptied'));
      await isGone.or(page.getByText(say('pin.enter'))).first().waitFor();
      if (isCareless && (await isGone.isVisible())) return { kept: kept.size, lost: kept.size };
      await unlock(page, say, who);
    }
    // What the last pull took shows in what is asked next.
    await page.goto(url(`/learn/${COURSE}/4`));
    await unlock(page, say, who);
    // A quiz that is to be begun anew has lost them all.
    const anew = page.getByRole('button', { name: say('quiz.begin') });
    await anew.or(page.locator('.question').first()).first().waitFor();
    lost += (await anew.isVisible()) ? kept.size : Number(kept.has((await questionShown(page, say, questions)).id));
    return { kept: kept.size, lost };
  } finally {
    await phone.end();
  }
}

/** In the page: whatever it writes is called written before it is on the disk. */
function relaxed(): void {
  const asked = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function transaction(stores, mode) {
    return asked.call(this, stores, mode, { durability: 'relaxed' });
  };
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
test.skipIf(noPower)(`in a quiz whose phone loses its battery no answer that the screen called kept is lost; with relaxed durability and no second copy some are${noPower ? ` (left out: ${noPower})` : ''}`, async () => {
  const karvan = await aKarvan();
  const pulls = times(1, 50);
  const found: { kept: number; lost: number }[] = [];
  let control = { kept: 0, lost: 0 };
  try {
    await karvan.start(await freePort());
    const [careless, ...codes] = await peopleWithCodes(karvan, 1 + Math.ceil(pulls / PULLS_EACH), 'quiz');
    for (const [n, code] of codes.entries()) found.push(await pulled(karvan, code, Math.min(PULLS_EACH, pulls - n * PULLS_EACH), aPower()));
    control = await pulled(karvan, careless!, 1, aPower(), true);
  } finally {
    await karvan.end();
  }
  const [kept, lost] = [found.reduce((sum, each) => sum + each.kept, 0), found.reduce((sum, each) => sum + each.lost, 0)];
  tell({ fault: 'the same in a quiz of the built product', times: pulls, seen: `${lost} of ${kept} answers that the screen called kept are asked again`, control: `relaxed durability and no second copy: ${control.lost} of ${control.kept}` });
  expect(kept).toBe(pulls * ANSWERS_EACH);
  expect(lost).toBe(0);
  expect(control.lost).toBeGreaterThan(0);
});
