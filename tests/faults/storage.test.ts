/** The storage of the built product is emptied by the browser while a lesson is open. */
import type { Page } from 'playwright-core';
import { aPhone } from '../journeys/a-phone.ts';
import { unlock } from '../journeys/learner.ts';
import { keepPicture } from '../journeys/look.ts';
import { aLearner, en, TEXTS, who } from './a-learner.ts';
import { tell, times } from './house.ts';

/** What the issue asks: the person is told within a second. The test allows for a machine that does much else. */
const PATIENCE = 5000;
const HEARS = 'on(`close`,';

test('whoever has the storage emptied under an open lesson is told at once, can begin anew, and the supervisor sees another phone; a page that does not listen notices nothing', async () => {
  const [learner, phone] = [await aLearner(), aPhone()];
  const told: number[] = [];
  try {
    const page = await phone.open(learner.url());
    await learner.begin(page);
    for (let n = 0; n < times(1, 20); n++) {
      await learner.take(page);
      const { phones } = await learner.known();
      told.push(await emptied(page, learner.url));
      await keepPicture(page, 'storage-emptied');
      await page.getByRole('button', { name: en('home.begin-anew') }).click();
      await learner.begin(page);
      await expect.poll(async () => (await learner.known()).phones - phones, { timeout: 60_000 }).toBe(1);
    }
    // The control: an app that does not hear that its database was closed.
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setBypassServiceWorker', { bypass: true });
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    learner.road.change = deafened;
    await learner.take(page);
    const control = await emptied(page, learner.url);
    tell({ fault: 'storage emptied by the browser in an open lesson', times: told.length, seen: `told after ${Math.max(...told)} ms at most; joined again it is another phone to the supervisor`, control: 'closing of the database not listened to: not told' });
    expect(Math.max(...told)).toBeLessThan(PATIENCE);
    expect(control).toBe(Infinity);
  } finally {
    await phone.end();
    await learner.end();
  }
});

/** Milliseconds until the person was told. */
async function emptied(page: Page, url: (at?: string) => string): Promise<number> {
  await page.goto(url(`/learn/${TEXTS}/1`));
  await unlock(page, en, who);
  await page.locator('.prose').waitFor();
  const session = await page.context().newCDPSession(page);
  const from = performance.now();
  await session.send('Storage.clearDataForOrigin', { origin: url(), storageTypes: 'all' });
  const isTold = await page.getByText(en('problem:storage-emptied')).waitFor({ timeout: PATIENCE }).then(() => true, () => false);
  return isTold ? Math.round(performance.now() - from) : Infinity;
}

function deafened(at: string, body: Buffer): Buffer {
  if (!at.includes('/assets/shell-')) return body;
  const text = body.toString();
  if (!text.includes(HEARS)) throw new Error('the app listens in another way now');
  return Buffer.from(text.replace(HEARS, 'on(`blocked`,'));
}
