/**
 * Carried work: a learner whom no network reaches hands over to somebody who goes to town, and the receipt comes back the same way.
 * Two learners' phones whose road to the server is cut, two carriers' phones without any profile, and a server that is really stopped.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { questionsOf } from './an-author.ts';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';
import { aRoad, type Road } from './a-road.ts';
import { linesHeld } from './desk.ts';
import { findCourse, join, readThrough, takeQuiz, unlock, walk, WRONG_WORDS } from './learner.ts';
import { axeFinds, keepPicture } from './look.ts';
import { wordsOf } from './words.ts';

const az = wordsOf('az');
const AZ = ['--accept-lang=az'];
const COURSE = 'karvan-samples/petitions';
const questions = questionsOf(path(import.meta.dirname, '../../src/samples/petitions'));
const MURAD = 'Murad müəllim';
const LABEL = 'Göygöl kəndi';
const REASON = 'Üçüncü dərsdə köhnə müddət göstərilib.';

type Learner = { readonly phone: Phone; readonly name: string; readonly emblem: string; readonly pin: string; road: Road; page: Page };
let karvan: Karvan;
let port: number;
let aysel: Learner;
let nurlan: Learner;
let carrier: Phone;
let carrying: Page;
let second: Phone;
const files = mkdtempSync(path(tmpdir(), 'karvan-files-'));

beforeAll(async () => {
  [karvan, port] = [await aKarvan(), await freePort()];
  // Phones without a profile speak the browser's language. A choice kept by the page may come to the disk only a minute later: a pulled battery takes it back.
  [carrier, second] = [aPhone(undefined, AZ), aPhone(undefined, AZ)];
  await karvan.start(port);
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await keepPicture(aysel?.page, 'carry-failed-learner');
  await keepPicture(carrying, 'carry-failed-carrier');
});
afterAll(async () => {
  for (const phone of [aysel?.phone, nurlan?.phone, carrier, second]) await phone?.end();
  for (const learner of [aysel, nurlan]) await learner?.road.close().catch(() => undefined);
  await karvan?.end();
  rmSync(files, { recursive: true, force: true });
});

test('two learners get a course, and then no network reaches them: what they do stays on their phones', async () => {
  aysel = await aLearner(0, 'mountain', '482913');
  nurlan = await aLearner(1, 'fish', '719354');
  for (const learner of [aysel, nurlan]) {
    await learner.page.evaluate(() => navigator.serviceWorker.ready);
    await learner.road.close();
  }
  await read(nurlan, 1);
  await reopen(nurlan, '/');
  await read(aysel, 1);
  await openAt(aysel, `/learn/${COURSE}/4`);
  await aysel.page.getByRole('button', { name: az('quiz.begin') }).click();
  await takeQuiz(aysel.page, az, questions, questions.filter((each) => each.kind === 'text').map((each) => each.id));
  await aysel.page.getByText(az('quiz.passed')).waitFor();
  await openAt(aysel, `/result/${COURSE}`);
  await aysel.page.getByText(az('result.title-phone')).waitFor();
});

test('she hands over, and her phone says so only when she has said that the file is there', async () => {
  const file = await handOver(aysel, MURAD, false);
  await openAt(aysel, `/result/${COURSE}`);
  await aysel.page.getByText(az('result.title-phone')).waitFor();
  await handOver(aysel, MURAD);
  await aysel.page.getByText(new RegExp(MURAD)).first().waitFor();
  await openAt(aysel, `/result/${COURSE}`);
  await aysel.page.getByText(az('result.title-carried')).waitFor();
  await aysel.page.getByText(new RegExp(MURAD)).waitFor();
  // Nothing of her can be read in what was given out.
  const given = readFileSync(file, 'utf8');
  for (const secret of [aysel.name, WRONG_WORDS, MURAD, COURSE, 'answered']) expect(given).not.toContain(secret);
});

test('a carrier’s phone without a profile takes in the files of both with one choice, keeps them through a pulled battery, and says what waits', async () => {
  carrying = await carrier.open(`http://localhost:${port}/carry`);
  await carrying.evaluate(() => navigator.serviceWorker.ready);
  await karvan.stop();
  const chosen = [await handOver(aysel, MURAD), await handOver(nurlan, MURAD)];
  await carrying.getByLabel(az('carry.label')).fill(LABEL);
  await carrying.locator('input[type=file]').setInputFiles([...chosen, letter()]);
  await carrying.getByText(az('take.fresh')).waitFor();
  await carrying.getByText(az('problem:carried-foreign')).waitFor();
  expect(await axeFinds(carrying)).toEqual([]);
  await carrier.kill();
  carrying = await carrier.open(`http://localhost:${port}/carry`);
  await carrying.getByRole('heading', { name: LABEL }).waitFor();
  await carrying.getByText(az('carry.waiting')).waitFor();
  await carrying.getByRole('button', { name: az('carry.send') }).click();
  await carrying.getByText(new RegExp(az.exactly('problem:server-unreachable'))).waitFor();
  await carrying.getByText(az('carry.waiting')).waitFor();
});

test('in town everything goes at one tap, and nothing of the learners can be read from the carrier’s browser', async () => {
  await karvan.start(port);
  await sendAll(carrying);
  expect((await linesHeld(karvan, [aysel.name, nurlan.name])).every((count) => count > 0)).toBe(true);
  await keepPicture(carrying, 'carry-sent');
  await carrier.close();
  for (const secret of [aysel.name, nurlan.name, WRONG_WORDS, MURAD, COURSE, '"response":', '"answered"']) expect(filesWith(carrier.folder, secret), secret).toEqual([]);
  // Control: the search finds what the carrier typed, and what lies in plain on the learner's phone.
  expect(filesWith(carrier.folder, LABEL)).not.toEqual([]);
  carrying = await carrier.open(`http://localhost:${port}/carry`);
});

test('one file of replies serves both: each phone takes its own, still without any network, and shows the code', async () => {
  const replies = await saved(carrying, () => carrying.getByRole('button', { name: az('carry.give') }).click());
  for (const learner of [aysel, nurlan]) {
    await takeReplies(learner, replies);
    await learner.page.getByText(az('take.kept')).waitFor();
    await learner.page.getByText(az('take.foreign')).waitFor();
    await shows(learner, 'result.title-received');
  }
  await expect(fetch(at(aysel))).rejects.toThrow();
});

test('handed over to two carriers, the work counts once and the receipt is one, whoever brings it', async () => {
  const held = await linesHeld(karvan, [aysel.name]);
  await read(aysel, 2);
  await openAt(aysel, `/result/${COURSE}`);
  const first = await handOver(aysel, MURAD);
  const other = await handOver(aysel, 'Aygün');
  await carrying.locator('input[type=file]').setInputFiles(first);
  await sendAll(carrying);
  const elsewhere = await second.open(`http://localhost:${port}/carry`);
  await elsewhere.locator('input[type=file]').setInputFiles(other);
  await sendAll(elsewhere);
  const [grown] = await linesHeld(karvan, [aysel.name]);
  expect(grown).toBeGreaterThan(held[0]!);

  const later = await saved(elsewhere, () => elsewhere.getByRole('button', { name: az('carry.give') }).click());
  await takeReplies(aysel, later);
  await aysel.page.getByText(az('take.kept')).waitFor();
  const code = await shows(aysel, 'result.title-received');
  const sooner = await saved(carrying, () => carrying.getByRole('button', { name: az('carry.give') }).first().click());
  await takeReplies(aysel, sooner);
  await aysel.page.getByText(az('take.foreign')).waitFor();
  expect(await shows(aysel, 'result.title-received')).toBe(code);
  expect((await linesHeld(karvan, [aysel.name]))[0]).toBe(grown);
});

test('with Karvan closed, the phone’s own worker sends what is carried when the network returns', async () => {
  const [held] = await linesHeld(karvan, [nurlan.name]);
  await read(nurlan, 2);
  const file = await handOver(nurlan, MURAD);
  const wake = await workerOf(carrying);
  await karvan.stop();
  await carrying.locator('input[type=file]').setInputFiles(file);
  await carrying.getByText(az('take.fresh')).waitFor();
  await carrying.goto('about:blank');
  await karvan.start(port);
  expect((await linesHeld(karvan, [nurlan.name]))[0]).toBe(held);
  await wake();
  await expect.poll(async () => (await linesHeld(karvan, [nurlan.name]))[0]!, { timeout: 30_000 }).toBeGreaterThan(held!);
});

test('a course that is taken back closes by a carrier’s replies alone, with its reason; what was learned in it stays, and is sent', async () => {
  await karvan.run(['keys', 'withdraw', COURSE, '--reason', REASON, '--lang', 'az']);
  // Nobody has met him since: he cannot know, and learns on.
  await read(nurlan, 3);
  const file = await handOver(nurlan, MURAD);
  await carrying.goto(`http://localhost:${port}/carry`);
  await carrying.locator('input[type=file]').setInputFiles(file);
  await sendAll(carrying);
  await takeReplies(nurlan, await saved(carrying, () => carrying.getByRole('button', { name: az('carry.give') }).first().click()));
  await nurlan.page.getByText(az('take.kept')).waitFor();
  await openAt(nurlan, `/learn/${COURSE}/1`);
  await nurlan.page.getByText(REASON).waitFor();
  expect(await axeFinds(nurlan.page)).toEqual([]);
  await keepPicture(nurlan.page, 'carry-recalled-lesson');
  await openAt(nurlan, `/course/${COURSE}`);
  await nurlan.page.getByText(REASON).waitFor();
  expect(await nurlan.page.locator('a[href^="/learn/"]').count()).toBe(0);
  expect(await axeFinds(nurlan.page)).toEqual([]);
  await keepPicture(nurlan.page, 'carry-recalled-course');
  await openAt(nurlan, '/');
  await nurlan.page.getByText(az('course.closed')).waitFor();
  await keepPicture(nurlan.page, 'carry-recalled-home');
  await shows(nurlan, 'result.title-received');
  await expect(fetch(at(nurlan))).rejects.toThrow();
});

test('what a carrier lost arrives by the phone’s own next contact, and with it what was taken back', async () => {
  const [held] = await linesHeld(karvan, [aysel.name]);
  await read(aysel, 3);
  await handOver(aysel, 'Elçin');
  await openAt(aysel, '/hand-over');
  await aysel.page.getByText(/Elçin/).waitFor();
  await aysel.page.goto('about:blank');
  aysel.road = await aRoad(aysel.road.port, port);
  await reopen(aysel, '/road');
  await aysel.page.getByRole('button', { name: az('road.send') }).click();
  await expect.poll(async () => (await linesHeld(karvan, [aysel.name]))[0]!, { timeout: 60_000 }).toBeGreaterThan(held!);
  await openAt(aysel, '/hand-over');
  await aysel.page.getByText(az('hand.none')).waitFor();
  await openAt(aysel, `/learn/${COURSE}/3`);
  await aysel.page.getByText(REASON).waitFor();
  await openAt(aysel, '/road');
  await aysel.page.getByText(new RegExp(az.exactly('proof.log'))).waitFor();
  expect(await axeFinds(aysel.page)).toEqual([]);
  await keepPicture(aysel.page, 'carry-road-proof');
  for (const phone of [aysel.phone, nurlan.phone, carrier, second]) expect(phone.faults).toEqual([]);
});

async function aLearner(n: number, emblem: string, pin: string): Promise<Learner> {
  const person = karvan.people().filter((each) => each.role === 'learner')[n]!;
  const [phone, road] = [aPhone(), await aRoad(await freePort(), port)];
  const page = await phone.open(`http://localhost:${road.port}/`);
  await join(page, az, { emblem, pin, code: person.code! });
  await findCourse(page, az, { id: COURSE, title: '' });
  await page.getByRole('button', { name: az('course.get') }).click();
  await page.locator(`ol a[href="/learn/${COURSE}/4"]`).waitFor();
  return { phone, road, page, emblem, pin, name: person.name };
}

function at({ road }: Learner, to = '/healthz'): string {
  return `http://localhost:${road.port}${to}`;
}

async function openAt(learner: Learner, to: string): Promise<void> {
  const { page } = learner;
  await walk(page, '/');
  // Whoever was not seen for some minutes is asked for the PIN.
  if (await page.getByText(az('pin.enter')).isVisible()) await unlock(page, az, learner);
  await walk(page, to);
}

/** Karvan begun anew: whoever was open is asked for the PIN. */
async function reopen(learner: Learner, to: string): Promise<void> {
  await learner.page.goto(at(learner, to));
  await unlock(learner.page, az, learner);
}

async function read(learner: Learner, lesson: number): Promise<void> {
  await openAt(learner, `/learn/${COURSE}/${lesson}`);
  await readThrough(learner.page, az);
  await learner.page.getByText(az('stage.phone')).first().waitFor();
}

/** Makes the file, gives it to somebody, and says so unless `isThere` is false. Gives the file's path. */
async function handOver(learner: Learner, to: string, isThere = true): Promise<string> {
  const { page } = learner;
  await openAt(learner, '/hand-over');
  await page.getByLabel(az('hand.who')).fill(to);
  const file = await saved(page, () => page.getByRole('button', { name: az('hand.make') }).click());
  if (!isThere) return file;
  await page.getByRole('button', { name: az('hand.has') }).click();
  await page.getByText(az('hand.noted')).waitFor();
  return file;
}

async function takeReplies(learner: Learner, file: string): Promise<void> {
  await openAt(learner, '/hand-over');
  await learner.page.locator('input[type=file]').setInputFiles(file);
}

/** Waits until the result's page says so, and gives the receipt's code that it shows. */
async function shows(learner: Learner, title: string): Promise<string> {
  await openAt(learner, `/result/${COURSE}`);
  await learner.page.getByText(az(title)).waitFor();
  const [code] = /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/.exec(await learner.page.locator('main').innerText()) ?? [];
  expect(code).toBeDefined();
  return code!;
}

/** Tells the browser's worker what a network that returns would tell it. */
async function workerOf(page: Page): Promise<() => Promise<void>> {
  const browser = await page.context().newCDPSession(page);
  const known = new Promise<string>((resolve) => {
    browser.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && resolve(registrations[0].registrationId));
  });
  await browser.send('ServiceWorker.enable');
  const registrationId = await known;
  return async () => void (await browser.send('ServiceWorker.dispatchSyncEvent', { origin: `http://localhost:${port}`, registrationId, tag: 'karvan-drain', lastChance: true }));
}

async function sendAll(page: Page): Promise<void> {
  const send = page.getByRole('button', { name: az('carry.send') });
  // What is taken in with a network there goes by itself.
  await expect.poll(async () => (await send.isEnabled()) && (await send.click().then(() => true)), { timeout: 1000 }).toBe(true).catch(() => undefined);
  await page.getByText(az('carry.all-sent')).waitFor();
}

let count = 0;
async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const to = path(files, `${++count}-${download.suggestedFilename()}`);
  await download.saveAs(to);
  return to;
}

function letter(): string {
  const to = path(files, 'salam.txt');
  writeFileSync(to, 'Salam, necəsiniz?');
  return to;
}

function filesWith(folder: string, words: string): readonly string[] {
  const needles = [Buffer.from(words), Buffer.from(words, 'utf16le')];
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return all.map((entry) => path(entry.parentPath, entry.name)).filter((file) => needles.some((needle) => readFileSync(file).includes(needle)));
}
