/** Slowing down those who guess. Kept in memory: a restart forgives, and no table fills with strangers' tries. */

/** `free`: wrong tries without a wait. Then `first` milliseconds, doubled each time, at most `last`. */
export type Patience = { readonly free: number; readonly first: number; readonly last: number };
export type Tries = {
  /** Milliseconds to wait before the next try of any of these keys; 0: now. */
  readonly wait: (...keys: readonly string[]) => number;
  readonly wrong: (...keys: readonly string[]) => void;
  readonly right: (...keys: readonly string[]) => void;
};

/** A key is a name, a code or an address; an address shares its fate with a whole district, so give it more free tries. */
export function tries(now: () => number, patienceOf: (key: string) => Patience): Tries {
  const held = new Map<string, { count: number; until: number }>();
  const forget = () => {
    const longAgo = now() - FORGIVEN;
    for (const [key, { until }] of held) if (until < longAgo || held.size > MOST) held.delete(key);
  };
  return {
    wait: (...keys) => Math.max(0, ...keys.map((key) => (held.get(key)?.until ?? 0) - now())),
    wrong: (...keys) => {
      if (held.size >= MOST) forget();
      for (const key of keys) {
        const { free, first, last } = patienceOf(key);
        const count = (held.get(key)?.count ?? 0) + 1;
        held.set(key, { count, until: count <= free ? now() : now() + Math.min(last, first * 2 ** Math.min(30, count - free - 1)) });
      }
    },
    right: (...keys) => {
      for (const key of keys) held.delete(key);
    },
  };
}

const FORGIVEN = 3_600_000;
const MOST = 50_000;
