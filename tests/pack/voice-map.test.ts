import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { filmTime, voiceTime } from '../../src/pack/voice-map.ts';

const map = { holds: [[4, 0.5], [10, 1]] as [number, number][] };

test('a voice runs on while the picture waits', () => {
  expect([0, 4, 4.1, 10, 12].map((film) => voiceTime(map, film))).toEqual([0, 4, 4.6, 10.5, 13.5]);
  expect([0, 4, 4.2, 4.5, 4.6, 10.4, 10.5, 11, 11.5, 13.5].map((voice) => Number(filmTime(map, voice).toFixed(6)))).toEqual([0, 4, 4, 4, 4.1, 9.9, 10, 10, 10, 12]);
});

test('from any moment of any film to its voice and back is the same moment', () => {
  const holds = fc.array(fc.tuple(fc.double({ min: 0, max: 3600, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true })), { maxLength: 40 }).map((all) => all.toSorted((a, b) => a[0] - b[0]));
  fc.assert(fc.property(holds, fc.double({ min: 0, max: 3600, noNaN: true }), (all, film) => Math.abs(filmTime({ holds: all }, voiceTime({ holds: all }, film)) - film) < 1e-6));
});
