import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepInStep, steer } from '../../../src/app/play/voice.ts';

test('a difference nobody hears is left, a small one mended by pace, a large one by a jump', () => {
  expect(steer(0.01, 9)).toEqual({ kind: 'leave' });
  expect(steer(0.05, 9)).toEqual({ kind: 'pace', by: 0.95 });
  expect(steer(-0.05, 9)).toEqual({ kind: 'pace', by: 1.05 });
  expect(steer(-0.2, 9)).toEqual({ kind: 'pace', by: 1.08 });
  expect(steer(4, 9)).toEqual({ kind: 'jump' });
});

test('a jump is not chased by the next one', () => {
  expect(steer(4, 0.3)).toEqual({ kind: 'leave' });
});

/** As much of a media element as two of them need to keep in step. */
function aMedium() {
  const medium = Object.assign(new EventTarget(), {
    currentTime: 0, playbackRate: 1, paused: true, seeking: false, ended: false, error: null, readyState: 4,
    play: async () => {
      medium.paused = false;
      medium.dispatchEvent(new Event('play'));
    },
    pause: () => {
      medium.paused = true;
      medium.dispatchEvent(new Event('pause'));
    },
  });
  return medium;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function aPair() {
  const [film, voice] = [aMedium(), aMedium()];
  const stop = keepInStep(film as unknown as HTMLMediaElement, voice as unknown as HTMLMediaElement);
  return { film, voice, stop };
}

test('the voice plays, pauses, jumps and hurries with the film', async () => {
  const { film, voice } = aPair();
  await film.play();
  expect(voice.paused).toBe(false);
  film.playbackRate = 1.5;
  film.dispatchEvent(new Event('ratechange'));
  expect(voice.playbackRate).toBe(1.5);
  film.currentTime = 60;
  film.dispatchEvent(new Event('seeked'));
  expect(voice.currentTime).toBe(60);
  film.pause();
  expect(voice.paused).toBe(true);
});

test('a voice that falls seconds behind, as slow storage makes it, is brought back', async () => {
  const { film, voice } = aPair();
  await film.play();
  film.currentTime = 5;
  await vi.advanceTimersByTimeAsync(1000);
  expect(voice.currentTime).toBe(5);
});

test('left alone it stays behind', async () => {
  const { film, voice, stop } = aPair();
  await film.play();
  stop();
  film.currentTime = 5;
  await vi.advanceTimersByTimeAsync(1000);
  expect(voice.currentTime).toBe(0);
});

test('the film waits for a voice that has nothing to say yet, and goes on with it', async () => {
  const { film, voice } = aPair();
  await film.play();
  voice.readyState = 1;
  await vi.advanceTimersByTimeAsync(1000);
  expect(film.paused).toBe(true);
  voice.readyState = 4;
  await vi.advanceTimersByTimeAsync(200);
  expect(film.paused).toBe(false);
});

test('a voice does not speak on over a film that has nothing to show, and goes on with it', async () => {
  const { film, voice } = aPair();
  await film.play();
  film.readyState = 2;
  film.dispatchEvent(new Event('waiting'));
  await vi.advanceTimersByTimeAsync(4000);
  expect(voice.paused).toBe(true);
  film.readyState = 4;
  await vi.advanceTimersByTimeAsync(200);
  expect(voice.paused).toBe(false);
});

test('after the film waited for its voice they go on from one place', async () => {
  const { film, voice } = aPair();
  await film.play();
  voice.readyState = 1;
  await vi.advanceTimersByTimeAsync(1000);
  film.currentTime = 0.2;
  voice.readyState = 4;
  let together = -1;
  film.addEventListener('play', () => (together = voice.currentTime));
  await vi.advanceTimersByTimeAsync(500);
  expect(together).toBe(0.2);
});
