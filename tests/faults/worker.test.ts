/** The service worker of the built product is stopped again and again: while a film plays, while it sends, and during a download. Nothing is lost, and the film goes on. */
import type { CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aKarvan, freePort, type Karvan } from '../journeys/a-karvan.ts';
import { aPhone, type Phone } from '../journeys/a-phone.ts';
import { aRoad, type Road } from '../journeys/a-road.ts';
import { linesHeld, newCode } from '../journeys/desk.ts';
import { findCourse, join, readThrough, unlock } from '../journeys/learner.ts';
import { sendInBackground } from '../journeys/worker.ts';
import { wordsOf } from '../journeys/words.ts';
import { tell, times } from './house.ts';

const en = wordsOf('en');
const COURSE = 'karvan-samples/safe-computers';
const who = { emblem: 'star', pin: '629174' };
const PAUSE = 150;
const kills = times(2, 50);
let karvan: Karvan;
let road: Road;
let phone: Phone;
let page: Page;
let session: CDPSession;
let person: string;
const url = (at = '') => `http://localhost:${road.port}${at}`;

beforeAll(async () => {
  [karvan, phone] = [await aKarvan(), aPhone()];
  await karvan.start(await freePort());
  road = await aRoad(await freePort(), karvan.port());
  person = karvan.people().find((each) => each.code)!.name;
});
afterAll(async () => {
  await phone?.end();
  await road?.close();
  await karvan?.end();
});

test('a download goes on though the worker is stopped meanwhile', async () => {
  page = await phone.open(url());
  session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await join(page, en, { ...who, code: await newCode(karvan, person) });
  await page.evaluate(() => navigator.serviceWorker.ready);
  road.speed = 600_000;
  await findCourse(page, en, { id: COURSE, title: '' });
  await page.locator('label.choice', { hasText: en.exactly('rendition.video') }).click();
  await page.getByRole('button', { name: en('course.get') }).click();
  await page.getByText(en('download.running')).waitFor();
  await stopWorker(kills);
  road.speed = Infinity;
  await expect.poll(() => page.locator(`ol a[href^="/learn/${COURSE}/"]`).count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
});

test('a film goes on though the worker that gives it is stopped meanwhile; past the worker it does not play', async () => {
  await karvan.stop();
  const film = await openFilm();
  await page.getByRole('button', { name: en('film.play') }).click();
  const length = await film.evaluate((video: HTMLVideoElement) => video.duration);
  for (let n = 0; n < kills; n++) {
    await stopWorker(1);
    const to = (n * 37) % (length - 5);
    await film.evaluate((video: HTMLVideoElement, at) => void (video.currentTime = at), to);
    await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.currentTime), { timeout: 20_000 }).toBeGreaterThan(to + 0.2);
  }
  expect(await film.evaluate((video: HTMLVideoElement) => video.error)).toBeNull();
  // The control: nobody gives the film.
  await session.send('Network.enable');
  await session.send('Network.setBypassServiceWorker', { bypass: true });
  const without = await page.evaluate(async (at) => (await fetch(at).catch(() => undefined))?.status, await film.evaluate((video: HTMLVideoElement) => video.currentSrc));
  await session.send('Network.setBypassServiceWorker', { bypass: false });
  expect(without).not.toBe(200);
});

test('what waits arrives, and once, though the worker is stopped while it sends', async () => {
  await karvan.start(karvan.port());
  const before = await held();
  let asked = 0;
  road.swallows = (path) => path === '/api/envelopes' && ++asked > 0;
  await page.goto(url(`/learn/${COURSE}/2`));
  await unlock(page, en, who);
  await readThrough(page, en);
  await page.getByText(en('stage.phone')).first().waitFor();
  for (let n = 0; n < kills; n++) {
    await sendInBackground(page);
    await stopWorker(1);
  }
  expect(asked).toBeGreaterThan(0);
  expect(await held()).toBe(before);
  road.swallows = undefined;
  await page.goto(url());
  await unlock(page, en, who);
  await expect.poll(async () => (await held()) - before, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
  expect(phone.faults).toEqual([]);
  tell({ fault: 'service worker stopped in a download, under a film, while it sends', times: kills * 3, seen: '0 lost, the film goes on', control: 'without any worker the film is not there' });
});

async function stopWorker(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await session.send('ServiceWorker.stopAllWorkers');
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

async function openFilm(): Promise<Locator> {
  await page.goto(url(`/learn/${COURSE}/1`));
  await unlock(page, en, who);
  const film = page.locator('video');
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.readyState), { timeout: 30_000 }).toBeGreaterThanOrEqual(1);
  return film;
}

/** Lines of all phones of the person that the server holds. */
async function held(): Promise<number> {
  return (await linesHeld(karvan, [person])).reduce((sum, lines) => sum + lines, 0);
}
