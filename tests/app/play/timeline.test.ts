import { expect, test } from 'vitest';
import { goTo, layOn, lengthOf, secondOf } from '../../../src/app/play/timeline.ts';

/** A voice of 25 s for a film of 20: the picture would wait at 5 for 2 s and at 10 for 3. */
const map = { karvan: 1 as const, holds: [[5, 2], [10, 3]] as [number, number][], speech: [] };
const aPlayer = (currentTime: number) => ({ currentTime, duration: 25 }) as HTMLMediaElement;

test('a voice heard alone is told of, and sent, in the film’s own time', () => {
  const voice = aPlayer(0);
  layOn(voice, map);
  const at = (time: number) => {
    voice.currentTime = time;
    return secondOf(voice);
  };
  expect([3, 5, 6, 8, 12, 14, 16].map(at)).toEqual([3, 5, 5, 6, 10, 10, 11]);
  expect(lengthOf(voice)).toBe(20);
  for (const second of [3, 6, 11]) {
    goTo(voice, second);
    expect(secondOf(voice)).toBe(second);
  }
});

test('without a map both run alike, and a map that is gone changes nothing any more', () => {
  const film = aPlayer(12);
  expect([secondOf(film), lengthOf(film)]).toEqual([12, 25]);
  layOn(film, map);
  layOn(film, undefined);
  goTo(film, 7);
  expect([film.currentTime, secondOf(film)]).toEqual([7, 7]);
});
