/** A film opened from pieces through the service worker, or from a blob: URL of a file; and jumps in it. */
import { install } from './install.page.ts';
import type { BenchPack } from './pack.ts';

const FILM = 'media/film.mp4';

/** Installs the pack as Karvan does and leaves the film to be opened from its pieces. Gives the URL. */
export async function keepPieces(pack: BenchPack): Promise<string> {
  await install(pack, 'verified');
  await navigator.serviceWorker.register('/sw.js', { type: 'module' });
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  return `/local/${pack.edition}/${FILM}`;
}

/** Keeps the film as a file of the origin's own file system, the quickest place that a browser has. Gives a blob: URL. */
export async function keepFile(pack: BenchPack): Promise<string> {
  const { from, to } = pack.files.find((file) => file.path === FILM)!;
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle('film.mp4', { create: true });
  await (await fetch(`${pack.bytes}?from=${from}&to=${to}`)).body!.pipeTo(await handle.createWritable());
  return URL.createObjectURL(new File([await handle.getFile()], 'film.mp4', { type: 'video/mp4' }));
}

/** Puts the film on the page and waits for its first frame. Gives its length in seconds. */
export async function openFilm(url: string): Promise<number> {
  const film = document.createElement('video');
  film.muted = true;
  film.preload = 'auto';
  film.src = url;
  document.body.append(film);
  await new Promise((resolve, reject) => {
    film.addEventListener('loadeddata', resolve, { once: true });
    film.addEventListener('error', () => reject(new Error(`the film does not play: ${film.error?.message ?? ''}`)), { once: true });
  });
  if (film.videoWidth === 0) throw new Error('the film has no picture');
  return film.duration;
}

/** Jumps to each place (seconds) and gives for each the milliseconds until its frame was there. */
export async function seeks(places: readonly number[]): Promise<number[]> {
  const film = document.querySelector('video')!;
  const times: number[] = [];
  for (const place of places) {
    const start = performance.now();
    await new Promise((resolve, reject) => {
      film.addEventListener('seeked', resolve, { once: true });
      film.addEventListener('error', () => reject(new Error(film.error?.message)), { once: true });
      film.currentTime = place;
    });
    times.push(performance.now() - start);
  }
  return times;
}
