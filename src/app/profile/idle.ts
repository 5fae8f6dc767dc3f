/** Whoever puts the phone down for five minutes finds it locked; a film that plays keeps it open. */
export const IDLE_LIMIT = 5 * 60_000;

/** Calls `onIdle` after five minutes without a touch or key, hidden or not. Gives back how to stop. */
export function watchIdle(now: () => number, isAwake: () => boolean, onIdle: () => void): () => void {
  let last = now();
  const touched = () => {
    // Timers sleep while a phone is hidden: the first touch after a long absence must find it locked, not renew it.
    check();
    last = now();
  };
  const check = () => {
    if (isAwake()) last = now();
    else if (now() - last >= IDLE_LIMIT) onIdle();
  };
  const timer = setInterval(check, 10_000);
  for (const event of events) document.addEventListener(event, touched, { passive: true, capture: true });
  document.addEventListener('visibilitychange', check);
  return () => {
    clearInterval(timer);
    for (const event of events) document.removeEventListener(event, touched, { capture: true });
    document.removeEventListener('visibilitychange', check);
  };
}

const events = ['pointerdown', 'keydown', 'wheel'] as const;
