import { expect, test } from 'vitest';
import { packPath, splitPages, takeTitle } from '../../../src/app/play/pages.ts';

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

test('a picture is found beside its text and never outside the pack', () => {
  expect(packPath('lessons/a.md', '../pictures/x.svg')).toBe('pictures/x.svg');
  expect(packPath('lessons/a.md', 'x%20y.png')).toBe('lessons/x y.png');
  for (const bad of ['https://example.org/x.png', '//example.org/x.png', '/etc/passwd', '../../x.png', 'data:image/png;base64,x', 'javascript:alert(1)', '\\x', '%2e%2e/%2e%2e/x', '..']) {
    expect(packPath('lessons/a.md', bad), bad).toBeUndefined();
  }
});
