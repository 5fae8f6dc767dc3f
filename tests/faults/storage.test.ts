/** The storage of the built product: emptied by the browser while a lesson is open, and full. What is said is true, and nothing that was called kept goes. */
import { join as path } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { questionsOf } from '../journeys/an-author.ts';
import { aKarvan, freePort, type Karvan } from '../journeys/a-karvan.ts';
import { aPhone } from '../journeys/a-phone.ts';
import { atDesk, newCode, peopleNamed } from '../journeys/desk.ts';
import { answer, findCourse, join, questionShown, unlock } from '../journeys/learner.ts';
import { keepPicture } from '../journeys/look.ts';
import { wordsOf } from '../journeys/words.ts';
import { tell } from './house.ts';

const en = wordsOf('en');
const [TEXT, FILM] = ['karvan-samples/petitions', 'karvan-samples/safe-computers'];
const questions = questionsOf(path(import.meta.dirname, '../../src/samples/petitions'));
const who = { emblem: 'star', pin: '629174' };
/** What the issue asks: the person is told within a second. The test allows for a machine that does much else. */
const PATIENCE = 5000;
const JOURNAL = 'karvan-journal';
let karvan: Karvan;
let person: string;
let port: number;
const url = (at = '') => `http://localhost:${port}${at}`;

beforeAll(async () => {
  karvan = await aKarvan();
  port = await freePort();
  await karvan.start(port);
  person = karvan.people().find((each) => each.code)!.name;
});
afterAll(() => karvan?.end());

test('whoever has the storage emptied under an open lesson is told at once, can begin anew, and the supervisor sees another phone; a page that does not listen notices nothing', async () => {
  const heard = await emptied(true);
  const control = await emptied(false);
  tell({ fault: 'storage emptied by the browser in an open lesson', times: 1, seen: `told after ${heard.told} ms; joined again it is another phone to the supervisor`, control: 'closing of the database not listened to: not told' });
  expect(heard.told).toBeLessThan(PATIENCE);
  expect(heard.phones).toBe(2);
  expect(control.told).toBe(Infinity);
});

/** Milliseconds until the person was told, and how many phones the supervisor sees once they joined again. */
async function emptied(isHeard: boolean): Promise<{ told: number; phones: number }> {
  const phone = aPhone();
  try {
    const page = await phone.open(url());
    // The control: nobody hears that the browser closed the database.
    if (!isHeard) await page.addInitScript(() => Object.defineProperty(IDBDatabase.prototype, 'onclose', { set() {} }));
    await withCourse(page, TEXT);
    const before = await phonesOf();
    await page.goto(url(`/learn/${TEXT}/1`));
    await unlock(page, en, who);
    await page.locator('.prose').waitFor();
    const session = await page.context().newCDPSession(page);
    const from = performance.now();
    await session.send('Storage.clearDataForOrigin', { origin: url(), storageTypes: 'all' });
    const said = page.getByText(en('problem:storage-emptied'));
    const isTold = await said.waitFor({ timeout: PATIENCE }).then(() => true, () => false);
    const told = isTold ? Math.round(performance.now() - from) : Infinity;
    if (!isTold) return { told, phones: 0 };
    await keepPicture(page, 'storage-emptied');
    await page.getByRole('button', { name: en('home.begin-anew') }).click();
    await join(page, en, { ...who, code: await newCode(karvan, person) });
    await expect.poll(async () => (await phonesOf()) - before, { timeout: 60_000 }).toBe(1);
    return { told, phones: (await phonesOf()) - before + 1 };
  } finally {
    await phone.end();
  }
}

test('on a full phone a download rests and says why, and answers go on being kept in the room put by for them; without that room an answer is not called kept, stays on the screen, and is kept once there is room', async () => {
  const phone = aPhone();
  try {
    const page = await phone.open(url());
    await withCourse(page, TEXT);
    const session = await page.context().newCDPSession(page);
    await findCourse(page, en, { id: FILM, title: '' });
    await page.getByRole('button', { name: en('course.get') }).waitFor();
    await quota(session, 200_000);
    await page.getByRole('button', { name: en('course.get') }).click();
    await page.getByText(en('download.paused-storage-full')).waitFor();
    await keepPicture(page, 'storage-full-download');

    await page.goto(url(`/learn/${TEXT}/4`));
    await unlock(page, en, who);
    await quota(session, 0);
    await page.getByRole('button', { name: en('quiz.begin') }).click();
    const kept: string[] = [];
    for (let n = 0; n < 3; n++) {
      const question = await questionShown(page, en, questions);
      await answer(page, en, question, true);
      kept.push(question.id);
      await page.getByRole('button', { name: en('quiz.next') }).click();
    }
    // The control: the room put by is gone.
    await page.evaluate(async (folder) => (await (await navigator.storage.getDirectory()).getDirectoryHandle(folder)).removeEntry('reserve').catch(() => undefined), JOURNAL);
    await quota(session, 0);
    const question = await questionShown(page, en, questions);
    const refused = page.getByRole('alert').filter({ hasText: en.exactly('problem:storage-full') });
    await Promise.all([refused.waitFor(), answer(page, en, question, true).catch(() => undefined)]);
    await keepPicture(page, 'storage-full-answer');
    await session.send('Storage.overrideQuotaForOrigin', { origin: url() });
    await page.getByRole('button', { name: en('common.again') }).click();
    await page.getByRole('status').filter({ hasText: en.exactly('stage.phone') }).waitFor();
    kept.push(question.id);
    await page.goto(url(`/learn/${TEXT}/4`));
    await unlock(page, en, who);
    const next = await questionShown(page, en, questions);
    tell({ fault: 'no room left, in a download and in a quiz', times: kept.length, seen: `0 of ${kept.length} answers lost, the download rests and says why`, control: 'no room put by: the answer is refused, says so, and is kept once there is room' });
    expect(kept).not.toContain(next.id);
  } finally {
    await phone.end();
  }
});

/** Leaves so many bytes beyond what is used now. */
async function quota(session: CDPSession, left: number): Promise<void> {
  await session.send('Storage.overrideQuotaForOrigin', { origin: url() });
  const { usage } = await session.send('Storage.getUsageAndQuota', { origin: url() });
  await session.send('Storage.overrideQuotaForOrigin', { origin: url(), quotaSize: usage + left });
}

async function withCourse(page: Page, course: string): Promise<void> {
  await join(page, en, { ...who, code: await newCode(karvan, person) });
  await findCourse(page, en, { id: course, title: '' });
  await page.getByRole('button', { name: en('course.get') }).click();
  await page.locator(`ol a[href="/learn/${course}/4"]`).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
}

async function phonesOf(): Promise<number> {
  const [found] = await peopleNamed(karvan, [person]);
  return ((await (await atDesk(karvan, 'supervisor', `/people/${found!.id}`)).json()) as { devices: readonly unknown[] }).devices.length;
}
