/**
 * A course that travels by hand: one file, taken in through the phone's own file picker with no server anywhere. The phone has never
 * heard of the course; the file of the second phone has one damaged piece, and what is missing comes later by the network.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import { parseManifest, type Manifest } from '../../src/pack/manifest.ts';
import { writeBundle } from '../../src/sync/bundle.ts';
import { anAuthor, COURSE, PUBLISHER, type Author } from './an-author.ts';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';
import { aRoad, type Road } from './a-road.ts';
import { newCode } from './desk.ts';
import { join, readThrough, unlock } from './learner.ts';
import { keepPicture, look } from './look.ts';
import { chooseFile, putFile } from './picker.ts';
import { wordsOf, type Say } from './words.ts';

const az = wordsOf('az');
const ru = wordsOf('ru');
const PIN = '482913';
const files = mkdtempSync(path(tmpdir(), 'karvan-import-'));
const whole = path(files, 'course.karvan');
const broken = path(files, 'broken.karvan');

let karvan: Karvan;
let author: Author;
let pack: string;
let manifest: Manifest;
let road: Road;
let roadPort: number;
const phones: Phone[] = [];
let page: Page;
const url = (at = '') => `http://localhost:${roadPort}${at}`;

beforeAll(async () => {
  [karvan, author, roadPort] = [await aKarvan(), anAuthor(), await freePort()];
  await karvan.start(await freePort());
  await karvan.run(['keys', 'new', PUBLISHER, '--keys', author.keys]);
  await karvan.run(['keys', 'trust', path(author.keys, `${PUBLISHER}.public.json`), '--name', 'District academy']);
  pack = await author.build(karvan);
  await karvan.run(['export', pack, '--out', whole]);
  const parsed = parseManifest(readFileSync(path(pack, 'manifest.json')));
  if (isProblem(parsed)) throw new Error(parsed.detail);
  manifest = parsed;
  road = await aRoad(roadPort, karvan.port());
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepPicture(page, 'import-failed');
});
afterAll(async () => {
  for (const phone of phones) await phone.end();
  await road?.close().catch(() => undefined);
  await karvan?.end();
  author?.end();
  rmSync(files, { recursive: true, force: true });
});

test('with the server stopped, a phone that never heard of the course takes it in from one file, and its first lesson is read', async () => {
  await aLearner(az, 'mountain');
  await road.close();
  await karvan.stop();
  await page.reload();
  await unlock(page, az, { emblem: 'mountain', pin: PIN });
  await page.getByText(az('home.blank')).waitFor();
  await look(page, 'az-import-home');
  await chooseFile(page, az('import.from'), whole);
  await page.getByRole('button', { name: az('import.take') }).waitFor();
  expect(await page.locator('main').innerText()).toContain(manifest.title['az']);
  await page.getByText(az('import.no-network')).waitFor();
  await look(page, 'az-import-offer');
  await page.getByRole('button', { name: az('import.take') }).click();
  await page.getByText(az('import.gave')).waitFor();
  await page.getByRole('link', { name: az('course.begin-lesson') }).waitFor();
  await look(page, 'az-import-taken');
  await page.getByRole('link', { name: az('course.begin-lesson') }).click();
  await readThrough(page, az);
  await page.getByText(az('stage.phone')).first().waitFor();
  // The same file once more has nothing new.
  await page.goto(url('/catalogue'));
  await chooseFile(page, az('import.from'), whole);
  await page.getByText(az('import.here')).waitFor();
  await expect(fetch(url('/healthz'))).rejects.toThrow();
});

test('the film of the file plays, also after the browser was killed', async () => {
  await phones[0]!.kill();
  page = await phones[0]!.open(url(`/learn/${COURSE}/2`));
  await unlock(page, az, { emblem: 'mountain', pin: PIN });
  await page.locator('video').waitFor();
  await expect.poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThanOrEqual(2);
  expect(phones[0]!.faults).toEqual([]);
});

test('what is no course, what lost its end and what somebody altered is refused with a sentence; work goes to its own screen', async () => {
  await page.goto(url('/catalogue'));
  await chooseFile(page, az('import.from'), aFile('letter.karvan', Buffer.from('Salam, necəsiniz?')));
  await page.getByText(az('problem:pack-file-foreign')).waitFor();
  const bytes = readFileSync(whole);
  await chooseFile(page, az('import.from'), aFile('short.karvan', bytes.subarray(0, -20)));
  await page.getByText(az('problem:pack-file-short')).waitFor();
  await look(page, 'az-import-short');
  const altered = Buffer.from(bytes);
  altered[bytes.indexOf('"release":1') + '"release":1'.length - 1] = 0x32;
  await chooseFile(page, az('import.choose-other'), aFile('altered.karvan', altered));
  await page.getByText(az('problem:pack-signature-invalid')).waitFor();
  await chooseFile(page, az('import.choose-other'), aFile('work.karvan', Buffer.from(writeBundle({ kind: 'replies', made: '2026-11-27T10:00:00.000Z', replies: [] }))));
  await page.getByRole('heading', { name: az('carry.title') }).waitFor();
  await page.getByText(az('take.nothing')).waitFor();
  // And a course that is chosen there comes here.
  await putFile(page, whole);
  await page.getByText(az('import.here')).waitFor();
});

test('a file with one damaged piece: that lesson waits, the others open, and the network brings that one piece', async () => {
  const film = manifest.files.find(({ path: name }) => name.endsWith('.mp4') && name.includes('five-habits'))!;
  spoil(film.at + film.size - 10);
  await karvan.start(karvan.port());
  road = await aRoad(roadPort, karvan.port());
  await aLearner(ru, 'fish');
  await road.close();
  await page.goto(url('/catalogue'));
  await page.getByRole('button', { name: ru('import.from') }).waitFor();
  await look(page, 'ru-import-catalogue');
  await chooseFile(page, ru('import.from'), broken);
  await page.locator('label.choice', { hasText: ru.exactly('rendition.video') }).last().click();
  await look(page, 'ru-import-offer');
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, 'ru-import-offer-wide');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: ru('import.take') }).click();
  await page.getByText(ru('import.gave-damaged')).waitFor();
  await page.getByText(ru('import.gave-missing')).waitFor();
  await look(page, 'ru-import-damaged');
  const lessons = page.locator('ol > li');
  expect(await lessons.count()).toBeGreaterThan(2);
  await page.locator(`ol a[href="/learn/${COURSE}/1"]`).waitFor();
  expect(await page.locator(`ol a[href="/learn/${COURSE}/2"]`).count()).toBe(0);

  const { login, password } = karvan.people().find(({ role }) => role === 'author')!;
  await karvan.run(['publish', pack, '--to', `http://localhost:${karvan.port()}`, '--as', login!], { KARVAN_PASSWORD: password! });
  road = await aRoad(roadPort, karvan.port());
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.locator(`ol a[href="/learn/${COURSE}/2"]`).waitFor();
  const last = manifest.pieces.at(pieceAt(film.at + film.size - 10))![1];
  expect(road.carried.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(last);
  expect(phones.flatMap(({ faults }) => faults)).toEqual([]);
});

async function aLearner(say: Say, emblem: string): Promise<void> {
  const phone = aPhone();
  phones.push(phone);
  const learner = karvan.people().filter(({ role }) => role === 'learner')[phones.length - 1]!;
  page = await phone.open(url('/'));
  await join(page, say, { emblem, pin: PIN, code: await newCode(karvan, learner.name) });
  await page.evaluate(() => navigator.serviceWorker.ready);
}

function aFile(name: string, bytes: Buffer): string {
  const to = path(files, name);
  writeFileSync(to, bytes);
  return to;
}

/** The file with one byte of the pack's `bytes` flipped. */
function spoil(at: number): void {
  const bytes = readFileSync(whole);
  const begin = readFileSync(path(pack, 'bytes')).subarray(at - 64, at + 1);
  bytes[bytes.indexOf(begin) + 64]! ^= 1;
  writeFileSync(broken, bytes);
}

function pieceAt(offset: number): number {
  let end = 0;
  return manifest.pieces.findIndex(([, size]) => (end += size) > offset);
}
