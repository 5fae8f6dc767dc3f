import { expect, test } from 'vitest';
import { splitPages, takeTitle } from '../../src/core/pages.ts';

test('a line of three hyphens that stands alone begins a page', () => {
  expect(splitPages('One\n\n---\n\nTwo\r\n\r\n-----\r\n\r\nThree')).toEqual(['One', 'Two', 'Three']);
});

test('three hyphens under words, in a table or in code begin no page', () => {
  for (const whole of ['Title\n---\ntext', '| a | b |\n|---|---|\n| 1 | 2 |', '```\n\n---\n\n```', '~~~~\n```\n\n---\n~~~~']) expect(splitPages(whole)).toEqual([whole]);
});

test('empty pages are none, and an empty text is one page', () => {
  expect(splitPages('---\n\nOne\n\n---\n\n---\n')).toEqual(['One']);
  expect(splitPages('')).toEqual(['']);
});

test('the title of a text is told apart from the text', () => {
  expect(takeTitle('\n# Gifts and thanks #\n\nText')).toEqual({ title: 'Gifts and thanks', rest: '\nText' });
  expect(takeTitle('## Second\n\nText').title).toBeUndefined();
  expect(takeTitle('# With *marks*\n').title).toBeUndefined();
});
