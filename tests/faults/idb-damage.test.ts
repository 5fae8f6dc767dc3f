/** A phone whose database files went bad while Karvan was closed: what nobody confirmed comes back from the second copy, and is told. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join as path } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { aKarvan, freePort } from '../journeys/a-karvan.ts';
import { aPhone } from '../journeys/a-phone.ts';
import { linesHeld, newCode } from '../journeys/desk.ts';
import { findCourse, join, readThrough, unlock } from '../journeys/learner.ts';
import { wordsOf } from '../journeys/words.ts';
import { tell, times } from './house.ts';

const en = wordsOf('en');
const COURSE = 'karvan-samples/petitions';
const who = { emblem: 'star', pin: '629174' };
const damages = ['MANIFEST', 'log', 'CURRENT'] as const;

test('every answer that nobody confirmed is back after the database was damaged, and the person is told', async () => {
  const rounds = times(1, damages.length);
  for (let n = 0; n < rounds; n++) {
    const seen = await damaged(damages[n]!, true);
    expect(seen).toEqual({ isTold: true, isComplete: true });
  }
  // The control: the second copy taken away.
  const control = await damaged('MANIFEST', false);
  expect(control).toEqual({ isTold: false, isComplete: false });
  tell({ fault: 'IndexedDB files damaged', times: rounds, seen: 'every unconfirmed line back, person told', control: 'second copy removed: all lost, said so' });
});

async function damaged(what: (typeof damages)[number], hasCopy: boolean): Promise<{ isTold: boolean; isComplete: boolean }> {
  const [karvan, phone] = [await aKarvan(), aPhone()];
  try {
    const port = await freePort();
    await karvan.start(port);
    const url = `http://localhost:${port}`;
    const person = karvan.people().find((each) => each.code)!.name;
    let page: Page = await phone.open(url);
    await join(page, en, { ...who, code: await newCode(karvan, person) });
    await findCourse(page, en, { id: COURSE, title: '' });
    await page.getByRole('button', { name: en('course.get') }).click();
    await page.locator(`ol a[href="/learn/${COURSE}/4"]`).waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await karvan.stop();
    await page.locator(`ol a[href="/learn/${COURSE}/1"]`).click();
    await readThrough(page, en);
    await page.getByText(en('stage.phone')).first().waitFor();
    if (!hasCopy) await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('karvan-journal', { recursive: true }));
    await phone.close();
    damage(phone.folder, what);
    page = await phone.open(url);
    const told = page.getByRole('heading', { name: en('put-back.title') });
    const gone = page.getByText(en('problem:storage-emptied'));
    await told.or(gone).first().waitFor();
    if (!(await told.isVisible())) return { isTold: false, isComplete: false };
    await page.getByRole('button', { name: en('common.go-on') }).click();
    await karvan.start(port);
    await unlock(page, en, who);
    await expect.poll(async () => (await linesHeld(karvan, [person])).reduce((sum, lines) => sum + lines, 0), { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    return { isTold: true, isComplete: true };
  } finally {
    await phone.end();
    await karvan.end();
  }
}

/** Overwrites what LevelDB begins with: its list of files, its log, or the name of the list. */
function damage(folder: string, what: (typeof damages)[number]): void {
  const idb = path(folder, 'Default/IndexedDB');
  const database = path(idb, readdirSync(idb).find((name) => name.startsWith('http_localhost') && name.endsWith('.leveldb'))!);
  const hit = readdirSync(database).filter((name) => (what === 'log' ? name.endsWith('.log') : name.startsWith(what)));
  expect(hit.length).toBeGreaterThan(0);
  for (const name of hit) {
    const size = readFileSync(path(database, name)).length;
    writeFileSync(path(database, name), Buffer.alloc(Math.max(64, Math.min(size, 4096)), 0x5a));
  }
  rmSync(path(database, 'LOCK'), { force: true });
}
