/** A phone whose database files went bad while Karvan was closed: what nobody confirmed comes back from the second copy, and is told. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { aPhone, type Phone } from '../journeys/a-phone.ts';
import { readThrough, unlock } from '../journeys/learner.ts';
import { aLearner, en, TEXTS, who, type Learner } from './a-learner.ts';
import { tell, times } from './house.ts';

const damages = ['MANIFEST', 'log', 'CURRENT'] as const;
const told = en('put-back.title');
/** What reading the lesson writes down at least: begun, opened, read. */
const LINES = 3;

test('every line that nobody confirmed is back after the database was damaged, and the person is told; without the second copy all are lost, and that is said', async () => {
  const [learner, phone] = [await aLearner(), aPhone()];
  const rounds = damages.slice(0, times(1, damages.length));
  try {
    let page = await phone.open(learner.url());
    await learner.begin(page);
    for (const [n, what] of rounds.entries()) {
      await readUnheard(page, learner, n + 1);
      await page.getByText(en('stage.phone')).first().waitFor();
      const { lines } = await learner.known();
      page = await damaged(phone, learner, what);
      await page.getByRole('heading', { name: told }).waitFor();
      await page.getByRole('button', { name: en('common.go-on') }).click();
      learner.road.swallows = undefined;
      await unlock(page, en, who);
      await expect.poll(async () => (await learner.known()).lines - lines, { timeout: 60_000 }).toBeGreaterThanOrEqual(LINES);
    }
    // The control: the second copy taken away.
    await readUnheard(page, learner, 1);
    await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('karvan-journal', { recursive: true }));
    page = await damaged(phone, learner, 'MANIFEST');
    await page.getByText(en('problem:storage-emptied')).waitFor();
    expect(await page.getByRole('heading', { name: told }).count()).toBe(0);
    tell({ fault: 'IndexedDB files damaged', times: rounds.length, seen: 'every unconfirmed line back, person told', control: 'second copy removed: all lost, said so' });
    expect(phone.faults).toEqual([]);
  } finally {
    await phone.end();
    await learner.end();
  }
});

/** Fetches the course, which a damaged database took along, and reads a lesson while no server answers. */
async function readUnheard(page: Page, { take, road }: Learner, n: number): Promise<void> {
  await take(page);
  road.swallows = (path) => path === '/api/envelopes';
  await page.locator(`ol a[href="/learn/${TEXTS}/${n}"]`).click();
  await readThrough(page, en);
}

async function damaged(phone: Phone, { url }: Learner, what: (typeof damages)[number]): Promise<Page> {
  await phone.close();
  damage(phone.folder, what);
  return phone.open(url());
}

/** Overwrites what LevelDB begins with: its list of files, its log, or the name of the list. */
function damage(folder: string, what: (typeof damages)[number]): void {
  const idb = join(folder, 'Default/IndexedDB');
  const database = join(idb, readdirSync(idb).find((name) => name.startsWith('http_localhost') && name.endsWith('.leveldb'))!);
  const hit = readdirSync(database).filter((name) => (what === 'log' ? name.endsWith('.log') : name.startsWith(what)));
  expect(hit.length).toBeGreaterThan(0);
  for (const name of hit) {
    const size = readFileSync(join(database, name)).length;
    writeFileSync(join(database, name), Buffer.alloc(Math.max(64, Math.min(size, 4096)), 0x5a));
  }
  rmSync(join(database, 'LOCK'), { force: true });
}
