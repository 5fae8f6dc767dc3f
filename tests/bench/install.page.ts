/** Installs as the page of an app starts them, and how long its main thread was busy meanwhile. */
import type { News } from '../../src/app/library/install-messages.ts';
import { openDb } from '../../src/device/db.ts';
import type { BenchPack } from './pack.ts';

/** `verified`: Karvan's own. `unverified`: the same archive stored as it comes. `files`: `cache.addAll`. */
export type Way = 'verified' | 'unverified' | 'files';

/** Milliseconds from the order to all bytes kept. */
export async function install(pack: BenchPack, way: Way): Promise<number> {
  const start = performance.now();
  if (way === 'verified') await ready({ course: pack.course, edition: pack.edition });
  else if (way === 'unverified') await unverified(pack);
  else await (await caches.open('files')).addAll(pack.files.map(({ path, from, to }) => `${pack.bytes}?from=${from}&to=${to}&path=${encodeURIComponent(path)}`));
  return performance.now() - start;
}

/** Longest time in milliseconds in which the main thread took no message, while Karvan installs. */
export async function installWatched(pack: BenchPack): Promise<number> {
  return watched(() => ready({ course: pack.course, edition: pack.edition }));
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

/** Karvan's own worker, until it says that the course is there. */
export async function ready(wish: Pick<BenchPack, 'course' | 'edition'> & { readonly file?: Blob }): Promise<void> {
  const worker = new Worker(new URL('../../src/app/library/install.worker.ts', import.meta.url), { type: 'module' });
  await ofWorker<News>(worker, { kind: 'start', ...wish, choice: { languages: ['en'], rendition: 'video' } }, ({ download }, resolve, reject) => {
    if (download.kind === 'ready') resolve();
    if (download.kind === 'paused') reject(new Error(JSON.stringify(download)));
  });
}

/** Gives a worker an order, hears what it says until that resolves or rejects, and ends it. */
export async function ofWorker<Said>(worker: Worker, order: unknown, hear: (said: Said, resolve: () => void, reject: (error: Error) => void) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.addEventListener('message', ({ data }: MessageEvent<Said>) => hear(data, resolve, reject));
    worker.postMessage(order);
  });
  worker.terminate();
}

async function unverified({ bytes, size }: BenchPack): Promise<void> {
  const worker = new Worker(new URL('./unverified.worker.ts', import.meta.url), { type: 'module' });
  await ofWorker<number>(worker, bytes, (kept, resolve, reject) => (kept === size ? resolve() : reject(new Error(`${kept} of ${size} bytes`))));
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
