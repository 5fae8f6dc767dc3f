/** A service worker with nothing but the answers from pieces, so that a film is measured and no shell. */
import { openDb } from '../../src/device/db.ts';
import { answerLocal, isLocal } from '../../src/worker/local.ts';

type Asked = Event & { readonly request: Request; readonly respondWith: (answer: Promise<Response>) => void };
type Worker = { readonly skipWaiting: () => Promise<void>; readonly clients: { readonly claim: () => Promise<void> } };

const db = openDb();
const worker = self as unknown as Worker;

self.addEventListener('install', () => void worker.skipWaiting());
self.addEventListener('activate', (event) => (event as Event & { waitUntil: (work: Promise<void>) => void }).waitUntil(worker.clients.claim()));
self.addEventListener('fetch', (event) => {
  const asked = event as Asked;
  if (isLocal(new URL(asked.request.url).pathname)) asked.respondWith(answerLocal(db, asked.request));
});
