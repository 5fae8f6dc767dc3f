import { expect, test } from 'vitest';
import type { Journey } from '../../../src/device/learning.ts';
import { clockDoubt, nextOf, queueOf } from '../../../src/app/road/queue.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const DAY = 86_400_000;
const iso = (at: number) => new Date(at).toISOString();
const waits = (made: number, tries = 0, notBefore = 0) => ({ made: iso(made), stage: { kind: 'phone', tries, notBefore } }) as unknown as Parameters<typeof nextOf>[0];
const received = (made: number) => ({ made: iso(made), stage: { kind: 'received', code: 'K7QF-2M9X', at: iso(NOW) } }) as unknown as Journey;
const online = { isOnline: true, now: NOW };

test('a result that has waited for three days is said to be stuck, with its day; one that arrived is not', () => {
  expect(queueOf([waits(NOW - DAY), waits(NOW - 3 * DAY), received(NOW - 9 * DAY)], NOW)).toEqual({ waiting: 2, since: iso(NOW - 3 * DAY), isStuck: true });
  expect(queueOf([waits(NOW - 3 * DAY + 1)], NOW).isStuck).toBe(false);
  expect(queueOf([received(NOW - 9 * DAY)], NOW)).toEqual({ waiting: 0, isStuck: false });
});

test('what was given to a carrier still counts as waiting until its receipt is here', () => {
  const carried = { made: iso(NOW - 4 * DAY), stage: { kind: 'carried', by: 'Selin', at: iso(NOW - DAY) } } as unknown as Journey;
  expect(queueOf([carried], NOW)).toMatchObject({ waiting: 1, isStuck: true });
});

test('a result says that it was tried only if it was there when it was tried', () => {
  const last = { at: NOW - 60_000, problem: 'server-unreachable', next: NOW + 30_000 } as const;
  expect(nextOf(waits(NOW - 120_000), last, online)).toEqual({ tried: { at: last.at, problem: 'server-unreachable' }, next: NOW + 30_000 });
  expect(nextOf(waits(NOW - 30_000), last, online)).toEqual({ next: NOW + 30_000 });
});

test('what the server said of one parcel is not said of those that it never saw', () => {
  const last = { at: NOW - 60_000, problem: 'envelope-too-large' } as const;
  expect(nextOf(waits(NOW - 120_000, 1, NOW + 90_000), last, online)).toEqual({ tried: { at: last.at, problem: 'envelope-too-large' }, next: NOW + 90_000 });
  expect(nextOf(waits(NOW - 120_000), last, online)).toEqual({ next: undefined });
});

test('with no network no hour is promised, and a clock that was set back makes no plan of years', () => {
  expect(nextOf(waits(NOW - 1000, 1, NOW + 90_000), undefined, { isOnline: false, now: NOW })).toEqual({ next: 'network' });
  expect(nextOf(waits(NOW - 1000, 1, NOW + 3650 * DAY), undefined, online)).toEqual({ next: undefined });
});

test('a clock that is off by more than ten minutes is spoken of, either way, also when only what is kept here shows it', () => {
  expect(clockDoubt({ at: NOW, ahead: 11 * 60_000 }, [], NOW)).toEqual({ kind: 'ahead', by: 11 * 60_000 });
  expect(clockDoubt({ at: NOW, ahead: -3650 * DAY }, [], NOW)).toEqual({ kind: 'behind', by: 3650 * DAY });
  expect(clockDoubt({ at: NOW, ahead: 9 * 60_000 }, [iso(NOW - 1), undefined], NOW)).toBeUndefined();
  expect(clockDoubt(undefined, [iso(NOW + DAY)], NOW)).toEqual({ kind: 'later' });
});
