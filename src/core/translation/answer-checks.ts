/** Checks of the typed answers that count in a language. Pure, and the same at the command line and at the desk. */
import { fold } from '../quiz/fold.ts';
import { LONGEST_ANSWER, MOST_ANSWERS } from '../quiz/quiz.ts';
import type { Finding } from './finding.ts';
import { doubtOf } from './language.ts';

/** Answers as people write them for each other: one a line. */
export function answersIn(text: string): readonly string[] {
  return text.normalize('NFC').split('\n').map((line) => line.trim().replace(/\s+/g, ' ')).filter((line) => line !== '');
}

/** All findings of the answers of a unit or a question. `detail`: the answer. `lang`: BCP 47. */
export function checkAnswers(id: string, answers: readonly string[], lang: string): readonly Finding[] {
  const seen = new Set<string>();
  const found = answers.flatMap((detail): readonly Finding[] => {
    const folded = fold(detail);
    if (folded === '') return [{ code: 'answer-empty', id, detail }];
    const isDoubled = seen.has(folded);
    seen.add(folded);
    return [
      ...(detail.length > LONGEST_ANSWER ? [{ code: 'answer-long', id, detail } as const] : []),
      ...(isDoubled ? [{ code: 'answer-doubled', id, detail } as const] : []),
      ...(doubtOf(detail, lang) === 'script-wrong' ? [{ code: 'answer-script', id, detail } as const] : []),
    ];
  });
  return answers.length > MOST_ANSWERS ? [...found, { code: 'answers-many', id, detail: String(answers.length) }] : found;
}
