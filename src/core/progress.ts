/**
 * One fold, two screens: the learner's and the supervisor's progress is `statements.reduce(learn, noProgress)`, for each
 * registration. Order, repeats and roads cannot change it; no timestamp decides anything.
 */
import { isSatisfied, type Au } from './cmi5/structure.ts';
import { activityOf, courseOfIri } from './registration.ts';
import type { CourseId, Edition, StatementId } from './ids.ts';
import { contextIds, extension, statementId, type Statement } from './xapi/statement.ts';
import { extensions, verbName } from './xapi/verbs.ts';

/** Response to one item. Of two the one with the higher turn counts, then the higher statement id. */
export type Answer = { readonly turn: number; readonly response: string; readonly id: StatementId };
/** Scaled 0…1, and whether that passed. `by`: the edition whose corrected key says so (corrections.ts), where it is not that of the attempt. */
export type Judgement = { readonly scaled: number; readonly isPassed: boolean; readonly by?: Edition };
export type Attempt = {
  readonly id: string;
  readonly seed: number | undefined;
  readonly order: readonly string[];
  readonly answers: { readonly [item: string]: Answer };
  /** Set once handed in, by the learner's device. */
  readonly judged: Judgement | undefined;
};
export type AuProgress = {
  readonly isOpened: boolean;
  readonly isCompleted: boolean;
  readonly isPassed: boolean;
  readonly isWaived: boolean;
  readonly best: number | undefined;
  readonly attempts: { readonly [attempt: string]: Attempt };
};
/** Progress in one registration. `aus` is keyed by LMS activity id (`activityOf`). */
export type Progress = { readonly course: CourseId | undefined; readonly aus: { readonly [activity: string]: AuProgress } };

export const noProgress: Progress = { course: undefined, aus: {} };
export const noAuProgress: AuProgress = { isOpened: false, isCompleted: false, isPassed: false, isWaived: false, best: undefined, attempts: {} };

/** Progress after one more statement of the same registration. Statements that say nothing of progress change nothing. */
export function learn(progress: Progress, statement: Statement): Progress {
  const course = progress.course ?? contextIds(statement, 'grouping').map(courseOfIri).find((id) => id !== undefined);
  const objectId = statement.object.id;
  const [activity, item] = (objectId ?? '').split('#');
  const verb = verbName(statement.verb.id);
  if (!activity || !verb) return course === progress.course ? progress : { ...progress, course };
  const before = progress.aus[activity] ?? noAuProgress;
  return { course, aus: { ...progress.aus, [activity]: learnAu(before, verb, item, statement) } };
}

/** Both progresses together: what one device folded and what the server folded of all others. `join(fold(a), fold(b))` is `fold(a and b)`. */
export function join(a: Progress, b: Progress): Progress {
  const activities = new Set([...Object.keys(a.aus), ...Object.keys(b.aus)]);
  const aus = Object.fromEntries([...activities].map((key) => [key, joinAus(a.aus[key] ?? noAuProgress, b.aus[key] ?? noAuProgress)]));
  return { course: a.course ?? b.course, aus };
}

/** Progress in one AU; nothing done gives `noAuProgress`. */
export function auProgress(progress: Progress, au: Au): AuProgress {
  return progress.aus[activityOf(au.id)] ?? noAuProgress;
}

/** How many of the AUs are satisfied, and whether all are. */
export function courseProgress(progress: Progress, aus: readonly Au[]): { readonly done: number; readonly of: number; readonly isSatisfied: boolean } {
  const done = aus.filter((au) => isSatisfied(au.moveOn, auProgress(progress, au))).length;
  return { done, of: aus.length, isSatisfied: done === aus.length };
}

/**
 * AUs of a course that need not be done again in the next cycle: done in the one before, and nothing in them is scored. Where
 * nothing is scored at all, all is done again: else a returned course would have nothing to correct.
 */
export function carriedOver(before: Progress, aus: readonly Au[]): readonly Au[] {
  const isScored = (au: Au) => au.lesson.kind === 'quiz' || au.masteryScore !== undefined;
  if (!aus.some(isScored)) return [];
  return aus.filter((au) => !isScored(au) && au.moveOn !== 'NotApplicable' && isSatisfied(au.moveOn, auProgress(before, au)));
}

/** The attempt that is begun and not handed in, if there is one: the one with the greatest id. */
export function openAttempt(au: AuProgress): Attempt | undefined {
  const open = Object.values(au.attempts).filter((each) => each.judged === undefined && each.seed !== undefined);
  return open.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0];
}

function learnAu(au: AuProgress, verb: NonNullable<ReturnType<typeof verbName>>, item: string | undefined, statement: Statement): AuProgress {
  switch (verb) {
    case 'initialized':
    case 'experienced':
      return { ...au, isOpened: true };
    case 'completed':
      return { ...au, isCompleted: true };
    case 'waived':
      return { ...au, isWaived: true };
    case 'attempted':
      return withAttempt(au, statement, (attempt) => ({
        ...attempt,
        seed: Number(extension(statement, extensions.seed) ?? 0),
        order: [extension(statement, extensions.order) ?? []].flat().map(String),
      }));
    case 'answered': {
      if (item === undefined) return au;
      const answer: Answer = {
        turn: Number(extension(statement, extensions.turn) ?? 0),
        response: statement.result?.response ?? '',
        id: statementId(statement),
      };
      return withAttempt(au, statement, (attempt) => {
        const held = attempt.answers[item];
        return held && !isLater(answer, held) ? attempt : { ...attempt, answers: { ...attempt.answers, [item]: answer } };
      });
    }
    case 'passed':
    case 'failed': {
      const scaled = statement.result?.score?.scaled ?? (verb === 'passed' ? 1 : 0);
      const isPassed = verb === 'passed';
      const marked = withAttempt(au, statement, (attempt) => ({
        ...attempt,
        judged: attempt.judged ? better(attempt.judged, { scaled, isPassed }) : { scaled, isPassed },
      }));
      return { ...marked, isPassed: marked.isPassed || isPassed, best: Math.max(marked.best ?? 0, scaled) };
    }
    default:
      return au;
  }
}

function joinAus(a: AuProgress, b: AuProgress): AuProgress {
  const ids = new Set([...Object.keys(a.attempts), ...Object.keys(b.attempts)]);
  return {
    isOpened: a.isOpened || b.isOpened,
    isCompleted: a.isCompleted || b.isCompleted,
    isPassed: a.isPassed || b.isPassed,
    isWaived: a.isWaived || b.isWaived,
    best: a.best === undefined ? b.best : Math.max(a.best, b.best ?? 0),
    attempts: Object.fromEntries([...ids].map((id) => [id, joinAttempts(a.attempts[id], b.attempts[id])])),
  };
}

function joinAttempts(a: Attempt | undefined, b: Attempt | undefined): Attempt {
  if (!a || !b) return (a ?? b)!;
  const items = new Set([...Object.keys(a.answers), ...Object.keys(b.answers)]);
  const later = (x: Answer | undefined, y: Answer | undefined): Answer => (!x || (y && isLater(y, x)) ? y! : x);
  return {
    id: a.id,
    seed: a.seed ?? b.seed,
    order: a.order.length > 0 ? a.order : b.order,
    answers: Object.fromEntries([...items].map((item) => [item, later(a.answers[item], b.answers[item])])),
    judged: a.judged && b.judged ? better(a.judged, b.judged) : (a.judged ?? b.judged),
  };
}

/** Two judgements of one attempt come from a fault or from a corrected key: the better one stands, whichever arrives first. */
function better(a: Judgement, b: Judgement): Judgement {
  return isBetter(b, a) || (!isBetter(a, b) && (b.by ?? '') < (a.by ?? '')) ? b : a;
}

/** Passed goes before not passed, then the higher score. */
export function isBetter(a: Judgement, b: Judgement): boolean {
  return a.isPassed === b.isPassed ? a.scaled > b.scaled : a.isPassed;
}

function isLater(a: Answer, b: Answer): boolean {
  return a.turn === b.turn ? a.id > b.id : a.turn > b.turn;
}

function withAttempt(au: AuProgress, statement: Statement, change: (attempt: Attempt) => Attempt): AuProgress {
  const id = extension(statement, extensions.attempt);
  if (typeof id !== 'string') return au;
  const attempt = au.attempts[id] ?? { id, seed: undefined, order: [], answers: {}, judged: undefined };
  return { ...au, isOpened: true, attempts: { ...au.attempts, [id]: change(attempt) } };
}
