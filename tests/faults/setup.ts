/** What a browser has and Node has not: an IndexedDB in memory and Web Locks, so that the real functions of the device run here. */
import 'fake-indexeddb/auto';

type Held = { readonly name: string };
const waiting = new Map<string, Promise<unknown>>();
const held: Held[] = [];
Object.defineProperty(globalThis, 'navigator', {
  configurable: true,
  value: {
    onLine: true,
    locks: {
      query: async () => ({ held: [...held] }),
      request: async (name: string, ...rest: readonly unknown[]) => {
        const work = rest.at(-1) as (lock: Held | null) => Promise<unknown>;
        const mine = (waiting.get(name) ?? Promise.resolve()).then(async () => {
          const lock = { name };
          held.push(lock);
          try {
            return await work(lock);
          } finally {
            held.splice(held.indexOf(lock), 1);
          }
        });
        waiting.set(name, mine.catch(() => undefined));
        return mine;
      },
    },
  },
});
