import { fold } from './fold.ts';
import type { Item, Quiz } from './quiz.ts';

/** `points` of `max`. `isCorrect` is undefined when the item holds no key and only the server can say. */
export type Outcome = { readonly points: number; readonly max: number; readonly isCorrect: boolean | undefined };

/** Score of an attempt: raw points of max, and scaled 0…1 rounded to four places. */
export type Score = { readonly raw: number; readonly max: number; readonly scaled: number };

/**
 * Marks one response. The response is xAPI's string form (xAPI 1.0.3 Data §4.1.6.1): choice ids joined by `[,]`, `true` or
 * `false`, a number, or the text as typed (accepted in any language of the key). All or nothing; nonsense is simply wrong.
 */
export function score(item: Item, response: string): Outcome {
  const isCorrect = item.correct === undefined ? undefined : matches(item, response);
  return { points: isCorrect ? item.points : 0, max: item.points, isCorrect };
}

/** Score of a whole quiz from the last response to each item; items without a response score nothing. */
export function scoreQuiz(quiz: Quiz, responses: ReadonlyMap<string, string>): Score {
  let raw = 0;
  let max = 0;
  for (const item of quiz.items) {
    const response = responses.get(item.id);
    max += item.points;
    raw += response === undefined ? 0 : score(item, response).points;
  }
  return { raw, max, scaled: max === 0 ? 0 : Math.round((raw / max) * 10_000) / 10_000 };
}

/** A number as people type it: spaces as thousands, comma or point before the decimals. NaN when it is none. */
export function typedNumber(text: string): number {
  const plain = text.replace(/[\s\u00a0\u202f']/gu, '').replace(',', '.').replace('−', '-');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
}

function matches(item: Item, response: string): boolean {
  switch (item.kind) {
    case 'single':
      return response === item.correct;
    case 'multiple': {
      const given = new Set(response === '' ? [] : response.split('[,]'));
      const wanted = new Set(item.correct);
      return given.size === wanted.size && [...given].every((id) => wanted.has(id));
    }
    case 'true-false':
      return response === String(item.correct);
    case 'number':
      return Math.abs(typedNumber(response) - (item.correct ?? Number.NaN)) <= (item.tolerance ?? 0) + Number.EPSILON;
    case 'text': {
      const given = fold(response);
      return given !== '' && Object.values(item.correct ?? {}).some((spellings) => spellings.some((each) => fold(each) === given));
    }
  }
}
