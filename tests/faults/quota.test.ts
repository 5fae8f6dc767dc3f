/** A phone with no room left: a download rests and says why, and answers go on being kept in the room that was put by for them. */
import { join } from 'node:path';
import { questionsOf } from '../journeys/an-author.ts';
import { aPhone } from '../journeys/a-phone.ts';
import { answer, questionShown, unlock } from '../journeys/learner.ts';
import { keepPicture, look } from '../journeys/look.ts';
import { aLearner, en, TEXTS, who } from './a-learner.ts';
import { tell } from './house.ts';

/** Bytes that the browser gives: enough for a course of texts, and what is too little for a film. */
const QUOTA = 8_000_000;
const TOO_LITTLE = 250_000;
const QUIZ = `/learn/${TEXTS}/4`;
const OTHER = 'karvan-samples/public-ethics';
const full = en.exactly('problem:storage-full');
const FILM = 'karvan-samples/safe-computers';
const questions = questionsOf(join(import.meta.dirname, '../../src/samples/petitions'));

test('on a full phone a download rests and says why, and answers are kept in the room put by for them; without that room an answer is not called kept, stays on the screen, and is kept once there is room', async () => {
  const [learner, phone] = [await aLearner(), aPhone()];
  const { url } = learner;
  const page = await phone.open('about:blank');
  try {
    const session = await page.context().newCDPSession(page);
    const quota = (quotaSize?: number) => session.send('Storage.overrideQuotaForOrigin', { origin: url(), ...(quotaSize === undefined ? {} : { quotaSize }) });
    /** Takes all the room but so much. A database goes for half a minute by the room that it once knew, so it is filled up first. */
    const leave = async (bytes: number) => {
      await page.evaluate(fill, Math.max(bytes, 64));
      await quota((await session.send('Storage.getUsageAndQuota', { origin: url() })).usage + bytes);
    };
    await quota(QUOTA);
    await page.goto(url());
    await learner.begin(page);
    await learner.take(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.goto(url(`/course/${FILM}`));
    await page.locator('label.choice', { hasText: en.exactly('rendition.video') }).click();
    await leave(TOO_LITTLE);
    await page.getByRole('button', { name: en('course.get') }).click();
    await page.getByText(en('download.paused-storage-full')).or(page.getByText(full)).first().waitFor();
    await look(page, 'quota-download');

    await leave(0);
    await page.goto(url(`/course/${OTHER}`));
    await page.getByRole('alert').filter({ hasText: full }).waitFor();
    await look(page, 'quota-course');
    await page.goto(url(QUIZ));
    await unlock(page, en, who);
    await page.getByRole('button', { name: en('quiz.begin') }).click();
    const kept: string[] = [];
    for (let n = 0; n < 3; n++) {
      const question = await questionShown(page, en, questions);
      await answer(page, en, question, true);
      kept.push(question.id);
      await page.getByRole('button', { name: en('quiz.next') }).click();
    }
    // The control: the room put by is gone.
    await page.evaluate(async () => (await (await navigator.storage.getDirectory()).getDirectoryHandle('karvan-journal')).removeEntry('reserve').catch(() => undefined));
    await leave(0);
    const question = await questionShown(page, en, questions);
    const refused = page.getByRole('alert').filter({ hasText: full });
    await Promise.race([answer(page, en, question, true), refused.waitFor()]);
    await look(page, 'quota-answer');
    expect(await refused.isVisible()).toBe(true);

    await quota();
    await page.getByRole('button', { name: en('common.again') }).click();
    await page.getByRole('status').filter({ hasText: en.exactly('stage.phone') }).waitFor();
    kept.push(question.id);
    await page.goto(url(QUIZ));
    await unlock(page, en, who);
    const asked = (await questionShown(page, en, questions)).id;
    tell({ fault: 'no room left, in a download and in a quiz', times: kept.length, seen: `0 of ${kept.length} answers lost, the download rests and says why`, control: 'no room put by: the answer is refused, says so, and is kept once there is room' });
    expect(kept).not.toContain(asked);
    await expect.poll(async () => (await learner.known()).lines, { timeout: 60_000 }).toBeGreaterThanOrEqual(kept.length);
    expect(phone.faults).toEqual([]);
  } catch (error) {
    await keepPicture(page, 'quota-failed');
    throw error;
  } finally {
    await phone.end();
    await learner.end();
  }
});

/** In the page: takes all the room that is left, until less than so many bytes have none. */
async function fill(least: number): Promise<void> {
  const opening = indexedDB.open('filler', 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('rows', { autoIncrement: true }));
  await new Promise((resolve) => opening.addEventListener('success', resolve));
  const put = (size: number) =>
    new Promise<boolean>((resolve) => {
      const writing = opening.result.transaction('rows', 'readwrite', { durability: 'strict' });
      writing.objectStore('rows').add(Uint8Array.from({ length: size }, () => Math.random() * 256));
      writing.addEventListener('complete', () => resolve(true));
      writing.addEventListener('abort', () => resolve(false));
    });
  for (let size = 1_000_000; size >= least; size = Math.floor(size / 4)) while (await put(size));
  opening.result.close();
}
