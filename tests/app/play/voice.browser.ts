/** A voice that is longer than its film, in a real browser: the picture waits where the map says, and the two stay together. */
import { afterEach, expect, test } from 'vitest';
import { keepInStep, type Manner } from '../../../src/app/play/voice.ts';
import { voiceTime, type VoiceMap } from '../../../src/pack/voice-map.ts';

const map: VoiceMap = { karvan: 1, holds: [[1.5, 0.8], [3, 0.6]], speech: [[0, 1.5]] };
const made: HTMLMediaElement[] = [];
afterEach(() => {
  for (const each of made.splice(0)) {
    each.pause();
    each.removeAttribute('src');
  }
});

/** Sound of so many seconds, as a browser plays it. */
async function aMedium(seconds: number): Promise<HTMLMediaElement> {
  // A silent video may play before anybody touched the page, a silent sound may not.
  const medium = document.createElement('video');
  medium.muted = true;
  medium.src = URL.createObjectURL(new Blob([wav(seconds)], { type: 'audio/wav' }));
  document.body.append(medium);
  made.push(medium);
  await new Promise((resolve) => medium.addEventListener('canplaythrough', resolve, { once: true }));
  return medium;
}

function wav(seconds: number, rate = 8000): ArrayBuffer {
  const size = seconds * rate;
  const view = new DataView(new ArrayBuffer(44 + size * 2));
  const text = (at: number, word: string) => [...word].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + size * 2, true);
  text(8, 'WAVEfmt ');
  [[16, 16], [24, rate], [28, rate * 2]].forEach(([at, value]) => view.setUint32(at!, value!, true));
  [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([at, value]) => view.setUint16(at!, value!, true));
  text(36, 'data');
  view.setUint32(40, size * 2, true);
  return view.buffer;
}

/** Plays a film of six seconds with its voice and gives how far apart they were, and how often the picture stood. Seconds. */
async function played(manner: Manner, during: (film: HTMLMediaElement) => void = () => undefined) {
  const [film, voice] = [await aMedium(6), await aMedium(7.4)];
  const held: boolean[] = [];
  const stop = keepInStep(film, voice, { ...manner, onHold: (isHeld) => void held.push(isHeld) });
  const apart: number[] = [];
  const stood = new Set<number>();
  await film.play();
  during(film);
  const look = setInterval(() => {
    if (film.playbackRate === 0) stood.add(Number(film.currentTime.toFixed(1)));
    else if (!film.seeking && !voice.seeking) apart.push(Math.abs(voice.currentTime - voiceTime(map, film.currentTime)));
  }, 20);
  await new Promise<void>((resolve) => {
    film.addEventListener('ended', () => resolve(), { once: true });
    setTimeout(resolve, 20_000);
  });
  clearInterval(look);
  stop();
  return { apart: apart.toSorted((a, b) => a - b), stood: [...stood], held, isEnded: film.ended };
}

test('the picture stands at each place of the map and goes on with the voice', { timeout: 60_000 }, async () => {
  const { apart, stood, held, isEnded } = await played({ map });
  expect(isEnded).toBe(true);
  expect(held).toEqual([true, false, true, false]);
  expect(stood.map((at) => Math.round(at * 2) / 2).filter((at, n, all) => all.indexOf(at) === n)).toEqual([1.5, 3]);
  expect(apart[Math.floor(apart.length * 0.95)]!).toBeLessThan(0.3);
});

test('without the waits the two are apart by as much as the voice is longer', { timeout: 60_000 }, async () => {
  const { apart } = await played({});
  expect(apart.at(-1)).toBeGreaterThan(1);
});
