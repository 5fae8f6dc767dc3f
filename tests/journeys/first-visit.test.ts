/** The first visit over a thin line: what really travels before the catalogue can be tapped, and what works with no server afterwards. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';

let karvan: Karvan;
let port: number;
let phone: Phone;

beforeAll(async () => {
  [karvan, port] = [await aKarvan(), await freePort()];
  await karvan.start(port);
});
beforeEach(() => {
  phone = aPhone();
});
afterEach(async () => phone.end());
afterAll(async () => karvan?.end());

test('no more than 120 KiB of JavaScript travel until a course of the catalogue can be tapped', async () => {
  const page = await phone.open('about:blank');
  // What begins four seconds after the first screen comes later on a busy machine too: it is slowness of the line that counts here.
  await page.addInitScript(() => {
    const later = window.setTimeout.bind(window);
    window.setTimeout = ((work: () => void, wait = 0) => later(work, wait >= 4000 ? wait * 10 : wait)) as typeof setTimeout;
  });
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const scripts = new Map<string, number>();
  let bytes = 0;
  let count = 0;
  network.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script') scripts.set(requestId, Number(response.headers['Content-Length'] ?? response.headers['content-length']));
  });
  network.on('Network.loadingFinished', ({ requestId }) => {
    if (!scripts.has(requestId)) return;
    bytes += scripts.get(requestId)!;
    count += 1;
  });
  await page.goto(`http://localhost:${port}/catalogue`);
  await page.locator('a[href^="/course/"]').first().click({ trial: true });
  expect(count).toBeGreaterThan(2);
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes).toBeLessThanOrEqual(120 * 1024);
});

test('after one visit the catalogue opens with the server stopped', async () => {
  const page = await phone.open(`http://localhost:${port}/catalogue`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await phone.close();
  await karvan.stop();
  const again = await phone.open(`http://localhost:${port}/catalogue`);
  await again.locator('a[href^="/course/"]').first().waitFor();
  expect(phone.faults).toEqual([]);
});
