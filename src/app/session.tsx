/** What every screen may use: the phone's database, clock and chance, the profile that is open, and the road to the server. */
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { isProblem, type Problem } from '../core/problem.ts';
import type { World } from '../core/session.ts';
import type { Db } from '../device/db.ts';
import type { OpenProfile } from '../device/profiles.ts';
import type { Trust } from '../pack/trust.ts';
import type { Hold } from '../device/hold.ts';
import { watchIdle } from './profile/idle.ts';
import { startTraffic, type Sent, type Traffic } from './road/traffic.ts';

/** What main.tsx makes real. */
export type Real = {
  readonly db: Db;
  readonly world: World;
  readonly fetch: typeof globalThis.fetch;
  readonly chance: () => number;
  readonly updates: Updates;
};

/** A new version of Karvan that waits to be used: by `apply`, once `first` is over. */
export type Updates = { readonly subscribe: (changed: () => void) => () => void; readonly isReady: () => boolean; readonly apply: (first: Promise<void> | undefined) => void };

export type Session = Omit<Real, 'chance' | 'updates'> & {
  readonly open: OpenProfile | undefined;
  /** The trust list that is held; fetched when there is none. */
  readonly needTrust: () => Promise<Trust | Problem>;
  readonly isOnline: boolean;
  readonly setOpen: (open: OpenProfile) => void;
  /** Seals what lies open, then forgets the profile's keys. */
  readonly lock: () => Promise<void>;
  /** Another tab holds the open profile: nothing may be recorded here until `takeHere`. */
  readonly isElsewhere: boolean;
  readonly takeHere: () => Promise<void>;
  /** Call after each `record`: the envelope is closed after 5 s of quiet. */
  readonly saved: () => void;
  /** Call when a lesson ends: closes the envelope and sends. Resolves before the sending. */
  readonly endLesson: () => Promise<void>;
  /** Sends now and says truthfully what became of it. */
  readonly sendNow: () => Promise<Sent>;
  /** While true (a film plays) the profile is not locked for idleness. */
  readonly stayOpen: (isAwake: boolean) => void;
  /** Set when a new version waits: seals what lies open and opens Karvan anew in it. Use it only where no lesson is open. */
  readonly update: (() => void) | undefined;
};

const Context = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(Context);
  if (!session) throw new Error('no session around this screen');
  return session;
}

/** The open profile, on screens that routes.tsx shows only to one. */
export function useOpen(): OpenProfile {
  const { open } = useSession();
  if (!open) throw new Error('this screen needs an open profile');
  return open;
}

export function SessionProvider({ real, opened, children }: { readonly real: Real; readonly opened?: OpenProfile; readonly children: ReactNode }) {
  const { db, world, fetch, chance, updates } = real;
  const [open, setOpenState] = useState(opened);
  const openNow = useRef(open);
  const [isElsewhere, setElsewhere] = useState(false);
  const isAwake = useRef(false);
  const hold = useRef<Hold>(undefined);
  const traffic = useRef<Traffic>(undefined);
  const isOnline = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  const isUpdateReady = useSyncExternalStore(updates.subscribe, updates.isReady);

  const renewTrust = useCallback(async () => (await import('../device/trust.ts')).renewTrust(db, fetch), [db, fetch]);
  const needTrust = useCallback(async () => (await (await import('../device/trust.ts')).trustHeld(db)) ?? renewTrust(), [db, renewTrust]);

  useEffect(() => {
    const started = startTraffic({ db, world, fetch, chance, opened: () => openNow.current, trust: needTrust, renewTrust });
    traffic.current = started;
    return started.stop;
  }, [db, world, fetch, chance, needTrust, renewTrust]);

  const take = useCallback(async (isUseHere: boolean) => {
    const profile = openNow.current;
    if (!profile) return;
    const { holdProfile } = await import('../device/hold.ts');
    const taken = await holdProfile(profile, isUseHere);
    setElsewhere(isProblem(taken));
    if (isProblem(taken)) return;
    hold.current = taken;
    void taken.lost.then(() => setElsewhere(openNow.current === profile));
  }, []);
  const setOpen = useCallback(
    (next: OpenProfile) => {
      openNow.current = next;
      setOpenState(next);
      void take(false).then(() => traffic.current?.go()).catch(() => undefined);
    },
    [take],
  );
  const lock = useCallback(async () => {
    await traffic.current?.seal().catch(() => undefined);
    hold.current?.release();
    hold.current = undefined;
    openNow.current = undefined;
    setElsewhere(false);
    setOpenState(undefined);
  }, []);
  useEffect(() => {
    if (!open) return;
    return watchIdle(world.now, () => isAwake.current, () => void lock());
  }, [open, world, lock]);

  const session = useMemo<Session>(
    () => ({
      db,
      world,
      fetch,
      open,
      needTrust,
      isOnline,
      setOpen,
      lock,
      isElsewhere,
      takeHere: () => take(true),
      saved: () => traffic.current?.saved(),
      endLesson: async () => {
        await traffic.current?.seal();
        void traffic.current?.go().catch(() => undefined);
      },
      sendNow: async () => (await traffic.current?.go()) ?? { kind: 'nothing' },
      stayOpen: (awake) => {
        isAwake.current = awake;
      },
      update: isUpdateReady ? () => updates.apply(traffic.current?.seal()) : undefined,
    }),
    [db, world, fetch, open, needTrust, isOnline, setOpen, lock, isElsewhere, take, isUpdateReady, updates],
  );
  return <Context value={session}>{children}</Context>;
}

function subscribeOnline(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}
