/**
 * A server is brought back from a backup that is older than a phone: nobody there knows the phone any more. Its learner is told so, gets a
 * new code and enters it; the keys, the PIN and all work stay, and what was there before comes back by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';
import { linesHeld, newCode } from './desk.ts';
import { findCourse, join, readThrough, unlock, walk } from './learner.ts';
import { keepPicture, look } from './look.ts';
import { wordsOf } from './words.ts';

const kk = wordsOf('kk');
const COURSE = 'karvan-samples/petitions';
const who = { emblem: 'mountain', pin: '482913' };
const folder = mkdtempSync(path(tmpdir(), 'karvan-backup-'));
let karvan: Karvan;
let port: number;
let name: string;
let phone: Phone;
let page: Page;
let held: number;

beforeAll(async () => {
  [karvan, port, phone] = [await aKarvan(), await freePort(), aPhone()];
  await karvan.start(port);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepPicture(page, 'rejoin-failed');
});
afterAll(async () => {
  await phone?.end();
  await karvan?.end();
  rmSync(folder, { recursive: true, force: true });
});

test('a phone joins after the backup, and its work is received', async () => {
  await karvan.run(['backup', path(folder, 'older')]);
  const person = karvan.people().find((each) => each.role === 'learner')!;
  name = person.name;
  page = await phone.open(`http://localhost:${port}/`);
  await join(page, kk, { ...who, code: person.code! });
  await findCourse(page, kk, { id: COURSE, title: '' });
  await page.getByRole('button', { name: kk('course.get') }).click();
  await page.locator(`ol a[href="/learn/${COURSE}/1"]`).click();
  await readThrough(page, kk);
  await page.getByText(kk('stage.phone')).first().waitFor();
  await goTo('/road');
  await sendNow();
  await expect.poll(async () => (await linesHeld(karvan, [name]))[0] ?? 0).toBeGreaterThan(0);
  [held] = (await linesHeld(karvan, [name])) as [number];
});

test('the server is brought back as it was before: the phone is told that it is not known there', async () => {
  await karvan.stop();
  await karvan.run(['restore', path(folder, 'older'), '--force']);
  await karvan.start(port);
  expect(await linesHeld(karvan, [name])).toEqual([]);
  await sendNow();
  await page.getByRole('heading', { name: kk('device-unknown') }).waitFor();
  await page.getByText(kk('unknown.lead')).waitFor();
  await look(page, 'rejoin-unknown');
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, 'rejoin-unknown-wide');
  await page.setViewportSize({ width: 360, height: 740 });
});

test('with a new code it is known again, under the same profile, and all of its work is received', async () => {
  const code = await newCode(karvan, name);
  await page.getByRole('button', { name: kk('unknown.do') }).click();
  await page.getByLabel(kk('code.label')).fill(code);
  await look(page, 'rejoin-code');
  await page.getByRole('button', { name: kk('common.go-on') }).click();
  await page.getByRole('heading', { name: kk('device-unknown') }).waitFor({ state: 'detached' });
  // At least: what was noted of the last minutes may have come only now.
  await expect.poll(async () => (await linesHeld(karvan, [name]))[0]).toBeGreaterThanOrEqual(held);
  await expect.poll(async () => page.getByText(kk('stage.received')).count()).toBeGreaterThan(0);
  expect(phone.faults).toEqual([]);
});

async function goTo(at: string): Promise<void> {
  await walk(page, '/');
  if (await page.getByText(kk('pin.enter')).isVisible()) await unlock(page, kk, who);
  await walk(page, at);
}

async function sendNow(): Promise<void> {
  await page.getByRole('button', { name: kk('road.send') }).click();
}
