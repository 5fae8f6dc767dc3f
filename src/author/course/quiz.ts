/** An author's quiz file, taken apart into its key and its words in each language. */
import * as v from 'valibot';
import { fold } from '../../core/quiz/fold.ts';
import { LONGEST_ANSWER, quizSchema, quizWordsSchema, type Item, type Quiz, type QuizWords } from '../../core/quiz/quiz.ts';
import { checkAnswers } from '../../core/translation/answer-checks.ts';
import type { Say } from '../fault.ts';
import { readYaml, type Located } from './located.ts';
import { sayFinding } from './subtitles.ts';
import { booleanOf, fieldsOf, listOf, need, numberOf, oneOf, slugOf, textOf, wordsOf, type Fields } from './values.ts';

/** `pass`: mastery score, 0…1. */
export type QuizPlan = { readonly pass: number; readonly quiz: Quiz; readonly words: ReadonlyMap<string, QuizWords> };

type Words = QuizWords['items'][string];
type Question = { readonly item: Item; readonly wordsIn: (lang: string) => Words };
type Languages = { readonly source: string; readonly languages: readonly string[] };
type LanguageWords = { readonly [lang: string]: string } | undefined;

const kinds = ['single', 'multiple', 'true-false', 'number', 'text'] as const;
const commonKeys = ['id', 'kind', 'points', 'prompt', 'feedback'];
const ownKeys = { single: ['choices'], multiple: ['choices'], 'true-false': ['answer'], number: ['answer', 'tolerance', 'unit'], text: ['accepted'] };

/** Reads a quiz. Undefined when it is broken; each reason has been said. */
export function readQuiz(text: string, { source, languages }: Languages, say: Say): QuizPlan | undefined {
  const fields = fieldsOf(readYaml(text, say), 'the quiz', ['pass', 'attempts', 'shuffle', 'questions'], say);
  if (!fields) return undefined;
  const pass = numberOf(need(fields, 'pass', 'Write the share of points that passes, such as “pass: 0.7”.'), '“pass”', say, { least: 0, most: 1 });
  const attempts = numberOf(fields.at.get('attempts'), '“attempts”', say, { least: 0, most: 1000, isWhole: true }) ?? 0;
  const shuffle = booleanOf(fields.at.get('shuffle'), '“shuffle”', say) ?? false;
  const list = listOf(need(fields, 'questions', 'Write at least one question.'), '“questions”', say);
  if (list.length > 500) say(list[500]!.line, 'there are more than 500 questions', 'Make two quizzes of it.');
  const lines = new Map<string, number>();
  const questions = list.slice(0, 500).flatMap((node) => readQuestion(node, { source, languages }, lines, say) ?? []);
  if (fields.at.get('questions') && list.length === 0) say(fields.line, 'there is no question', 'Write at least one.');
  if (questions.length === list.length && list.length > 0 && questions.every(({ item }) => item.points === 0)) say(fields.line, 'no question gives points', 'Give at least one question a point.');
  if (pass === undefined || questions.length === 0) return undefined;
  const quiz = v.parse(quizSchema, { karvan: 1, attempts, shuffle, items: questions.map(({ item }) => item) });
  const words = languages.map((lang) => {
    const items = Object.fromEntries(questions.map(({ item, wordsIn }) => [item.id, wordsIn(lang)]));
    return [lang, v.parse(quizWordsSchema, { karvan: 1, lang, items })] as const;
  });
  return { pass, quiz, words: new Map(words) };
}

function readQuestion(node: Located, speech: Languages, lines: Map<string, number>, say: Say): Question | undefined {
  const { languages } = speech;
  const named = node.value instanceof Map ? (node.value as ReadonlyMap<string, Located>).get('kind') : undefined;
  const kind = named && oneOf(named, 'the kind', kinds, say);
  const fields = fieldsOf(node, 'the question', [...commonKeys, ...(kind ? ownKeys[kind] : Object.values(ownKeys).flat())], say);
  if (!fields) return undefined;
  if (!named) need(fields, 'kind', `Write one of ${kinds.join(', ')}.`);
  const id = slugOf(need(fields, 'id', 'Write an id that never changes.'), 'the id', say);
  if (id !== undefined && lines.has(id)) say(node.line, `the question id “${id}” is already used on line ${lines.get(id)}`, 'Give each question its own id.');
  if (id !== undefined) lines.set(id, lines.get(id) ?? node.line);
  const points = numberOf(fields.at.get('points'), '“points”', say, { least: 0, most: 100, isWhole: true }) ?? 1;
  const prompt = wordsOf(need(fields, 'prompt', 'Write the question in every language.'), 'the prompt', languages, say, 4000);
  const { right, wrong } = readFeedback(fields, languages, say);
  if (!kind || id === undefined) return undefined;
  const answer = readAnswer(kind, fields, speech, say);
  if (!prompt || !answer) return undefined;
  return {
    item: { id, points, ...answer.key } as Item,
    wordsIn: (lang) => ({ prompt: prompt[lang] ?? '', ...answer.wordsIn(lang), ...(right?.[lang] ? { right: right[lang] } : {}), ...(wrong?.[lang] ? { wrong: wrong[lang] } : {}) }),
  };
}

function readFeedback(fields: Fields, languages: readonly string[], say: Say): { right: LanguageWords; wrong: LanguageWords } {
  const feedback = fieldsOf(fields.at.get('feedback'), 'the feedback', ['right', 'wrong'], say);
  return {
    right: wordsOf(feedback?.at.get('right'), 'the feedback “right”', languages, say, 4000),
    wrong: wordsOf(feedback?.at.get('wrong'), 'the feedback “wrong”', languages, say, 4000),
  };
}

type Answer = { readonly key: object; readonly wordsIn: (lang: string) => Partial<Words> };

function readAnswer(kind: (typeof kinds)[number], fields: Fields, { source, languages }: Languages, say: Say): Answer | undefined {
  switch (kind) {
    case 'single':
    case 'multiple':
      return readChoices(kind, fields, languages, say);
    case 'true-false': {
      const correct = booleanOf(need(fields, 'answer', 'Write “answer: true” or “answer: false”.'), '“answer”', say);
      return correct === undefined ? undefined : { key: { kind, correct }, wordsIn: noWords };
    }
    case 'number': {
      const correct = numberOf(need(fields, 'answer', 'Write the right number.'), '“answer”', say);
      const tolerance = numberOf(fields.at.get('tolerance'), '“tolerance”', say, { least: 0 });
      const unit = wordsOf(fields.at.get('unit'), 'the unit', languages, say, 100);
      if (correct === undefined) return undefined;
      return { key: { kind, correct, ...(tolerance === undefined ? {} : { tolerance }) }, wordsIn: (lang) => (unit?.[lang] ? { unit: unit[lang] } : {}) };
    }
    case 'text': {
      const correct = readAccepted(fields, source, languages, say);
      return correct && { key: { kind, correct }, wordsIn: noWords };
    }
  }
}

const noWords = () => ({});

function readChoices(kind: 'single' | 'multiple', fields: Fields, languages: readonly string[], say: Say): Answer | undefined {
  const node = need(fields, 'choices', 'Write at least two choices.');
  const lines = new Map<string, number>();
  const choices = listOf(node, '“choices”', say).flatMap((each) => {
    const choice = fieldsOf(each, 'the choice', ['id', 'correct', 'text', 'feedback'], say);
    if (!choice) return [];
    const id = slugOf(need(choice, 'id', 'Write an id that never changes.'), 'the id', say);
    if (id !== undefined && lines.has(id)) say(each.line, `the choice id “${id}” is already used on line ${lines.get(id)}`, 'Give each choice of a question its own id.');
    if (id !== undefined) lines.set(id, lines.get(id) ?? each.line);
    const isCorrect = booleanOf(choice.at.get('correct'), '“correct”', say) ?? false;
    const text = wordsOf(need(choice, 'text', 'Write the choice in every language.'), 'the text', languages, say, 4000);
    const feedback = wordsOf(choice.at.get('feedback'), 'the feedback', languages, say, 4000);
    return id === undefined || !text ? [] : [{ id, isCorrect, text, feedback }];
  });
  if (!node) return undefined;
  const correct = choices.filter((choice) => choice.isCorrect).map((choice) => choice.id);
  if (choices.length < 2) say(node.line, 'there are fewer than two choices', 'Write at least two.');
  if (correct.length === 0) say(node.line, 'no choice is correct', 'Write “correct: true” beside the right one.');
  if (kind === 'single' && correct.length > 1) say(node.line, `${correct.length} choices are correct, but the question is single`, 'Keep one “correct: true”, or write “kind: multiple”.');
  if (choices.length < 2 || correct.length === 0) return undefined;
  return {
    key: { kind, choices: choices.map(({ id }) => id), correct: kind === 'single' ? correct[0] : correct },
    wordsIn: (lang) => ({ choices: Object.fromEntries(choices.map(({ id, text, feedback }) => [id, { text: text[lang] ?? '', ...(feedback?.[lang] ? { feedback: feedback[lang] } : {}) }])) }),
  };
}

function readAccepted(fields: Fields, source: string, languages: readonly string[], say: Say): Readonly<Record<string, readonly string[]>> | undefined {
  const accepted = fieldsOf(need(fields, 'accepted', `Write the answers that count, such as “${source}: [answer]”.`), '“accepted”', languages, say);
  if (!accepted) return undefined;
  const entries = languages.map((lang) => {
    const texts = listOf(accepted.at.get(lang), `“accepted” in ${lang}`, say).flatMap((each) => {
      const text = textOf(each, 'the answer', say, LONGEST_ANSWER);
      return text === undefined ? [] : [{ text, line: each.line }];
    });
    const found = checkAnswers('', texts.map(({ text }) => text), lang);
    for (const finding of found) sayFinding(finding, texts.findLast(({ text }) => text === finding.detail)?.line ?? accepted.line, say);
    return [lang, texts.flatMap(({ text }) => (fold(text) === '' ? [] : [text]))] as const;
  });
  const byLanguage = Object.fromEntries(entries.filter(([, texts]) => texts.length > 0));
  if (!byLanguage[source]) {
    say(accepted.line, `no accepted answer in ${source}, the source language`, 'Write at least one.');
    return undefined;
  }
  const missing = languages.filter((lang) => !byLanguage[lang]);
  if (missing.length > 0) say(accepted.line, `no accepted answer in ${missing.join(', ')}`, 'People will answer in their own language: write what they may type.', 'warning');
  return byLanguage;
}
