import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Proof } from '../../../src/app/road/proof.tsx';
import { noFacts, type Facts } from '../../../src/device/facts.ts';

const NOW = Date.parse('2026-11-27T12:00:00.000Z');
const receipts = [1, 5, 9].map((seq) => ({ seq, code: 'K7QF-2M9X', received: `2026-11-2${seq === 9 ? 6 : 4}T10:00:00.000Z` }));
const shown = (facts: Partial<Facts>) => render(<Proof facts={{ ...noFacts, ...facts }} now={NOW} />).container.textContent;

test('a phone says how far its work lies in a backup, and nothing where nothing is known', () => {
  expect(shown({ receipts })).toBe('');
  expect(shown({ receipts, backedUpThrough: 0 })).toBe('');
  expect(shown({ receipts, backedUpThrough: 9 })).toContain('All that was received lies in the institution’s backup too.');
  expect(shown({ receipts, backedUpThrough: 7 })).toMatch(/In the institution’s backup lies what was received until: .*24/);
});

test('the line of the log that a receipt named stands there whole, for whoever checks the log', () => {
  const head = `812.${'a'.repeat(43)}`;
  expect(shown({ receipts, audit: { head, received: receipts[2]!.received, receipt: 'a.b.c' } })).toBe(` Newest line of the institution’s log: ${head}`);
});
