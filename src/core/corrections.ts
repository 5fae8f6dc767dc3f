/**
 * A wrong answer key that was corrected. An attempt stays judged by the edition that it was taken on, unless the key of an edition that
 * corrects it does better by it: nobody loses by somebody else's mistake. The same on a phone and on the server.
 */
import type { Edition } from './ids.ts';
import { isBetter, type Attempt, type AuProgress, type Judgement, type Progress } from './progress.ts';
import type { Quiz } from './quiz/quiz.ts';
import { scoreQuiz } from './quiz/score.ts';

/** The key of one quiz in one edition, and the share of points, 0…1, that passes. */
export type Key = { readonly edition: Edition; readonly quiz: Quiz; readonly mastery: number };
/** What the key of another edition makes of an attempt. */
export type Correction = Judgement & Required<Pick<Judgement, 'by'>>;

/** How a key judges the answers of an attempt. */
export function judgeBy({ quiz, mastery }: Omit<Key, 'edition'>, { answers }: Pick<Attempt, 'answers'>): Judgement {
  const { scaled } = scoreQuiz(quiz, new Map(Object.entries(answers).map(([item, answer]) => [item, answer.response])));
  return { scaled, isPassed: scaled >= mastery };
}

/** The best that corrected keys make of an attempt that was handed in; undefined where none does better than it was judged. */
export function correctionOf(attempt: Pick<Attempt, 'answers'>, judged: Judgement, keys: readonly Key[]): Correction | undefined {
  let best: Correction | undefined;
  for (const key of keys) {
    const found = { ...judgeBy(key, attempt), by: key.edition };
    if (isBetter(found, best ?? judged)) best = found;
  }
  return best;
}

/** Progress as it stands with the corrections of its attempts, by their ids. */
export function withCorrections(progress: Progress, correctionBy: ReadonlyMap<string, Correction>): Progress {
  if (correctionBy.size === 0) return progress;
  return { ...progress, aus: Object.fromEntries(Object.entries(progress.aus).map(([activity, au]) => [activity, corrected(au, correctionBy)])) };
}

/** Of all editions of a course those that correct this one, and those that correct them in turn. */
export function correcting<Of extends { readonly edition: Edition; readonly supersedes: readonly Edition[] }>(all: readonly Of[], edition: Edition): readonly Of[] {
  const wrong = new Set([edition]);
  const found = new Set<Of>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const each of all) {
      if (wrong.has(each.edition) || !each.supersedes.some((one) => wrong.has(one))) continue;
      wrong.add(each.edition);
      found.add(each);
    }
  }
  return [...found];
}

function corrected(au: AuProgress, correctionBy: ReadonlyMap<string, Correction>): AuProgress {
  let { isPassed, best, attempts } = au;
  for (const attempt of Object.values(au.attempts)) {
    const found = correctionBy.get(attempt.id);
    if (!found || !attempt.judged || !isBetter(found, attempt.judged)) continue;
    attempts = { ...attempts, [attempt.id]: { ...attempt, judged: found } };
    isPassed ||= found.isPassed;
    best = Math.max(best ?? 0, found.scaled);
  }
  return { ...au, isPassed, best, attempts };
}
