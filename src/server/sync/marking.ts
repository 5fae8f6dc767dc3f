/** The server marks for itself. A phone's word on a quiz counts only as far as its own answers bear it out. Pure. */
import { isSatisfied } from '../../core/cmi5/structure.ts';
import type { Edition } from '../../core/ids.ts';
import { noAuProgress, type Attempt, type Progress } from '../../core/progress.ts';
import { scoreQuiz } from '../../core/quiz/score.ts';
import type { EditionFacts, Lesson } from './editions.ts';

/** The server's own marking of an attempt, by the edition it was handed in on. Absent `scaled`: it could not mark. */
export type Mark = { readonly edition: Edition | undefined; readonly scaled?: number; readonly isPassed: boolean };
/**
 * What stands in `completion.progress`: the fold of what was said, and beside it what the server found: `marks` by attempt id,
 * `satisfied` the activities whose condition is met.
 */
export type Kept = Progress & { readonly marks?: { readonly [attempt: string]: Mark }; readonly satisfied?: readonly string[] };

/** Marks one attempt of a quiz. */
export function mark(attempt: Attempt, lesson: Lesson | undefined, edition: Edition | undefined): Mark {
  if (!lesson?.quiz) return { edition, isPassed: false };
  const responses = new Map(Object.entries(attempt.answers).map(([item, answer]) => [item, answer.response]));
  const { scaled } = scoreQuiz(lesson.quiz, responses);
  return { edition, scaled, isPassed: scaled >= (lesson.au.masteryScore ?? 0) };
}

/** Activities whose condition is met. `before`: those met in an earlier go at the course, which may be waived in this one. */
export function satisfiedIn(kept: Kept, edition: EditionFacts, before: ReadonlySet<string>): readonly string[] {
  return edition.lessons
    .filter((lesson) => {
      const { isCompleted, isPassed, isWaived, attempts } = kept.aus[lesson.activity] ?? noAuProgress;
      const isBorneOut = lesson.quiz ? Object.values(attempts).some((each) => each.judged?.isPassed && kept.marks?.[each.id]?.isPassed) : isPassed;
      return isSatisfied(lesson.au.moveOn, { isCompleted, isPassed: isBorneOut, isWaived: isWaived && before.has(lesson.activity) });
    })
    .map((lesson) => lesson.activity);
}

/** Best score of all quizzes, by the server's marking where it could mark. */
export function bestScore(kept: Kept): number | undefined {
  const scores = Object.values(kept.aus).flatMap(({ attempts, best }) => {
    const judged = Object.values(attempts).filter((each) => each.judged !== undefined);
    return judged.length > 0 ? judged.map((each) => kept.marks?.[each.id]?.scaled ?? each.judged!.scaled) : best === undefined ? [] : [best];
  });
  return scores.length > 0 ? Math.max(...scores) : undefined;
}

export function attemptsHandedIn(kept: Progress): number {
  return Object.values(kept.aus).reduce((sum, au) => sum + Object.values(au.attempts).filter((each) => each.judged !== undefined).length, 0);
}

/** Whether an attempt is beyond those that its quiz allows: attempts count in the order in which they were begun (their ids rise). */
export function isOverLimit(kept: Progress, activity: string, attempt: string, lesson: Lesson | undefined): boolean {
  const most = lesson?.quiz?.attempts ?? 0;
  if (most === 0) return false;
  const ids = Object.keys(kept.aus[activity]?.attempts ?? {}).toSorted();
  return ids.indexOf(attempt) >= most;
}
