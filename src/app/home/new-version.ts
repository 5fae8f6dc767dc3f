/** A newer version of Karvan: told of once it waits, used when a person says so, and never under the hands of somebody who learns in another tab. */
import { registerSW } from 'virtual:pwa-register';

/** Milliseconds that a newer version may take to come into its place; then this tab is opened anew all the same, and it comes after that. */
const PATIENCE = 10_000;

/** `waits` is called once a newer version waits. Gives what uses it, once `first` is over: this tab is opened anew, and so is every other one in which no lesson is open. */
export function watchVersion(waits: () => void): (first: Promise<void> | undefined) => void {
  // The first version of all comes into its place without anybody's doing.
  let isFirst = !navigator.serviceWorker?.controller;
  navigator.serviceWorker?.addEventListener('controllerchange', () => {
    if (!isFirst) openAnew();
    isFirst = false;
  });
  const use = registerSW({ immediate: true, onNeedRefresh: waits, onNeedReload: () => undefined });
  return (first) => {
    setTimeout(openAnew, PATIENCE);
    void Promise.resolve(first).then(() => use(), () => use());
  };
}

/** Now; in a lesson once it is left. */
function openAnew(): void {
  const lesson = location.pathname;
  if (!lesson.startsWith('/learn/')) return location.reload();
  // wouter says by these events that the address is another one.
  for (const moved of ['pushState', 'replaceState', 'popstate']) window.addEventListener(moved, () => location.pathname !== lesson && location.reload());
}
