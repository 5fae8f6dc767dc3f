/** The app is updated over several builds at once while much is queued: over two shapes of its database with an old tab still open, and the built product by its own prompt while the server is silent. */
import type { Page } from 'playwright-core';
import { aPhone } from '../journeys/a-phone.ts';
import { lock, unlock } from '../journeys/learner.ts';
import { buildIs, hasWaiting, takeUpdate } from '../journeys/worker.ts';
import { aLearner, en, who } from './a-learner.ts';
import { aPage } from './a-page.ts';
import { tell, times } from './house.ts';

/** What two releases added to the database, as it stands in its file. */
const SHAPE = `db.version(2).stores({ carried: 'id, state', batches: '++id' });
  db.version(3).stores({ layers: 'edition, layer, course' });`;
const database = 'src/device/db.ts';
const queued = times(150, 1000);
/** Pages under it are no pages of the app's: its worker lets them pass. */
const ASIDE = '/packs/faults';

test('an app that is two shapes of its database newer has all that was queued, also with an old tab still open; one that begins its database anew has lost it', async () => {
  const host = await aPage({ file: database, what: SHAPE, by: '' });
  const phone = aPhone();
  try {
    const old = await phone.open(host.url);
    await old.waitForFunction(() => 'faults' in globalThis);
    await old.evaluate(() => faults.begin());
    const ids = await old.evaluate((count) => faults.writeSome(count), queued);
    const openNew = async () => {
      const tab = await old.context().newPage();
      await tab.goto(host.url);
      return heldOn(tab);
    };
    await host.becomes({ file: database, what: SHAPE, by: `${SHAPE} db.version(4).stores({ later: 'id' });` });
    const held = await openNew();
    await host.becomes({ file: database, what: `name = 'karvan'`, by: `name = 'karvan-anew'` });
    const anew = await openNew();
    tell({ fault: 'app updated from two builds back', times: queued, seen: `${lost(ids, held)} of ${ids.length} queued statements lost`, control: `a database begun anew: ${lost(ids, anew)} lost` });
    expect(held).toEqual(ids);
    expect(lost(ids, anew)).toBe(queued);
  } finally {
    await phone.end();
    await host.close();
  }
});

// In the whole house alone, for time: tests/journeys/update.test.ts walks the prompt itself.
test.skipIf(process.env['KARVAN_FAULTS'] !== 'whole')('the built product, updated by its own prompt from two builds back while the server is silent, has all that was queued, and sends it once the server answers', async () => {
  const [learner, phone, host] = [await aLearner(), aPhone(), await aPage()];
  const { road, url } = learner;
  road.aside = { under: ASIDE, port: host.port };
  const atHome = async (page: Page) => {
    await page.goto(url());
    await unlock(page, en, who);
  };
  try {
    buildIs(road, 'two back');
    let page = await phone.open(url());
    await learner.begin(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    // Only one page at a time holds a profile.
    await lock(page, en);
    const { lines } = await learner.known();
    const received = async () => (await learner.known()).lines - lines;
    road.swallows = (path) => path === '/api/envelopes';
    await page.goto(url(`${ASIDE}/phone.html`));
    await page.waitForFunction(() => 'faults' in globalThis);
    const ids = await page.evaluate((count) => faults.writeSome(count), queued);

    buildIs(road, 'one back');
    await atHome(page);
    await expect.poll(() => hasWaiting(page), { timeout: 120_000 }).toBe(true);
    buildIs(road, 'now');
    await atHome(page);
    await page.getByRole('button', { name: en('update.use') }).waitFor();
    page = await takeUpdate(phone, page, en);
    expect(await received()).toBe(0);
    road.swallows = undefined;
    await unlock(page, en, who);
    await expect.poll(received, { timeout: 60_000 }).toBeGreaterThanOrEqual(queued);
    await page.goto(url(`${ASIDE}/phone.html`));
    const held = await heldOn(page);
    tell({ fault: 'the built product updated from two builds back by its own prompt, the server silent', times: queued, seen: `${lost(ids, held)} of ${ids.length} queued statements lost, all received afterwards`, control: 'as above' });
    expect(lost(ids, held)).toBe(0);
    expect(phone.faults).toEqual([]);
  } finally {
    await phone.end();
    await host.close();
    await learner.end();
  }
});

async function heldOn(page: Page): Promise<readonly string[]> {
  await page.waitForFunction(() => 'faults' in globalThis);
  return (await page.evaluate(() => faults.held())).map(({ id }) => id);
}

function lost(ids: readonly string[], there: readonly string[]): number {
  const held = new Set(there);
  return ids.filter((id) => !held.has(id)).length;
}
