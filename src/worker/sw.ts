/** The service worker: Karvan's shell from its cache, files of packs from the phone, and what waits, sent when the network returns. */
/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { openDb } from '../device/db.ts';
import { drain } from '../device/drain.ts';
import { answerDesk, holdDesk, isOfDesk, renewDesk, trimDesk } from './desk-files.ts';
import { answerLocal, isLocal } from './local.ts';
import { answerShare, isShare } from './share.ts';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: (PrecacheEntry | string)[] };
type SyncEvent = ExtendableEvent & { readonly tag: string };

const db = openDb();
const world = { now: () => Date.now(), newId: () => crypto.randomUUID() };
/** What the server answers itself: a page of it is never the app's. */
const notPages = /^\/(api|packs|\.well-known|local|healthz)(\/|$)/;
/** What is being sent makes way once a page sends by itself or a newer worker takes over. */
let way = new AbortController();

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (isLocal(url.pathname)) event.respondWith(answerLocal(db, event.request));
  else if (isShare(event.request)) event.respondWith(answerShare(event.request));
  else if (isOfDesk(url.pathname.slice(1))) event.respondWith(answerDesk(event.request));
});

// eslint-disable-next-line no-underscore-dangle -- the build looks for this name
const files = self.__WB_MANIFEST.map((entry) => (typeof entry === 'string' ? { url: entry, revision: null } : entry));
const deskFiles = files.map(({ url }) => url).filter(isOfDesk);
precacheAndRoute(files.filter(({ url }) => !isOfDesk(url)));
cleanupOutdatedCaches();
const shell = createHandlerBoundToURL('/index.html');

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.mode !== 'navigate' || event.request.method !== 'GET' || url.origin !== self.location.origin || notPages.test(url.pathname)) return;
  event.respondWith(shell({ event, request: event.request, url }));
});

// A new version waits until a person says so, and never takes a lesson's page away. What it replaces is told to make way: a browser
// leaves the old one in its place for as long as that sends, and a server that does not answer may take a while.
self.addEventListener('message', (event) => {
  const type = (event.data as { type?: unknown } | null)?.type;
  if (type === 'MAKE_WAY' || type === 'LET_GO') way.abort();
  if (type === 'LET_GO') way = new AbortController();
  if (type === 'HOLD_DESK') event.waitUntil(holdDesk(deskFiles));
  if (type !== 'SKIP_WAITING') return;
  self.registration.active?.postMessage({ type: 'MAKE_WAY' });
  void self.skipWaiting();
});
self.addEventListener('install', (event) => event.waitUntil(renewDesk(deskFiles)));
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([self.clients.claim(), trimDesk(deskFiles)])));

self.addEventListener('sync', (event) => {
  const { tag, waitUntil } = event as SyncEvent;
  if (tag === 'karvan-drain') waitUntil.call(event, sendWaiting(way.signal));
});

/** Rejects while something is left, so that the browser tries again. */
async function sendWaiting(stop: AbortSignal): Promise<void> {
  stop.throwIfAborted();
  const made = new Promise<never>((_, reject) => stop.addEventListener('abort', () => reject(new Error('made way'))));
  const sending = drain(db, (at, init) => fetch(at, { ...init, signal: either(stop, init?.signal ?? stop) }), world);
  const { left, problem } = await Promise.race([sending, made]);
  if (left > 0 && problem) throw new Error(problem.code);
}

/** Aborts when one of them does. Phones that this must run on are older than AbortSignal.any. */
function either(...signals: readonly AbortSignal[]): AbortSignal {
  const first = new AbortController();
  for (const each of signals) {
    if (each.aborted) first.abort();
    each.addEventListener('abort', () => first.abort());
  }
  return first.signal;
}
