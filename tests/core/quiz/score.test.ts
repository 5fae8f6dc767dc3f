import { describe, expect, test } from 'vitest';
import { fold } from '../../../src/core/quiz/fold.ts';
import { choiceOrder, itemOrder } from '../../../src/core/quiz/order.ts';
import type { Item, Quiz } from '../../../src/core/quiz/quiz.ts';
import { score, scoreQuiz, typedNumber } from '../../../src/core/quiz/score.ts';

const single: Item = { kind: 'single', id: 'gift', points: 2, choices: ['refuse', 'accept'], correct: 'refuse' };
const multiple: Item = { kind: 'multiple', id: 'signs', points: 3, choices: ['a', 'b', 'c'], correct: ['a', 'c'] };
const trueFalse: Item = { kind: 'true-false', id: 'law', points: 1, correct: false };
const number: Item = { kind: 'number', id: 'days', points: 1, correct: 15, tolerance: 0.5 };
const text: Item = { kind: 'text', id: 'word', points: 1, correct: { tr: ['Şifre', 'parola'], az: ['şifrə'], kk: ['құпиясөз'], ru: ['ёлка'], en: ['password'] } };

describe('an answer is marked as its author meant', () => {
  test.each([
    [single, 'refuse', true],
    [single, 'accept', false],
    [single, '', false],
    [multiple, 'c[,]a', true],
    [multiple, 'a', false],
    [multiple, 'a[,]b[,]c', false],
    [multiple, '', false],
    [trueFalse, 'false', true],
    [trueFalse, 'true', false],
    [number, '15', true],
    [number, '15,4', true],
    [number, ' 15.5 ', true],
    [number, '16', false],
    [number, 'fifteen', false],
    [text, 'ŞİFRE', true],
    [text, 'sifre', true],
    [text, 'ŞİFRƏ', true],
    [text, 'sifre.', true],
    [text, 'Құпиясөз', true],
    [text, 'купиясоз', true],
    [text, 'елка', true],
    [text, 'PASSWORD', true],
    [text, '', false],
    [text, 'passwords', false],
  ] as const)('%o ← %s', (item, response, isCorrect) => {
    expect(score(item, response).isCorrect).toBe(isCorrect);
  });
});

test('an item without a key is marked by nobody here', () => {
  const { correct: _, ...keyless } = single as Extract<Item, { kind: 'single' }>;
  expect(score(keyless, 'refuse')).toEqual({ points: 0, max: 2, isCorrect: undefined });
});

test('letters that people type for one another are the same, and words that differ stay different', () => {
  expect(fold('IŞIK')).toBe(fold('ışık'));
  expect(fold('İSTİFA')).toBe(fold('istifa'));
  expect(fold('Gəncə')).toBe(fold('gence'));
  expect(fold('Ұлттық')).toBe(fold('улттык'));
  expect(fold('  iki   söz ')).toBe('iki soz');
  expect(fold('dilek')).not.toBe(fold('dilekçe'));
});

test('numbers are read as people of five countries type them', () => {
  expect(typedNumber('1 234,5')).toBe(1234.5);
  expect(typedNumber('1\u00a0234.5')).toBe(1234.5);
  expect(typedNumber('-7')).toBe(-7);
  expect(typedNumber('7 days')).toBeNaN();
});

test('a quiz is scored from its answers alone; what is not answered scores nothing', () => {
  const quiz: Quiz = { karvan: 1, attempts: 3, shuffle: true, items: [single, multiple, trueFalse, number, text] };
  expect(scoreQuiz(quiz, new Map([['gift', 'refuse'], ['signs', 'a[,]c']]))).toEqual({ raw: 5, max: 8, scaled: 0.625 });
  expect(scoreQuiz(quiz, new Map())).toEqual({ raw: 0, max: 8, scaled: 0 });
});

test('an attempt shows its questions in the same order for ever', () => {
  const quiz: Quiz = { karvan: 1, attempts: 0, shuffle: true, items: [single, multiple, trueFalse, number, text] };
  expect(itemOrder(quiz, 7)).toEqual(['days', 'signs', 'law', 'word', 'gift']);
  expect(itemOrder(quiz, 8)).not.toEqual(itemOrder(quiz, 7));
  expect(choiceOrder(quiz, 'signs', 7).toSorted()).toEqual(['a', 'b', 'c']);
  expect(itemOrder({ ...quiz, shuffle: false }, 7)).toEqual(['gift', 'signs', 'law', 'days', 'word']);
});
