/**
 * A course goes from phone to phone and carried work from phone to carrier, by files alone, while the server is really stopped: given on
 * from the library, and shared with Karvan as the system's share sheet does it, by a form that a page sends to the service worker.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone, type Phone } from './a-phone.ts';
import { findCourse, join, readThrough, unlock } from './learner.ts';
import { keepPicture, look } from './look.ts';
import { wordsOf } from './words.ts';

const [az, ru] = [wordsOf('az'), wordsOf('ru')];
const COURSE = 'karvan-samples/petitions';
const AYSEL = { emblem: 'mountain', pin: '482913' };
const NURLAN = { emblem: 'fish', pin: '719354' };

let karvan: Karvan;
let port: number;
let aysel: Phone;
let nurlan: Phone;
let here: Page;
let there: Page;
let given: string;
const files = mkdtempSync(path(tmpdir(), 'karvan-files-'));

beforeAll(async () => {
  [karvan, port] = [await aKarvan(), await freePort()];
  [aysel, nurlan] = [aPhone(), aPhone()];
  await karvan.start(port);
  const codes = karvan.people().filter((each) => each.role === 'learner').map((each) => each.code!);
  here = await aysel.open(at('/'));
  // A phone: it has no window in which one chooses where a file goes.
  await here.addInitScript(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
  await here.goto(at('/'));
  await join(here, az, { ...AYSEL, code: codes[0]! });
  there = await nurlan.open(at('/'));
  await join(there, ru, { ...NURLAN, code: codes[1]! });
  await there.evaluate(() => navigator.serviceWorker.ready);
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await keepPicture(here, 'pass-on-failed-here');
  await keepPicture(there, 'pass-on-failed-there');
});
afterAll(async () => {
  for (const phone of [aysel, nurlan]) await phone?.end();
  await karvan?.end();
  rmSync(files, { recursive: true, force: true });
});

test('with the server stopped, a whole course is given on from its page: the very file that its publisher would have exported', async () => {
  await findCourse(here, az, { id: COURSE, title: '' });
  await here.getByText(az('course.languages')).click();
  for (const box of await here.locator('dialog[open] label.choice').all()) if (!(await box.locator('input').isChecked())) await box.click();
  await here.getByRole('button', { name: az('course.languages-take') }).click();
  await here.getByRole('button', { name: az('course.get') }).click();
  await here.getByText(az('download.running')).waitFor({ state: 'detached' });
  await here.evaluate(() => navigator.serviceWorker.ready);
  const wanted = await published();
  await karvan.stop();
  await here.goto(at(`/course/${COURSE}`));
  await here.getByRole('button', { name: az('pack.give') }).click();
  const make = here.getByRole('button', { name: az('pack.make') });
  await make.waitFor();
  await look(here, 'give-on-az');
  given = await saved(here, () => make.click());
  await here.getByText(az('pack.made')).waitFor();
  await look(here, 'given-az');
  expect(readFileSync(given).equals(readFileSync(wanted))).toBe(true);
});

test('shared with Karvan on a locked phone that never saw the course, it waits for its owner, is taken in and plays; all without a server', async () => {
  await share(there, [given]);
  await there.getByText(ru('open.locked')).waitFor();
  await look(there, 'open-locked-ru');
  // It outlives a battery pull.
  await nurlan.kill();
  there = await nurlan.open(at('/'));
  await unlock(there, ru, NURLAN);
  await there.getByText(ru('open.waiting')).click();
  await there.getByRole('button', { name: ru('import.take') }).click();
  await there.locator(`ol a[href="/learn/${COURSE}/1"]`).click();
  await readThrough(there, ru);
  await there.getByText(ru('stage.phone')).first().waitFor();
});

test('what she did goes as a file of work into the carrier’s phone by the same door, and needs no profile there', async () => {
  await there.goto(at('/hand-over'));
  await unlock(there, ru, NURLAN);
  await there.getByLabel(ru('hand.who')).fill('Murad');
  const work = await saved(there, () => there.getByRole('button', { name: ru('hand.make') }).click());
  await share(here, [work]);
  await here.getByRole('button', { name: az('open.work') }).waitFor();
  await look(here, 'open-work-az');
  await here.getByRole('button', { name: az('open.work') }).click();
  await here.getByRole('heading', { name: az('carry.title') }).waitFor();
  await here.getByText(az('take.fresh')).waitFor();
});

test('what is none of Karvan’s is refused with a sentence, and nothing of it stays', async () => {
  const letter = path(files, 'letter.karvan');
  writeFileSync(letter, 'Salam '.repeat(100_000));
  await share(here, [letter]);
  await here.getByText(az('problem:pack-file-foreign')).waitFor();
  await look(here, 'open-refused-az');
  expect(await here.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('karvan-shared').catch(() => undefined);
    const names: string[] = [];
    for await (const name of (folder as unknown as { keys: () => AsyncIterable<string> } | undefined)?.keys() ?? []) names.push(name);
    return names.filter((name) => name.includes('letter'));
  })).toEqual([]);
  expect([...aysel.faults, ...nurlan.faults]).toEqual([]);
});

function at(to: string): string {
  return `http://localhost:${port}${to}`;
}

/** As the browser does it for the share sheet: a form with files, sent to the door that the app's manifest names. */
async function share(page: Page, chosen: readonly string[]): Promise<void> {
  await page.goto(at('/who'));
  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<form id="share" method="post" action="/share" enctype="multipart/form-data"><input type="file" name="files" multiple></form>'));
  await page.locator('#share input').setInputFiles(chosen);
  await page.locator('#share').evaluate((form) => (form as HTMLFormElement).submit());
  await page.waitForURL((url) => url.pathname !== '/who' && url.pathname !== '/share');
}

async function published(): Promise<string> {
  const course = path(karvan.data, 'packs', COURSE);
  const [edition] = readdirSync(course).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const out = path(files, 'published.karvan');
  await karvan.run(['export', path(course, edition!), '--out', out, '--trust', at('/')]);
  return out;
}

async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  const to = path(files, download.suggestedFilename());
  await download.saveAs(to);
  return to;
}
