/**
 * Files that only the desk needs. No phone fetches them ahead; where somebody has opened a translation, which goes on without a
 * network, they are held like the rest of the shell, in each new version anew.
 */
const CACHE = 'karvan-desk';

/** Whether a file of the build is one of them; `path` without the slash before it. */
export function isOfDesk(path: string): boolean {
  return /^assets\/(desk|qr)-/.test(path);
}

/** Holds these files, named by their paths from the origin. What is here is not fetched again: its name says what is in it. */
export async function holdDesk(paths: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  const here = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(paths.map((path) => `/${path}`).filter((path) => !here.has(path)));
}

/** A new version: holds its files where those of the one before were held. One that does not arrive comes when it is needed. */
export async function renewDesk(paths: readonly string[]): Promise<void> {
  if (await caches.has(CACHE)) await holdDesk(paths).catch(() => undefined);
}

/** Lets go of what no version in use needs. */
export async function trimDesk(paths: readonly string[]): Promise<void> {
  if (!(await caches.has(CACHE))) return;
  const [cache, needed] = [await caches.open(CACHE), new Set(paths.map((path) => `/${path}`))];
  await Promise.all((await cache.keys()).filter(({ url }) => !needed.has(new URL(url).pathname)).map((request) => cache.delete(request)));
}

export async function answerDesk(request: Request): Promise<Response> {
  return (await caches.match(request.url, { cacheName: CACHE })) ?? fetch(request);
}
