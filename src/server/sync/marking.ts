/** The server marks for itself. A phone's word on a quiz counts only as far as its own answers bear it out. Pure. */
import { isSatisfied } from '../../core/cmi5/structure.ts';
import { correctionOf, judgeBy, withCorrections, type Correction, type Key } from '../../core/corrections.ts';
import type { Edition } from '../../core/ids.ts';
import { isBetter, noAuProgress, type Attempt, type Progress } from '../../core/progress.ts';
import { withTypedAnswers } from '../../core/quiz/typed.ts';
import type { EditionFacts, Lesson, Typed } from './editions.ts';

/**
 * The server's own marking of an attempt, by the edition it was handed in on. Absent `scaled`: it could not mark. `corrected`: what a
 * corrected key makes of it, where that is better for the learner.
 */
export type Mark = { readonly edition: Edition | undefined; readonly scaled?: number; readonly isPassed: boolean; readonly corrected?: Correction };
/**
 * What stands in `completion.progress`: the fold of what was said, and beside it what the server found: `marks` by attempt id,
 * `satisfied` the activities whose condition is met. `layers`: language layers in which an attempt was made, by its id.
 */
export type Kept = Progress & { readonly marks?: { readonly [attempt: string]: Mark }; readonly satisfied?: readonly string[]; readonly layers?: { readonly [attempt: string]: readonly Edition[] } };

/** Marks one attempt of a quiz. `corrected`: keys that correct the one of its edition. `typed`: what counts beside all of them. */
export function mark(attempt: Attempt, lesson: Lesson | undefined, edition: Edition | undefined, corrected: readonly Key[], typed: Typed): Mark {
  const here = lesson?.quiz && judgeBy({ quiz: withTypedAnswers(lesson.quiz, typed.answers), mastery: lesson.au.masteryScore ?? 0 }, attempt);
  // What a layer accepts that is not published here nobody can say: as on an edition that is not, the phone's word waits.
  const own = here && !typed.isWhole && attempt.judged && isBetter(attempt.judged, here) ? undefined : here;
  const found = correctionOf(attempt, own ?? { scaled: 0, isPassed: false }, corrected.map((key) => ({ ...key, quiz: withTypedAnswers(key.quiz, typed.answers) })));
  return { edition, ...(own ?? { isPassed: false }), ...(found ? { corrected: found } : {}) };
}

/** The fold with what corrected keys made of its attempts: what a phone is told, and what stands on both screens. */
export function correctedIn({ course, aus, marks = {} }: Kept): Progress {
  const found = Object.entries(marks).flatMap(([attempt, { corrected }]) => (corrected ? [[attempt, corrected] as const] : []));
  return withCorrections({ course, aus }, new Map(found));
}

/** Activities whose condition is met. `before`: those met in an earlier go at the course, which may be waived in this one. */
export function satisfiedIn(kept: Kept, edition: EditionFacts, before: ReadonlySet<string>): readonly string[] {
  return edition.lessons
    .filter((lesson) => {
      const { isCompleted, isPassed, isWaived, attempts } = kept.aus[lesson.activity] ?? noAuProgress;
      const isBorneOut = lesson.quiz ? Object.values(attempts).some((each) => isBorneOutBy(each, kept.marks?.[each.id])) : isPassed;
      return isSatisfied(lesson.au.moveOn, { isCompleted, isPassed: isBorneOut, isWaived: isWaived && before.has(lesson.activity) });
    })
    .map((lesson) => lesson.activity);
}

/** The phone says that it passed and the server finds so; or a corrected key does, whatever the phone could know. */
function isBorneOutBy({ judged }: Attempt, found: Mark | undefined): boolean {
  return judged !== undefined && ((judged.isPassed && found?.isPassed === true) || found?.corrected?.isPassed === true);
}

/** Best score of all quizzes, by the server's marking where it could mark. */
export function bestScore(kept: Kept): number | undefined {
  const scores = Object.values(kept.aus).flatMap(({ attempts, best }) => {
    const judged = Object.values(attempts).filter((each) => each.judged !== undefined);
    return judged.length > 0 ? judged.map((each) => scoreOf(each, kept.marks?.[each.id])) : best === undefined ? [] : [best];
  });
  return scores.length > 0 ? Math.max(...scores) : undefined;
}

function scoreOf({ judged }: Attempt, found: Mark | undefined): number {
  return Math.max(found?.scaled ?? judged!.scaled, found?.corrected?.scaled ?? 0);
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
