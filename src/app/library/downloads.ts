/** The downloads of this tab, and the files that courses are taken from: they go on while one reads other pages, and go on by themselves when the network is back. */
import { useSyncExternalStore } from 'react';
import type { CourseId } from '../../core/ids.ts';
import type { Db, LayerRow } from '../../device/db.ts';
import type { Given } from '../../device/import.ts';
import type { Download, Wish as CourseWish } from '../../device/install.ts';
import { installs, type Install } from '../../device/installs.ts';
import type { News, Order } from './install-messages.ts';

/** Of a course, or of a language layer: then `course` is the layer's id, and `layerOf` names its course. */
type Wish = CourseWish & { readonly layerOf?: CourseId };

/** How the download of a course or a layer stands in this tab; undefined when none was begun since Karvan was opened. */
export function useDownload(course: CourseId): Download | undefined {
  return useSyncExternalStore(subscribe, () => downloads.get(course));
}

/** How a download stands that this tab has not touched since Karvan was opened. */
export function atRest({ state, held, of }: Install): Download {
  if (state === 'ready') return { kind: 'ready', of };
  if (state === 'wanted') return { kind: 'waiting' };
  return { kind: 'paused', held, of, because: 'asked' };
}

/** What the last file gave to a course since Karvan was opened. */
export function useGiven(course: CourseId): Given | undefined {
  return useSyncExternalStore(subscribe, () => gifts.get(course));
}

/** `file`: gives what it holds first; the network brings what is missing then. */
export function startDownload(wish: Wish, file?: Blob): void {
  wishes.set(wish.course, wish);
  if (file) gifts.delete(wish.course);
  keep(wish.course, { kind: 'waiting' });
  tell({ kind: 'start', ...wish, ...(file ? { file } : {}) });
}

/** Pauses: what was received stays. */
export function stopDownload(course: CourseId): void {
  wishes.delete(course);
  tell({ kind: 'stop', course });
}

/** Forgets the download of a course that was removed, with those of its layers, or that of a layer. */
export function forgetDownload(id: CourseId): void {
  const ids = [...wishes.values()].filter(({ course, layerOf }) => course !== id && layerOf === id).map(({ course }) => course);
  for (const each of [id, ...ids]) {
    stopDownload(each);
    downloads.delete(each);
    gifts.delete(each);
  }
  changed();
}

/** Takes up what was under way when Karvan was closed, and whatever the network interrupted each time that it returns. */
export async function resumeDownloads(db: Db): Promise<void> {
  window.addEventListener('online', () => [...wishes.values()].filter(({ course }) => isWaitingForNetwork(downloads.get(course))).forEach((wish) => startDownload(wish)));
  for (const install of await installs(db)) if (install.state === 'wanted') startDownload(wishOf(install));
  for (const row of await db.layers.toArray()) if (row.state === 'wanted') startDownload(wishOfLayer(row));
}

/** What is being fetched for a course: the next edition or choice, or the first. */
export function wishOf({ course, edition, choice, next }: Install): Wish {
  return { course, ...(next ?? { edition, choice }) };
}

export function wishOfLayer({ layer, course, edition, choice }: Pick<LayerRow, 'layer' | 'course' | 'edition' | 'choice'>): Wish {
  return { course: layer, edition, choice, layerOf: course };
}

function isWaitingForNetwork(download: Download | undefined): boolean {
  return download?.kind === 'paused' && download.because === 'offline';
}

const downloads = new Map<CourseId, Download>();
const gifts = new Map<CourseId, Given>();
const wishes = new Map<CourseId, Wish>();
const listeners = new Set<() => void>();
let worker: Worker | undefined;

function tell(order: Order): void {
  worker ??= opened();
  worker.postMessage(order);
}

function opened(): Worker {
  const made = new Worker(new URL('./install.worker.ts', import.meta.url), { type: 'module', name: 'karvan-install' });
  made.addEventListener('message', ({ data }: MessageEvent<News>) => {
    if (data.given) gifts.set(data.course, data.given);
    keep(data.course, data.download);
  });
  return made;
}

function keep(course: CourseId, download: Download): void {
  downloads.set(course, download);
  if (download.kind === 'ready') wishes.delete(course);
  changed();
}

function changed(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
