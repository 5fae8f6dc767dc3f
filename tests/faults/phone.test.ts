/** A phone whose browser is killed while it writes, and whose battery is pulled: what was called saved is there. */
import type { Page } from 'playwright-core';
import { aPhone } from '../journeys/a-phone.ts';
import { aPage, type PageHost } from './a-page.ts';
import { tell, times } from './house.ts';
import { aPower, databaseFiles, whyNoPower, type Power } from './power.ts';

type Lost = { readonly saved: number; readonly lost: number };
const size = { width: 360, height: 740 };

/** Kills the browser at some moment of its writing, again and again. `lost`: of what was called saved, what is not there afterwards. */
async function lostAfter({ url, saved: told }: Pick<PageHost, 'url' | 'saved'>, kind: 'honest' | 'early', rounds: number, power?: Power): Promise<Lost> {
  const phone = aPhone(size, [], power?.env);
  let [saved, lost] = [0, 0];
  const open = async () => {
    const page = await phone.open(url);
    await page.waitForFunction(() => 'faults' in globalThis);
    return page;
  };
  try {
    let page = await open();
    await page.evaluate(() => faults.begin());
    for (let round = 0; round < rounds; round++) {
      const before = await heldOn(page);
      told.count = before;
      void page.evaluate((how) => faults.write(how), kind).catch(() => undefined);
      await until(() => told.count > before + 2);
      await new Promise((resolve) => setTimeout(resolve, (round * 37) % 240));
      await phone.kill();
      power?.cut(databaseFiles(phone.folder));
      page = await open();
      saved += told.count - before;
      const now = await heldOn(page);
      lost += Math.max(0, told.count - now);
      // Luck may spare a phone that says so too early: one loss is proof enough.
      if (kind === 'early' && lost > 0) break;
      // A phone that lost the person too begins anew.
      if (now === 0) await page.evaluate(() => faults.begin());
    }
    return { saved, lost };
  } finally {
    await phone.end();
  }
}

/** How many statements can be read, without gap. */
async function heldOn(page: Page): Promise<number> {
  const held = await page.evaluate(() => faults.held());
  expect(held.map(({ seq }) => seq)).toEqual(held.map((_, n) => n + 1));
  return held.length;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 600) throw new Error('the phone writes nothing');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

let host: PageHost;
beforeAll(async () => {
  host = await aPage();
});
afterAll(() => host?.close());

test('a browser that is killed while it writes has lost nothing that it called saved; one that says so too early has', async () => {
  const kills = times(2, 100);
  // Chromium drops a database whose log it was killed in twice (LevelDB writes on behind a torn record): the second copy has it all.
  const copied = { ...host, url: `${host.url}?copy` };
  const [honest, early] = [await lostAfter(copied, 'honest', kills), await lostAfter(copied, 'early', 10)];
  tell({ fault: 'browser `SIGKILL` during writes', times: kills, seen: `${honest.lost} of ${honest.saved} saved statements lost`, control: `*saved* said before the promise resolves: ${early.lost} lost` });
  expect(honest.saved).toBeGreaterThan(kills * 2);
  expect(honest.lost).toBe(0);
  expect(early.lost).toBeGreaterThan(0);
});

const noPower = whyNoPower();
test.skipIf(noPower)(`a phone whose battery is pulled has lost nothing that it called saved; one with relaxed durability has${noPower ? ` (left out: ${noPower})` : ''}`, async () => {
  const relaxedHost = await aPage({ file: 'src/device/db.ts', what: `'strict'`, by: `'relaxed'` });
  const cuts = times(1, 50);
  const [strict, relaxed] = [await lostAfter(host, 'honest', cuts, aPower()), await lostAfter(relaxedHost, 'honest', 1, aPower())];
  await relaxedHost.close();
  tell({ fault: 'battery of the phone pulled: all since the last fsync dropped', times: cuts, seen: `${strict.lost} of ${strict.saved} saved statements lost`, control: `relaxed durability: ${relaxed.lost} of ${relaxed.saved} lost` });
  expect(strict.saved).toBeGreaterThan(cuts * 2);
  expect(strict.lost).toBe(0);
  expect(relaxed.lost).toBeGreaterThan(0);
});
