import { expect, test } from 'vitest';
import { patienceFor } from '../../src/sync/outbox.ts';

test('a server that does not answer holds up a small envelope for half a minute; a large one has the time that it takes on a slow line, but no more than two minutes', () => {
  expect(patienceFor(2000)).toBe(31_000);
  expect(patienceFor(100_000)).toBe(80_000);
  expect(patienceFor(1_400_000)).toBe(120_000);
});
