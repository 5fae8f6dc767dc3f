/** The thread that keeps envelopes, from the side of the one that asks it: turns, failures, and a thread that dies. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Store } from '../../../src/server/store/store.ts';
import { ingestThread, type IngestThread } from '../../../src/server/sync/ingest-thread.ts';
import type { Opened } from '../../../src/server/sync/opening.ts';

let folder: string;
let thread: IngestThread;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karvan-thread-'));
  // Keeps nothing: answers as the real one does, fails what is called bad and dies of what is called deadly.
  await writeFile(join(folder, 'bundle.mjs'), `
    import { parentPort } from 'node:worker_threads';
    export function keepInThread() {
      let isStill = false;
      parentPort.on('message', ({ id, kind, opened }) => {
        if (kind === 'over') return void (isStill = false);
        if (opened?.jws === 'deadly') throw new Error('dead');
        if (opened?.jws === 'bad' || (kind === 'keep' && isStill)) return parentPort.postMessage({ id, failed: new Error(isStill ? 'it was not to write now' : 'bad') });
        if (kind === 'turn') isStill = true;
        parentPort.postMessage({ id });
        if (kind === 'end') parentPort.close();
      });
    }`);
});
beforeEach(() => {
  thread = ingestThread(pathToFileURL(join(folder, 'bundle.mjs')).href, join(folder, 'no.db'));
});
afterEach(() => thread.stop());
afterAll(() => rm(folder, { recursive: true }));

const keep = (jws: string) => thread.ingest({ jws } as Opened);

test('what cannot be kept fails by itself, and what stands beside it does not', async () => {
  const [good, bad, more] = await Promise.allSettled([keep('good'), keep('bad'), keep('more')]);
  expect([good.status, bad.status, more.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a thread that dies fails what it was asked, and the next ask finds another', async () => {
  const [deadly, beside] = await Promise.allSettled([keep('deadly'), keep('beside')]);
  expect([deadly.status, beside.status]).toEqual(['rejected', 'rejected']);
  await keep('good');
  // The end of the first is told late: it must take nothing of the second with it.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(keep('good')).resolves.toBeUndefined();
});

test('two writes of the first thread never lie over each other, also when one fails', async () => {
  const running = { now: 0, most: 0 };
  const store = thread.sharing({ write: async (work: (w: never) => Promise<unknown>) => work(undefined as never) } as unknown as Store);
  const write = (isGood: boolean) =>
    store.write(async () => {
      running.most = Math.max(running.most, ++running.now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running.now--;
      if (!isGood) throw new Error('no');
    });
  const ended = await Promise.allSettled([write(true), write(false), write(true)]);
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(running.most).toBe(1);
  await expect(keep('good')).resolves.toBeUndefined();
});
