/** The service worker as the browser drives it. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Phone } from './a-phone.ts';
import type { Road } from './a-road.ts';
import type { Say } from './words.ts';

/** What the browser does by itself when a network returns: the worker sends what waits. Resolves when it was begun. */
export async function sendInBackground(at: Page): Promise<void> {
  const session = await at.context().newCDPSession(at);
  const registered = new Promise<string>((resolve) => session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations[0] && resolve(registrations[0].registrationId)));
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.dispatchSyncEvent', { origin: new URL(at.url()).origin, registrationId: await registered, tag: 'karvan-drain', lastChance: false });
  await session.detach();
}

/** A worker whose text differs is another build to a browser. */
export function buildIs(road: Road, name: string): void {
  road.change = (at, body) => (at === '/sw.js' ? Buffer.from(`${body.toString()}\n// ${name}`) : body);
}

/** Whether a newer worker waits. */
export async function hasWaiting(at: Page): Promise<boolean> {
  return at.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
}

/** Taps on "use it now" and waits, with nobody watching, until the newer worker is in its place; gives the page that is open then. */
export async function takeUpdate(phone: Phone, page: Page, say: Say): Promise<Page> {
  await page.evaluate((name) => void setTimeout(() => [...document.querySelectorAll('button')].find((each) => each.textContent === name)!.click(), 500), say.exactly('update.use'));
  let now = page;
  await expect.poll(async () => hasWaiting((now = await phone.unwatched(3000))), { timeout: 90_000 }).toBe(false);
  return now;
}
