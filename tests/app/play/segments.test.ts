import { array, assert, nat, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { isWatched, merged, playedSeconds, playedTo, type Segment } from '../../../src/app/play/segments.ts';

const segment = tuple(nat(1000), nat(1000)).map(([a, b]): Segment => [Math.min(a, b), Math.max(a, b)]);

test('a film played twice counts once', () => {
  expect(playedSeconds([[0, 60], [30, 90], [0, 60]])).toBe(90);
});

test('stretches come out in order and apart, whatever order they were played in', () => {
  assert(
    property(array(segment), (segments) => {
      const out = merged(segments);
      for (const [index, [from]] of out.entries()) if (index > 0) expect(from).toBeGreaterThanOrEqual(out[index - 1]![1] + 1);
      expect(merged(segments.toReversed())).toEqual(out);
      expect(merged(out)).toEqual(out);
    }),
  );
});

test('a pause makes no gap: one stretch is told, not one for each pause', () => {
  expect(merged([[0, 10], [10, 20], [20.4, 30]])).toEqual([[0, 30]]);
});

test('jumping over a part is not playing it', () => {
  let played: readonly Segment[] = [];
  let last: number | undefined;
  for (const now of [0, 0.5, 1, 80, 80.5, 81]) {
    played = playedTo(played, last, now, 5);
    last = now;
  }
  expect(played).toEqual([[0, 1], [80, 81]]);
});

test('jumping back plays nothing by itself', () => {
  expect(playedTo([[0, 50]], 50, 10, 5)).toEqual([[0, 50]]);
});

test('a lesson is done when nine tenths were played, and not by sitting at its end', () => {
  expect(isWatched([[0, 90]], 100)).toBe(true);
  expect(isWatched([[0, 89]], 100)).toBe(false);
  expect(isWatched([[0, 10], [99, 100]], 100)).toBe(false);
  expect(isWatched([], 0)).toBe(false);
});
