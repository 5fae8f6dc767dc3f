/** A newer Karvan waits until a person says so, and never takes a lesson away. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';
import { aRoad, type Road } from './a-road.ts';
import { keepPicture } from './look.ts';
import { findCourse, join, unlock, walk } from './learner.ts';
import { buildIs, hasWaiting, sendInBackground, takeUpdate } from './worker.ts';
import { wordsOf } from './words.ts';

const en = wordsOf('en');
const COURSE = 'karvan-samples/public-ethics';
const who = { emblem: 'star', pin: '629174' };
const other = { emblem: 'moon', pin: '582913' };
let karvan: Karvan;
let road: Road;
let phone: Phone;
let page: Page;
const url = (at = '') => `http://localhost:${road.port}${at}`;

beforeAll(async () => {
  [karvan, phone] = [await aKarvan(), aPhone()];
  await karvan.start(await freePort());
  road = await aRoad(await freePort(), karvan.port());
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepPicture(page, 'update-failed');
});
afterAll(async () => {
  await phone?.end();
  await road?.close();
  await karvan?.end();
});

test('a newer version is not told of and not used while a lesson is open', async () => {
  page = await phone.open(url());
  await join(page, en, { ...who, code: karvan.people().find((each) => each.code)!.code! });
  await findCourse(page, en, { id: COURSE, title: '' });
  await page.getByRole('button', { name: en('course.get') }).click();
  await page.locator(`ol a[href="/learn/${COURSE}/4"]`).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);

  buildIs(road, 'a newer one');
  await page.goto(url(`/learn/${COURSE}/1`));
  await unlock(page, en, who);
  await page.locator('.prose').waitFor();
  await expect.poll(() => hasWaiting(page)).toBe(true);
  expect(await page.getByRole('button', { name: en('update.use') }).count()).toBe(0);
  await page.getByRole('button', { name: en('reading.next') }).click();
  await page.locator('.prose').waitFor();
  expect(await hasWaiting(page)).toBe(true);
});

test('at home it is told of, and one tap uses it though the old one waits for a server that does not answer; the course and the profile are as they were', async () => {
  let asked = 0;
  road.swallows = (path) => path === '/api/envelopes' && ++asked > 0;
  await page.goto(url());
  await unlock(page, en, who);
  await page.getByRole('button', { name: en('update.use') }).waitFor();
  await sendInBackground(page);
  await expect.poll(() => asked).toBeGreaterThan(0);
  // The wait for an answer is two minutes: this is over long before.
  page = await takeUpdate(phone, page, en);
  road.swallows = undefined;
  await unlock(page, en, who);
  await page.locator(`a[href="/learn/${COURSE}/1"]`).or(page.locator(`a[href="/course/${COURSE}"]`)).first().waitFor();
  expect(await page.getByRole('button', { name: en('update.use') }).count()).toBe(0);
  expect(phone.faults).toEqual([]);
});

test('a tab in which somebody else learns is not opened anew by it, and is once the lesson is left', async () => {
  await page.goto(url('/welcome?add'));
  await join(page, en, { ...other, code: karvan.people().filter((each) => each.code)[1]!.code! });
  const lesson = await page.context().newPage();
  await lesson.goto(url(`/learn/${COURSE}/1`));
  await unlock(lesson, en, who);
  await lesson.locator('.prose').waitFor();
  await lesson.evaluate(() => (document.body.dataset['stays'] = ''));
  // It must have begun to listen, which comes after its first screen.
  await lesson.waitForTimeout(5000);

  buildIs(road, 'the newest');
  await page.bringToFront();
  await page.goto(url());
  await unlock(page, en, other);
  await page.getByRole('button', { name: en('update.use') }).click();
  await page.getByText(en('pin.enter')).waitFor();
  expect(await hasWaiting(page)).toBe(false);
  await lesson.bringToFront();
  await lesson.getByRole('button', { name: en('reading.next') }).click();
  expect(await lesson.locator('body[data-stays] .prose').count()).toBe(1);
  await walk(lesson, `/course/${COURSE}`);
  await lesson.locator('body:not([data-stays])').waitFor();
  await lesson.getByText(en('course.begin-lesson')).or(lesson.locator(`a[href="/learn/${COURSE}/4"]`)).first().waitFor();
  await lesson.close();
  expect(phone.faults).toEqual([]);
});
