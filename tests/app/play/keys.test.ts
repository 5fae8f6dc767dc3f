import { expect, test } from 'vitest';
import { commandOf, focusOf } from '../../../src/app/play/keys.ts';
import { nextRate } from '../../../src/app/play/rate.tsx';

test('the keyboard plays, seeks, mutes, shows subtitles and fills the screen', () => {
  expect([' ', 'k', 'ArrowLeft', 'ArrowRight', 'c', 'M', 'f', '>', 'Home'].map((key) => commandOf(key, 'page'))).toEqual(['toggle', 'toggle', 'back', 'forward', 'subtitles', 'mute', 'full', 'faster', 'start']);
});

test('a focused button keeps its space and a field all its keys', () => {
  expect(commandOf(' ', 'button')).toBeUndefined();
  expect(commandOf('k', 'button')).toBe('toggle');
  for (const key of [' ', 'k', 'ArrowLeft', 'm']) expect(commandOf(key, 'field')).toBeUndefined();
  expect(commandOf('Tab', 'page')).toBeUndefined();
});

test('the road of the film is no field: arrows go ten seconds there too', () => {
  document.body.innerHTML = '<input type="range"><select></select><button><span></span></button><p></p>';
  const [range, select, span, p] = ['input', 'select', 'span', 'p'].map((name) => document.querySelector(name));
  expect([range, select, span, p].map((each) => focusOf(each!))).toEqual(['seek', 'field', 'button', 'page']);
});

test('speed has an end in both directions', () => {
  expect(nextRate(1, 1)).toBe(1.25);
  expect(nextRate(2, 1)).toBe(2);
  expect(nextRate(0.75, -1)).toBe(0.75);
});
