import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { giveFile } from '../../../src/app/carry/give.ts';
import { CARRIED } from '../../../src/sync/bundle.ts';

const NOW = Date.parse('2026-11-25T05:07:09.000Z');
let saved: string[];
let shared: File[];

beforeEach(() => {
  [saved, shared] = [[], []];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
    saved.push(this.download);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A phone whose share sheet takes files with this ending, and then does this. */
function sheet(ending: string, opens: () => Promise<void> = async () => undefined): void {
  vi.stubGlobal('navigator', {
    canShare: ({ files: [file] }: { files: File[] }) => file!.name.endsWith(ending),
    share: async ({ files }: { files: File[] }) => {
      shared.push(...files);
      await opens();
    },
  });
}

const refuses = (name: string) => async () => {
  throw new DOMException('no', name);
};

test('where there is no share sheet the file is among the downloads, under a name that says nothing of anybody', async () => {
  vi.stubGlobal('navigator', {});
  expect(await giveFile('text', 'work', NOW)).toEqual({ kind: 'saved', name: '2026-11-25-050709.karvan-work' });
  expect(await giveFile('text', 'replies', NOW)).toMatchObject({ name: '2026-11-25-050709.karvan-replies' });
  expect(saved).toEqual(['2026-11-25-050709.karvan-work', '2026-11-25-050709.karvan-replies']);
});

test('a share sheet that knows the ending gets the file as it is, one that does not gets it as a text', async () => {
  sheet('.karvan-work');
  expect(await giveFile('text', 'work', NOW)).toEqual({ kind: 'shared' });
  sheet('.txt');
  expect(await giveFile('text', 'work', NOW)).toEqual({ kind: 'shared' });
  expect(shared.map(({ name, type }) => [name, type])).toEqual([['2026-11-25-050709.karvan-work', CARRIED], ['2026-11-25-050709.karvan-work.txt', 'text/plain']]);
  expect(await shared[1]!.text()).toBe('text');
  expect(saved).toEqual([]);
});

test('whoever closes the share sheet is told that nothing was given, and a sheet that does not open leaves the file among the downloads', async () => {
  sheet('.txt', refuses('AbortError'));
  expect(await giveFile('text', 'work', NOW)).toEqual({ kind: 'dropped' });
  expect(saved).toEqual([]);
  sheet('.txt', refuses('NotAllowedError'));
  expect(await giveFile('text', 'work', NOW)).toMatchObject({ kind: 'saved' });
  sheet('.pdf');
  expect(await giveFile('text', 'work', NOW)).toMatchObject({ kind: 'saved' });
});
