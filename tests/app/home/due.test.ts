import { expect, test } from 'vitest';
import { isPast } from '../../../src/app/home/due.ts';

test('a due day is over when it has ended, never before, and never by a clock that cannot be believed', () => {
  expect(isPast('2026-11-25', Date.parse('2026-11-25T23:59:59Z'))).toBe(false);
  expect(isPast('2026-11-25', Date.parse('2026-11-26T00:00:00Z'))).toBe(true);
  expect(isPast('2026-11-25', undefined)).toBe(false);
  expect(isPast(undefined, Date.parse('2036-11-26T00:00:00Z'))).toBe(false);
});
