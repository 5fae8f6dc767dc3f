/**
 * An author hands a translation over by the command line; a reader at the desk mends it with the keyboard, goes on while the server is
 * gone and the browser is killed; the server returns, and the author takes it back as it was left: states, names and times.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aKarvan, freePort, type Karvan } from './a-karvan.ts';
import { aPhone } from './a-phone.ts';
import { keepPicture, look } from './look.ts';
import { wordsOf, type Lang } from './words.ts';

type Unit = { readonly id: string; readonly target: string; readonly state: string; readonly by?: string; readonly at?: string };

const root = mkdtempSync(join(tmpdir(), 'karvan-translating-'));
const folder = join(root, 'course');
const computer = aPhone({ width: 1280, height: 800 });
const say = wordsOf((process.env['KARVAN_LANGUAGE'] ?? 'ru') as Lang);
let karvan: Karvan;
let port: number;
let page: Page;
const author = () => karvan.people().find(({ role }) => role === 'author')!;
const url = (at = '') => `http://localhost:${port}${at}`;
const field = () => page.getByLabel(say('lines.target'), { exact: true });
const review = (word: string) => karvan.run(['review', word, folder, '--to', 'az', '--server', url(), '--as', author().login!], { KARVAN_PASSWORD: author().password! });
const units = () => readFileSync(join(folder, 'translations/az.jsonl'), 'utf8').trim().split('\n').map((row) => JSON.parse(row) as Unit);
const unit = (id: string) => units().find((each) => each.id === id)!;

async function signIn(): Promise<void> {
  await page.getByLabel(say('sign-in.name')).fill(author().login!);
  await page.getByLabel(say('sign-in.password')).fill(author().password!);
  await page.getByRole('button', { name: say('sign-in.do') }).click();
}

beforeAll(async () => {
  cpSync(join(import.meta.dirname, '../../src/samples/safe-computers'), folder, { recursive: true });
  [karvan, port] = [await aKarvan(), await freePort()];
  await karvan.start(port);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await keepPicture(page, 'translating-failed');
});
afterAll(async () => {
  await computer.end();
  await karvan?.end();
  rmSync(root, { recursive: true, force: true });
});

test('what a reader did to a translation, with the server and without it, comes back to its author whole', async () => {
  await karvan.run(['translate', folder, '--to', 'az']);
  await review('publish');
  const cues = units().filter(({ id }) => /\/c\d+$/.test(id));
  const [first, second, third] = cues.map(({ id }) => id) as [string, string, string];

  page = await computer.open(url('/desk'));
  await page.evaluate((lang) => localStorage.setItem('karvan-language', lang), say.lang);
  await page.goto(url('/desk/translations'));
  await signIn();
  await page.getByRole('table').waitFor();
  await look(page, 'translations');
  await page.getByRole('table').getByRole('link').click();
  await page.goto(`${page.url().split('?')[0]}?line=${encodeURIComponent(first)}`);

  // The film comes from the server's pack, and plays the line.
  await page.getByRole('button', { name: say('line-film.take') }).click();
  await page.locator('video').waitFor();
  await field().fill('Mən bunu düzəltdim.');
  await look(page, 'translation');
  await page.keyboard.press('Alt+Enter');
  await expect.poll(() => page.locator('video').evaluate((film: HTMLVideoElement) => film.currentTime > 0)).toBe(true);
  await page.keyboard.press('Control+Enter');
  await page.getByText(say('lines.all-sent')).waitFor();
  // What may be typed as an answer is read like any other line.
  const typed = units().find(({ id }) => id.endsWith('/accepted'))!.id;
  await page.goto(`${page.url().split('?')[0]}?line=${encodeURIComponent(typed)}`);
  await field().fill('ehtiyat nüsxə\nehtiyat surəti');
  await look(page, 'translation-answers');
  await page.keyboard.press('Control+Enter');
  await page.getByText(say('lines.all-sent')).waitFor();

  // The server is gone, and then the browser. Before that Karvan has had the seconds that it takes to come here whole.
  await expect.poll(() => page.evaluate(async () => navigator.serviceWorker.controller !== null && (await caches.has('karvan-desk')) && (await (await caches.open('karvan-desk')).keys()).length > 5)).toBe(true);
  await karvan.stop();
  await page.goto(`${page.url().split('?')[0]}?line=${encodeURIComponent(second)}`);
  await field().press('Control+Shift+Enter');
  await page.getByText(new RegExp(say('lines.waiting').source.replaceAll(/^\^|\$$/g, ''))).waitFor();
  await field().fill('Bu yarımçıq qalıb.');
  await page.getByText(say('line-mark.draft')).waitFor();
  const here = page.url();
  await computer.kill();
  page = await computer.open(here);
  await expect.poll(() => field().inputValue()).toBe('Bu yarımçıq qalıb.');
  expect(here).toContain(encodeURIComponent(third));
  await page.getByText(say('line-mark.waiting')).waitFor();
  await look(page, 'translation-offline');
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, 'translation-narrow');
  await page.setViewportSize({ width: 1280, height: 800 });

  await karvan.start(port);
  await page.reload();
  // A browser that is killed soon after a sign-in may have lost it; what was written waits for it.
  const isAsked = page.getByLabel(say('sign-in.name'));
  await isAsked.or(page.getByText(say('lines.all-sent'))).waitFor();
  if (await isAsked.isVisible()) {
    await page.getByText(say('sign-in.lines')).waitFor();
    await signIn();
  }
  await page.getByText(say('lines.all-sent')).waitFor();
  await expect.poll(() => field().inputValue()).toBe('Bu yarımçıq qalıb.');

  await review('fetch');
  const { name } = author();
  expect(unit(first)).toMatchObject({ target: 'Mən bunu düzəltdim.', state: 'reviewed', by: name });
  expect(unit(typed)).toMatchObject({ target: 'ehtiyat nüsxə\nehtiyat surəti', state: 'reviewed', by: name });
  expect(unit(second)).toMatchObject({ target: cues[1]!.target, state: 'approved', by: name });
  expect(unit(second).at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  // A draft is nobody's word yet.
  expect(unit(third)).toEqual(cues[2]);
  expect(computer.faults).toEqual([]);
});
