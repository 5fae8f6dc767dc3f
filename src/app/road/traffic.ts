/**
 * When sealed envelopes leave this phone and replies are read: at the start, when a lesson ends, after 5 s of quiet, when
 * hidden, locked or online again, and by a timer. "Online" says nothing of the server, so the timer never gives up.
 */
import { isProblem, type Problem } from '../../core/problem.ts';
import type { World } from '../../core/session.ts';
import type { Db } from '../../device/db.ts';
import type { OpenProfile } from '../../device/profiles.ts';
import type { Trust } from '../../pack/trust.ts';

/**
 * What became of a wish to send. `received`: so many results have a receipt now and had none before. `sent`: without a receipt yet.
 * `held`: still on the phone though nothing stood in the way; they go by themselves, not before `until`. Else why not, and how many were received all the same.
 */
export type Sent =
  | { readonly kind: 'received'; readonly count: number }
  | { readonly kind: 'sent' | 'nothing' }
  | { readonly kind: 'held'; readonly until: number }
  | (Problem & { readonly received?: number });

export type Traffic = {
  /** Seals what lies open, sends all that waits, reads what came back. */
  readonly go: () => Promise<Sent>;
  /** Something was recorded: it is sealed after 5 s of quiet. */
  readonly saved: () => void;
  /** Seals what lies open, now. */
  readonly seal: () => Promise<void>;
  readonly stop: () => void;
};

export type Deps = {
  readonly db: Db;
  readonly world: World;
  readonly fetch: typeof globalThis.fetch;
  /** 0…1 */
  readonly chance: () => number;
  readonly opened: () => OpenProfile | undefined;
  readonly trust: () => Promise<Trust | Problem>;
  /** Takes in a newer trust list when the server has one. */
  readonly renewTrust: () => Promise<Trust | Problem>;
};

const QUIET = 5_000;
/** On a bad line the first screen comes before anything else. */
const START = 4_000;
/** Between two tries when all is well, and the first and last wait after a failure. */
const CALM = 5 * 60_000;
const FIRST_WAIT = 15_000;
const LAST_WAIT = 15 * 60_000;

export function startTraffic(deps: Deps): Traffic {
  let failures = 0;
  let wait = CALM;
  let quiet: ReturnType<typeof setTimeout> | undefined;
  let next: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<Sent> | undefined;
  /** The running pass has looked what waits: what is sealed from now on is for the next one. */
  let isLate = false;
  let following: Promise<Sent> | undefined;

  const seal = async () => {
    clearTimeout(quiet);
    const open = deps.opened();
    const trust = open && (await deps.trust());
    if (!open || !trust || isProblem(trust)) return;
    const { closeEnvelope } = await import('../../device/envelopes.ts');
    await closeEnvelope(open, sealingKey(trust), deps.world);
    hintBackgroundSync();
  };

  const pass = async (): Promise<Sent> => {
    const { sendOnce } = await import('./pass.ts');
    return sendOnce(deps, {
      seal,
      looked: () => (isLate = true),
      nextIn: (went) => {
        failures = went === 'failed' ? failures + 1 : 0;
        wait = (went === 'owed' ? QUIET : failures === 0 ? CALM : Math.min(LAST_WAIT, FIRST_WAIT * 2 ** (failures - 1))) * (0.5 + deps.chance());
        return wait;
      },
    });
  };

  const begin = () => {
    [isLate, following] = [false, undefined];
    running = pass().finally(() => {
      if (!following) running = undefined;
      schedule();
    });
    return running;
  };
  const go = () => {
    if (!running) return begin();
    if (!isLate) return running;
    following ??= running.then(begin, begin);
    return following;
  };
  const goQuietly = () => void go().catch(() => undefined);
  const schedule = () => {
    clearTimeout(next);
    next = setTimeout(goQuietly, wait);
  };
  const onVisibility = () => {
    if (document.visibilityState === 'hidden') void seal().catch(() => undefined);
    else goQuietly();
  };

  window.addEventListener('online', goQuietly);
  document.addEventListener('visibilitychange', onVisibility);
  next = setTimeout(goQuietly, START);

  return {
    go,
    seal,
    saved() {
      clearTimeout(quiet);
      quiet = setTimeout(() => void seal().then(goQuietly, () => undefined), QUIET);
    },
    stop() {
      clearTimeout(quiet);
      clearTimeout(next);
      window.removeEventListener('online', goQuietly);
      document.removeEventListener('visibilitychange', onVisibility);
    },
  };
}

export function sealingKey(trust: Trust): JsonWebKey & { kid: string } {
  return trust.list.server.seal[0] as JsonWebKey & { kid: string };
}

/** Where the browser has it: sends when the phone is online, even if Karvan is closed. Only a hint; the timer above does the work. */
export function hintBackgroundSync(): void {
  if (!('serviceWorker' in navigator)) return;
  void navigator.serviceWorker.ready
    .then((registration) => (registration as ServiceWorkerRegistration & { sync?: { register: (tag: string) => Promise<void> } }).sync?.register('karvan-drain'))
    .catch(() => undefined);
}
