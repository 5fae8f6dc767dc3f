import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDLE_LIMIT, watchIdle } from '../../../src/app/profile/idle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a phone that was put down is locked after five minutes', () => {
  const onIdle = vi.fn();
  const stop = watchIdle(Date.now, () => false, onIdle);
  vi.advanceTimersByTime(IDLE_LIMIT - 10_000);
  expect(onIdle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(onIdle).toHaveBeenCalled();
  stop();
});

test('whoever touches it keeps it open', () => {
  const onIdle = vi.fn();
  const stop = watchIdle(Date.now, () => false, onIdle);
  for (let minute = 0; minute < 20; minute++) {
    vi.advanceTimersByTime(60_000);
    document.dispatchEvent(new Event('pointerdown'));
  }
  expect(onIdle).not.toHaveBeenCalled();
  stop();
});

test('a film that plays keeps it open; five minutes after its end it locks', () => {
  const onIdle = vi.fn();
  let isPlaying = true;
  const stop = watchIdle(Date.now, () => isPlaying, onIdle);
  vi.advanceTimersByTime(60 * 60_000);
  expect(onIdle).not.toHaveBeenCalled();
  isPlaying = false;
  vi.advanceTimersByTime(IDLE_LIMIT + 10_000);
  expect(onIdle).toHaveBeenCalled();
  stop();
});

test('the touch that wakes a phone after an hour finds it locked', () => {
  const onIdle = vi.fn();
  let now = 0;
  const stop = watchIdle(() => now, () => false, onIdle);
  // A hidden page's timers sleep: the clock goes on and no timer runs.
  now = 60 * 60_000;
  document.dispatchEvent(new Event('pointerdown'));
  expect(onIdle).toHaveBeenCalledTimes(1);
  stop();
});
