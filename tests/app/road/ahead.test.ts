import { expect, test } from 'vitest';
import { batchAhead, downloadAhead } from '../../../src/app/road/ahead.ts';
import type { Batch } from '../../../src/device/carry.ts';

const paused = (because: 'offline' | 'storage-full' | 'asked' | 'damaged') => ({ kind: 'paused', held: 1, of: 2, because }) as const;

test('a course that comes in by itself asks nothing of a person; one that is here is not spoken of', () => {
  expect(downloadAhead({ kind: 'fetching', held: 1, of: 2, speed: 9 }, true)).toEqual({});
  expect(downloadAhead({ kind: 'waiting' }, true)).toEqual({});
  expect(downloadAhead({ kind: 'ready', of: 2 }, true)).toBeUndefined();
});

test('without a network a course on its way rests, and still asks nothing of a person', () => {
  expect(downloadAhead({ kind: 'waiting' }, false)).toEqual({ rests: 'offline' });
  expect(downloadAhead(paused('offline'), true)).toEqual({ rests: 'offline' });
  expect(downloadAhead({ kind: 'reading', held: 1, of: 2, speed: 9 }, false), 'out of a file').toEqual({});
});

test('what only a person can set going again has one way to do it', () => {
  expect(downloadAhead(paused('asked'), true)).toEqual({ rests: 'asked', act: 'resume' });
  expect(downloadAhead(paused('damaged'), false)).toEqual({ rests: 'damaged', act: 'resume' });
  expect(downloadAhead(paused('storage-full'), true)).toEqual({ rests: 'storage-full', act: 'free-room' });
});

const batch = (counts: Partial<Batch>): Batch => ({ id: 1, label: '', taken: 0, envelopes: [], of: 3, waiting: 0, unknown: 0, answered: 0, refused: 0, ...counts });

test('work for others waits for a network first, then for the hands that give the replies back', () => {
  expect(batchAhead(batch({ waiting: 1, answered: 2 }))).toBe('network');
  expect(batchAhead(batch({ answered: 3 }))).toBe('give');
  expect(batchAhead(batch({ answered: 2, unknown: 1, given: 5 }))).toBe('asked-again');
  expect(batchAhead(batch({ refused: 3 }))).toBe('refused');
});

test('work for others that was answered and given back is over', () => {
  expect(batchAhead(batch({ answered: 3, given: 5 }))).toBeUndefined();
  expect(batchAhead(batch({ answered: 2, refused: 1, given: 5 }))).toBeUndefined();
});
