/** The built product is updated from two builds back by its own prompt, with much in the queue: all of it arrives. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aKarvan, freePort, type Karvan } from '../journeys/a-karvan.ts';
import { aPhone, type Phone } from '../journeys/a-phone.ts';
import { aRoad, type Road } from '../journeys/a-road.ts';
import { linesHeld, newCode } from '../journeys/desk.ts';
import { join, unlock } from '../journeys/learner.ts';
import { hasWaiting, takeUpdate } from '../journeys/worker.ts';
import { wordsOf } from '../journeys/words.ts';
import { aPage, type PageHost } from './a-page.ts';
import { tell, times } from './house.ts';

const en = wordsOf('en');
/** The PIN of phone.page.ts, which writes into the same database as the app. */
const who = { emblem: 'star', pin: '482913' };
/** Pages under it are no pages of the app's: its worker lets them pass. */
const ASIDE = '/packs/faults';
let [karvan, road, phone, host]: [Karvan?, Road?, Phone?, PageHost?] = [];
const url = (at = '') => `http://localhost:${road!.port}${at}`;

beforeAll(async () => {
  [karvan, phone, host] = [await aKarvan(), aPhone(), await aPage()];
  await karvan.start(await freePort());
  road = await aRoad(await freePort(), karvan.port());
  road.aside = { under: ASIDE, port: host.port };
});
afterAll(async () => {
  await phone?.end();
  await road?.close();
  await host?.close();
  await karvan?.end();
});

test('an app that is updated by its own prompt from two builds back, with much in its queue, has lost nothing', async () => {
  const queued = times(150, 1000);
  const person = karvan!.people().find((each) => each.code)!.name;
  const held = async () => (await linesHeld(karvan!, [person])).reduce((sum, lines) => sum + lines, 0);
  buildIs('two back');
  let page = await phone!.open(url());
  await join(page, en, { ...who, code: await newCode(karvan!, person) });
  await page.evaluate(() => navigator.serviceWorker.ready);
  const before = await held();
  road!.swallows = (path) => path === '/api/envelopes';
  await page.goto(url(`${ASIDE}/phone.html`));
  await page.waitForFunction(() => 'faults' in globalThis);
  const ids = await page.evaluate((count) => faults.writeSome(count), queued);

  buildIs('one back');
  await atHome(page);
  await expect.poll(() => hasWaiting(page)).toBe(true);
  buildIs('now');
  await atHome(page);
  await page.getByRole('button', { name: en('update.use') }).waitFor();
  page = await takeUpdate(phone!, page, en);

  expect(await held()).toBe(before);
  road!.swallows = undefined;
  await unlock(page, en, who);
  await expect.poll(async () => (await held()) - before, { timeout: 60_000 }).toBeGreaterThanOrEqual(queued);
  await page.goto(url(`${ASIDE}/phone.html`));
  await page.waitForFunction(() => 'faults' in globalThis);
  const there = new Set((await page.evaluate(() => faults.held())).map(({ id }) => id));
  const lost = ids.filter((id) => !there.has(id)).length;
  tell({ fault: 'the built product updated from two builds back by its own prompt, the server silent', times: queued, seen: `${lost} of ${queued} queued statements lost, all received afterwards`, control: 'see the two shapes of a database' });
  expect(lost).toBe(0);
});

/** A worker whose text differs is another build to a browser. */
function buildIs(name: string): void {
  road!.change = (at, body) => (at === '/sw.js' ? Buffer.from(`${body.toString()}\n// ${name}`) : body);
}

async function atHome(page: Page): Promise<void> {
  await page.goto(url());
  await unlock(page, en, who);
}
