/**
 * Typed answers that a language layer accepts, beside those of the course: who reads a question in another language answers it there too.
 * They only ever add to a key, and are compared like the course's own (fold.ts). Whether a layer counts is for its publisher to be asked.
 */
import type { Item, Quiz, QuizWords } from './quiz.ts';

/** Spellings by item. `lang`: BCP 47. */
export type TypedAnswers = { readonly lang: string; readonly items: { readonly [item: string]: readonly string[] } };

/** What the words of a quiz accept; undefined when they accept nothing. */
export function typedAnswersIn({ lang, items }: QuizWords): TypedAnswers | undefined {
  const found = Object.entries(items).flatMap(([id, { accepted = [] }]) => (accepted.length > 0 ? [[id, accepted] as const] : []));
  return found.length > 0 ? { lang, items: Object.fromEntries(found) } : undefined;
}

/** The quiz as it is marked where these answers count too. An item that only the server marks stays one. */
export function withTypedAnswers(quiz: Quiz, more: readonly TypedAnswers[]): Quiz {
  return more.length === 0 ? quiz : { ...quiz, items: quiz.items.map((item) => more.reduce(accepting, item)) };
}

function accepting(item: Item, { lang, items }: TypedAnswers): Item {
  const spellings = own(items, item.id);
  if (item.kind !== 'text' || item.correct === undefined || !spellings) return item;
  return { ...item, correct: { ...item.correct, [lang]: [...(own(item.correct, lang) ?? []), ...spellings] } };
}

/** Ids and languages come from files: an item may be called `constructor`. */
function own<Value>(record: { readonly [name: string]: Value }, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
