/** Installs as the page of an app starts them, and how long its main thread was busy meanwhile. */
import type { News } from '../../src/app/library/install-messages.ts';
import { openDb } from '../../src/device/db.ts';
import type { BenchPack } from './pack.ts';

/** `verified`: Karvan's own. `unverified`: the same archive stored as it comes. `files`: `cache.addAll`. */
export type Way = 'verified' | 'unverified' | 'files';

/** Milliseconds from the order to all bytes kept. */
export async function install(pack: BenchPack, way: Way): Promise<number> {
  const start = performance.now();
  if (way === 'verified') await verified(pack);
  else if (way === 'unverified') await unverified(pack);
  else await (await caches.open('files')).addAll(pack.files.map(({ path, from, to }) => `${pack.bytes}?from=${from}&to=${to}&path=${encodeURIComponent(path)}`));
  return performance.now() - start;
}

/** Longest time in milliseconds in which the main thread took no message, while Karvan installs. */
export async function installWatched(pack: BenchPack): Promise<number> {
  return watched(() => verified(pack));
}

/** The same with nothing to do for so many milliseconds: what the machine and the watching add by themselves. */
export async function restWatched(milliseconds: number): Promise<number> {
  return watched(() => new Promise((resolve) => setTimeout(resolve, milliseconds)));
}

/** Bytes that an install really kept. */
export async function heldBytes(way: Way): Promise<number> {
  if (way === 'files') {
    const cache = await caches.open('files');
    const sizes = (await cache.keys()).map(async (request) => (await (await cache.match(request))!.blob()).size);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }
  const db = way === 'verified' ? openDb() : await openDb('unverified').open();
  let sum = 0;
  await db.table<{ bytes: Uint8Array }>('pieces').each(({ bytes }) => void (sum += bytes.length));
  return sum;
}

async function verified({ course, edition }: BenchPack): Promise<void> {
  const worker = new Worker(new URL('../../src/app/library/install.worker.ts', import.meta.url), { type: 'module' });
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.addEventListener('message', ({ data: { download } }: MessageEvent<News>) => {
      if (download.kind === 'ready') resolve();
      if (download.kind === 'paused') reject(new Error(JSON.stringify(download)));
    });
    worker.postMessage({ kind: 'start', course, edition, choice: { languages: ['en'], rendition: 'video' } });
  });
  worker.terminate();
}

async function unverified({ bytes, size }: BenchPack): Promise<void> {
  const worker = new Worker(new URL('./unverified.worker.ts', import.meta.url), { type: 'module' });
  const kept = await new Promise<number>((resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.addEventListener('message', ({ data }: MessageEvent<number>) => resolve(data));
    worker.postMessage(bytes);
  });
  worker.terminate();
  if (kept !== size) throw new Error(`${kept} of ${size} bytes`);
}

async function watched(work: () => Promise<unknown>): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  let [last, longest, isOver] = [performance.now(), 0, false];
  port1.addEventListener('message', () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) port2.postMessage(0);
  });
  port1.start();
  port2.postMessage(0);
  await work();
  isOver = true;
  return longest;
}
