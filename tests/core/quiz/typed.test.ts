import * as v from 'valibot';
import { expect, test } from 'vitest';
import { quizWordsSchema, type Quiz, type QuizWords } from '../../../src/core/quiz/quiz.ts';
import { scoreQuiz } from '../../../src/core/quiz/score.ts';
import { typedAnswersIn, withTypedAnswers } from '../../../src/core/quiz/typed.ts';

const quiz: Quiz = {
  karvan: 1,
  attempts: 0,
  shuffle: false,
  items: [
    { kind: 'text', id: 'copy', points: 1, correct: { tr: ['yedek'], az: ['ehtiyat'] } },
    { kind: 'text', id: 'constructor', points: 1, correct: { tr: ['yapıcı'] } },
    { kind: 'text', id: 'essay', points: 1 },
    { kind: 'single', id: 'one', points: 1, choices: ['a', 'b'], correct: 'b' },
  ],
};
const wordsWith = (accepted: Readonly<Record<string, readonly string[]>>, lang = 'kk') => ({ karvan: 1, lang, items: Object.fromEntries(Object.entries(accepted).map(([id, spellings]) => [id, { prompt: id, accepted: [...spellings] }])) }) as QuizWords;
const kazakh = typedAnswersIn(wordsWith({ copy: ['сақтық көшірме', 'бэкап'] }))!;
const raw = (of: Quiz, copy: string) => scoreQuiz(of, new Map([['copy', copy]])).raw;

test('who answers in a layer’s language is right beside those who answer in the course’s own; without the layer he is not', () => {
  const both = withTypedAnswers(quiz, [kazakh]);
  expect(['сақтық көшірме', 'САҚТЫҚ  көшірме.', 'сактык коширме', 'Бэкап', 'yedek', 'Ehtiyat', 'көшірме'].map((typed) => raw(both, typed))).toEqual([1, 1, 1, 1, 1, 1, 0]);
  expect(['сақтық көшірме', 'бэкап', 'yedek'].map((typed) => raw(quiz, typed))).toEqual([0, 0, 1]);
  expect(withTypedAnswers(quiz, [])).toBe(quiz);
});

test('Turkish letters count as one types them, in a layer as in a course', () => {
  const both = withTypedAnswers(quiz, [typedAnswersIn(wordsWith({ copy: ['IŞIK İZİ'] }, 'tr'))!]);
  expect(['ışık izi', 'isik izi', 'Işık İzi', 'yedek'].map((typed) => raw(both, typed))).toEqual([1, 1, 1, 1]);
});

test('several layers accept together, and take nothing from each other or from the course', () => {
  const more = [kazakh, typedAnswersIn(wordsWith({ copy: ['backup'] }, 'en'))!, typedAnswersIn(wordsWith({ copy: ['ehtiyat nüsxə'] }, 'az'))!];
  expect(['бэкап', 'backup', 'ehtiyat nüsxə', 'ehtiyat', 'yedek'].map((typed) => raw(withTypedAnswers(quiz, more), typed))).toEqual([1, 1, 1, 1, 1]);
});

test('a layer gives no key to what only the server marks, nor to other kinds of items, and strange names do no harm', () => {
  const strange = withTypedAnswers(quiz, [typedAnswersIn(wordsWith({ essay: ['x'], one: ['a'], none: ['y'] }, 'constructor'))!, typedAnswersIn(wordsWith({ copy: ['ок'] }, '__proto__'))!]);
  expect(strange.items[1]).toBe(quiz.items[1]);
  expect(strange.items.slice(2)).toEqual(quiz.items.slice(2));
  expect(raw(strange, 'ок')).toBe(1);
});

test('words without typed answers accept none', () => {
  expect(typedAnswersIn(wordsWith({ copy: [] }))).toBeUndefined();
  expect(typedAnswersIn({ karvan: 1, lang: 'kk', items: { copy: { prompt: 'Қалай?' } } })).toBeUndefined();
});

test.each([
  ['without a letter or digit', ['—!']],
  ['empty', ['']],
  ['of more than 200 signs', ['ж'.repeat(201)]],
  ['of more than 50 spellings', Array.from({ length: 51 }, (_, n) => `сөз ${n}`)],
])('an answer %s is refused, and so are the words that bring it', (_, accepted) => {
  expect(v.is(quizWordsSchema, wordsWith({ copy: accepted }))).toBe(false);
  expect(v.is(quizWordsSchema, wordsWith({ copy: ['ж'.repeat(200), ...Array.from({ length: 49 }, (__, n) => `сөз ${n}`)] }))).toBe(true);
});
