/**
 * A quiz in two parts, so that words may be translated and keys may not: the key (`Quiz`, one file) and its words
 * (`QuizWords`, one file a language). Terms follow QTI 3: item, interaction, correct response, score.
 */
import * as v from 'valibot';
import { fold } from './fold.ts';

const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
/** How many typed answers a language may accept for one item, and how long each may be. */
export const MOST_ANSWERS = 50;
export const LONGEST_ANSWER = 200;
const points = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));

/** `correct` is absent in items that only the server marks. */
const itemSchema = v.variant('kind', [
  v.object({ kind: v.literal('single'), id, points, choices: v.pipe(v.array(id), v.minLength(2)), correct: v.optional(id) }),
  v.object({ kind: v.literal('multiple'), id, points, choices: v.pipe(v.array(id), v.minLength(2)), correct: v.optional(v.array(id)) }),
  v.object({ kind: v.literal('true-false'), id, points, correct: v.optional(v.boolean()) }),
  v.object({ kind: v.literal('number'), id, points, correct: v.optional(v.number()), tolerance: v.optional(v.number()) }),
  /** Accepted answers by language: BCP 47 tag → spellings. */
  v.object({ kind: v.literal('text'), id, points, correct: v.optional(v.record(v.string(), v.array(v.string()))) }),
]);

export const quizSchema = v.object({
  karvan: v.literal(1),
  /** How many attempts a registration may have; 0 is without limit. */
  attempts: v.pipe(v.number(), v.integer(), v.minValue(0)),
  shuffle: v.boolean(),
  items: v.pipe(v.array(itemSchema), v.minLength(1), v.maxLength(500)),
});

const words = v.pipe(v.string(), v.maxLength(4000));
/** A typed answer: letters or digits are left of it once it is folded. Length in UTF-16 units. */
const spelling = v.pipe(v.string(), v.maxLength(LONGEST_ANSWER), v.check((text) => fold(text) !== ''));
export const quizWordsSchema = v.object({
  karvan: v.literal(1),
  lang: v.string(),
  items: v.record(
    id,
    v.object({
      prompt: words,
      choices: v.optional(v.record(id, v.object({ text: words, feedback: v.optional(words) }))),
      unit: v.optional(words),
      right: v.optional(words),
      wrong: v.optional(words),
      /** Of a language layer: what it accepts of a text item beside the key (typed.ts). A course's own stand in its key. */
      accepted: v.optional(v.pipe(v.array(spelling), v.maxLength(MOST_ANSWERS))),
    }),
  ),
});

export type Item = v.InferOutput<typeof itemSchema>;
export type Quiz = v.InferOutput<typeof quizSchema>;
export type QuizWords = v.InferOutput<typeof quizWordsSchema>;
