import { useEffect, useState } from 'react';

/** Whole seconds left until a moment, counted down; 0 when it has passed. */
export function useCountdown(until: number, now: () => number): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const count = () => setLeft(Math.max(0, Math.ceil((until - now()) / 1000)));
    count();
    if (until <= now()) return;
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [until, now]);
  return left;
}
