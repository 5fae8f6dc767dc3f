/** Stands in for `virtual:pwa-register`, which only a build with a service worker has. */
export function registerSW(): (reload?: boolean) => Promise<void> {
  return () => Promise.resolve();
}
