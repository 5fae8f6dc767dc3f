/**
 * The statements of one sitting at one lesson, in cmi5's words (cmi5 §9). Karvan is here both LMS and AU. Every function gives
 * a statement to be recorded; none is kept here.
 */
import type { Au } from './cmi5/structure.ts';
import type { CourseId, ProfileId, Registration, StatementId } from './ids.ts';
import { activityOf, courseIri, itemIri } from './registration.ts';
import type { Outcome, Score } from './quiz/score.ts';
import type { Item } from './quiz/quiz.ts';
import { ACCOUNT_HOME, type Statement } from './xapi/statement.ts';
import { categories, extensions, verbs, type VerbName } from './xapi/verbs.ts';

/** Clock and chance, passed in. `now`: milliseconds since 1970 by the device's clock. `newId`: a fresh UUIDv7. */
export type World = { readonly now: () => number; readonly newId: () => string };

export type Sitting = {
  readonly profile: ProfileId;
  readonly registration: Registration;
  readonly course: CourseId;
  readonly au: Au;
  /** BCP 47 tag of the lesson's text or voice. */
  readonly language: string;
  /** UUID of this launch. */
  readonly session: string;
  /** When it began, as `World.now`. */
  readonly began: number;
};

export function sitting(world: World, what: Omit<Sitting, 'session' | 'began'>): Sitting {
  return { ...what, session: world.newId(), began: world.now() };
}

type Extra = { result?: NonNullable<Statement['result']>; extensions?: Record<string, unknown>; object?: Record<string, unknown> & { id: string } };

/** The lesson was opened (LMS and AU say so: `launched`, then `initialized`). */
export function opened(world: World, s: Sitting): readonly Statement[] {
  const mastery = s.au.masteryScore === undefined ? {} : { [extensions.masteryScore]: s.au.masteryScore };
  return [
    make(world, s, 'launched', { extensions: { [extensions.launchMode]: 'Normal', [extensions.moveOn]: s.au.moveOn, ...mastery } }),
    make(world, s, 'initialized', {}),
  ];
}

/** A quiz attempt began: its seed and order are fixed from here on. The statement's attempt id names it. */
export function attempted(world: World, s: Sitting, attempt: { id: string; seed: number; order: readonly string[] }): Statement {
  return make(world, s, 'attempted', {
    extensions: { [extensions.attempt]: attempt.id, [extensions.seed]: attempt.seed, [extensions.order]: attempt.order },
  });
}

/** One item was answered. `turn` counts the answers of the attempt from 1. */
export function answered(world: World, s: Sitting, answer: { attempt: string; turn: number; item: Item; response: string; outcome: Outcome }): Statement {
  const { item, outcome } = answer;
  return make(world, s, 'answered', {
    object: {
      id: itemIri(s.au.id, item.id),
      definition: { type: 'http://adlnet.gov/expapi/activities/cmi.interaction', interactionType: interactionType[item.kind] },
    },
    result: {
      response: answer.response,
      ...(outcome.isCorrect === undefined ? {} : { success: outcome.isCorrect, score: { raw: outcome.points, max: outcome.max } }),
    },
    extensions: { [extensions.attempt]: answer.attempt, [extensions.turn]: answer.turn },
  });
}

/** The attempt was handed in: `passed` at or above the mastery score, else `failed`. */
export function judged(world: World, s: Sitting, attempt: string, score: Score): Statement {
  const mastery = s.au.masteryScore ?? 0;
  const success = score.scaled >= mastery;
  return make(world, s, success ? 'passed' : 'failed', {
    result: { success, score: { scaled: score.scaled, raw: score.raw, max: score.max }, duration: spent(world, s) },
    extensions: { [extensions.attempt]: attempt, [extensions.masteryScore]: mastery },
  });
}

export function completed(world: World, s: Sitting): Statement {
  return make(world, s, 'completed', { result: { completion: true, duration: spent(world, s) } });
}

/** Seconds `[from, to]` of a film were played: one statement for a stretch, not one for each pause. */
export function played(world: World, s: Sitting, from: number, to: number): Statement {
  return make(world, s, 'experienced', { extensions: { [extensions.segment]: [Math.round(from), Math.round(to)] } });
}

/** Words of a lesson as they stood on the screen. `edition`, `path`: the file that they stand in. `lang`: BCP 47. `cue`: its id there. */
export type SaidLine = { readonly edition: string; readonly path: string; readonly lang: string; readonly cue: string; readonly text: string };

/** Somebody finds a line of subtitles wrong. `note`: what they say of it, empty for nothing. */
export function commented(world: World, s: Sitting, line: SaidLine, note: string): Statement {
  return make(world, s, 'commented', { ...(note === '' ? {} : { result: { response: note } }), extensions: { [extensions.line]: line } });
}

/** The AU need not be done again in this cycle, because it was done in the one before (cmi5 §9.3.7). */
export function waived(world: World, s: Sitting): Statement {
  return make(world, s, 'waived', { result: { success: true, completion: true, extensions: { [extensions.reason]: 'Tested Out' } } });
}

export function terminated(world: World, s: Sitting): Statement {
  return make(world, s, 'terminated', { result: { duration: spent(world, s) } });
}

const interactionType = { single: 'choice', multiple: 'choice', 'true-false': 'true-false', number: 'numeric', text: 'fill-in' } as const;

/** cmi5 §9.6.2: these categories mark what cmi5 defines and what counts towards moveOn. */
const cmi5Defined: ReadonlySet<VerbName> = new Set(['launched', 'initialized', 'completed', 'passed', 'failed', 'waived', 'terminated', 'satisfied', 'abandoned']);
const countsForMoveOn: ReadonlySet<VerbName> = new Set(['completed', 'passed', 'failed', 'waived']);

function make(world: World, s: Sitting, verb: VerbName, extra: Extra): Statement {
  const category = [
    ...(cmi5Defined.has(verb) ? [{ id: categories.cmi5 }] : []),
    ...(countsForMoveOn.has(verb) ? [{ id: categories.moveOn }] : []),
  ];
  return {
    id: world.newId() as StatementId,
    actor: { objectType: 'Agent', account: { homePage: ACCOUNT_HOME, name: s.profile } },
    verb: { id: verbs[verb] },
    object: { objectType: 'Activity', ...(extra.object ?? { id: activityOf(s.au.id) }) },
    ...(extra.result ? { result: extra.result } : {}),
    context: {
      registration: s.registration,
      language: s.language,
      contextActivities: { grouping: [{ id: courseIri(s.course) }, { id: s.au.id }], ...(category.length > 0 ? { category } : {}) },
      extensions: { [extensions.sessionId]: s.session, ...extra.extensions },
    },
    timestamp: new Date(world.now()).toISOString(),
  };
}

/** ISO 8601 duration of the sitting so far, in whole seconds. */
function spent(world: World, s: Sitting): string {
  return `PT${Math.max(0, Math.round((world.now() - s.began) / 1000))}S`;
}
