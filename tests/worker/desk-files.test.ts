/** The desk's files: held where somebody wanted them, renewed with each version, and nowhere else. */
import { afterEach, expect, test, vi } from 'vitest';
import { answerDesk, holdDesk, isOfDesk, renewDesk, trimDesk } from '../../src/worker/desk-files.ts';

const CACHE = 'karvan-desk';
afterEach(async () => {
  vi.restoreAllMocks();
  await caches.delete(CACHE);
});

// Files that the test's own server has.
const [first, second] = ['package.json', 'tsconfig.json'];
const held = async () => (await (await caches.open(CACHE)).keys()).map(({ url }) => new URL(url).pathname).toSorted();

test('only the desk’s own files are meant', () => {
  expect(['assets/desk-Ab1.js', 'assets/qr-Ab1.js', 'assets/desk-Ab1.css'].every(isOfDesk)).toBe(true);
  expect(['assets/shell-Ab1.js', 'assets/desktop.js', 'desk-1.js', 'assets/x/desk-1.js'].some(isOfDesk)).toBe(false);
});

test('what is held answers without a network, and is not fetched again', async () => {
  await holdDesk([first]);
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'));
  expect(await (await answerDesk(new Request(`/${first}`))).text()).toContain('karvan');
  await expect(answerDesk(new Request(`/${second}`))).rejects.toThrow('no network');
});

test('a new version is held where the one before was, what it does not need is let go, and a phone that has no desk gets none', async () => {
  await renewDesk([first]);
  expect(await caches.has(CACHE)).toBe(false);
  await trimDesk([first]);
  expect(await caches.has(CACHE)).toBe(false);
  await holdDesk([first]);
  await renewDesk([second]);
  expect(await held()).toEqual([`/${first}`, `/${second}`]);
  await trimDesk([second]);
  expect(await held()).toEqual([`/${second}`]);
});

test('a file that does not come keeps no new version away', async () => {
  await holdDesk([first]);
  vi.spyOn(Cache.prototype, 'addAll').mockRejectedValue(new TypeError('404'));
  await expect(holdDesk([second])).rejects.toThrow('404');
  await expect(renewDesk([second])).resolves.toBeUndefined();
  expect(await held()).toEqual([`/${first}`]);
});
