/** A sixth language of the interface, one that is written from the right: files under `locales` and one line, nothing else, and Karvan speaks it. */
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createBuilder } from 'vite';
import { aPhone, type Phone } from './a-phone.ts';
import { look } from './look.ts';

const root = join(import.meta.dirname, '../..');
/** Arabic has six plural forms, and CLDR knows how it writes dates. Its words are made here: that they stand on the screen is what counts. */
const [TAG, NAME] = ['ar', 'العربية'];
let folder: string;
let server: Server;
let phone: Phone;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'karvan-sixth-'));
  for (const name of ['src', 'locales', 'public', 'tests/chromium.ts', 'index.html', 'vite.config.ts', 'package.json', 'tsconfig.json']) cpSync(join(root, name), join(folder, name), { recursive: true, filter: (path) => !path.includes('samples') });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const languages = join(folder, 'locales/languages.json');
  writeFileSync(languages, readFileSync(languages, 'utf8').replace('"en": "English"', `"en": "English",\n  "${TAG}": "${NAME}"`));
  mkdirSync(join(folder, 'locales', TAG));
  for (const area of readdirSync(join(folder, 'locales/en'))) writeFileSync(join(folder, 'locales', TAG, area), JSON.stringify(inArabic(JSON.parse(readFileSync(join(folder, 'locales/en', area), 'utf8')) as Words)));
  // People get the build that is made for them.
  vi.stubEnv('NODE_ENV', 'production');
  const builder = await createBuilder({ root: folder, configFile: join(folder, 'vite.config.ts'), logLevel: 'error' });
  await builder.build(builder.environments['client']!);
  server = createServer((asked, answer) => {
    const path = new URL(asked.url!, 'http://host').pathname;
    const file = join(folder, 'dist/app', extname(path) === '' ? 'index.html' : path);
    try {
      answer.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
    } catch {
      answer.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  phone = aPhone();
});
afterAll(async () => {
  await phone?.end();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('it can be chosen, stands on the screens from right to left, and says its dates as CLDR does', async () => {
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const page = await phone.open(url);
  await expect.poll(() => page.evaluate(() => document.documentElement.dir)).toBe('ltr');
  await page.locator('label.choice', { has: page.locator(`input[value=${TAG}]`) }).click();
  await expect.poll(() => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([TAG, 'rtl']);
  await look(page, 'sixth-welcome');
  await page.getByRole('button', { name: arabic('Go on') }).click();
  await page.getByRole('link', { name: arabic('Look at the catalogue first') }).waitFor();
  // What points where reading goes points to the left now.
  const { left, right } = (await page.getByRole('link', { name: arabic('Look at the catalogue first') }).boundingBox().then((box) => ({ left: box!.x, right: 360 - box!.x - box!.width })));
  expect(Math.abs(left - right)).toBeLessThan(40);
  await look(page, 'sixth-idea');
  await page.getByRole('link', { name: arabic('Look at the catalogue first') }).click();
  await page.getByRole('heading', { name: arabic('Catalogue') }).waitFor();
  await page.getByRole('alert').waitFor();
  await look(page, 'sixth-catalogue');
  expect(phone.faults).toEqual([]);
});

type Words = Readonly<Record<string, string>>;

/** Every word with an Arabic letter before it, in all the forms in which Arabic counts. */
function inArabic(words: Words): Words {
  const made: Record<string, string> = {};
  for (const [key, text] of Object.entries(words)) {
    const base = /^(.+)_(one|other)$/.exec(key)?.[1];
    if (base === undefined || words[`${base}_other`] === undefined) made[key] = arabic(text);
    else for (const form of ['zero', 'one', 'two', 'few', 'many', 'other']) made[`${base}_${form}`] = arabic(words[`${base}_other`]!);
  }
  return made;
}

function arabic(text: string): string {
  return `ع ${text}`;
}

const types: { readonly [ending: string]: string } = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.webmanifest': 'application/manifest+json' };
