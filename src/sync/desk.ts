/**
 * What the desk of a supervisor, trainer, author or operator and the server say to each other: JSON over `/api/desk/…`, under a
 * session cookie. Everybody sees their own units and those below; outside of that the answer is 404. Failures are `{code, detail?}`
 * with a code of core/problem.ts; 403 for what none of one's roles may. Moments are ISO 8601 UTC by the server's clock unless a field says otherwise.
 */
import * as v from 'valibot';

const languageMap = v.record(v.string(), v.string());
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const moment = v.string();

export const roles = ['learner', 'trainer', 'supervisor', 'author', 'translator', 'operator'] as const;
export type Role = (typeof roles)[number];
const unit = v.object({ id: v.string(), kind: v.picklist(['country', 'institution', 'unit']), name: languageMap, parent: v.optional(v.string()) });
export type Unit = v.InferOutput<typeof unit>;

/** `POST /api/desk/session`: 200 `meSchema` and the cookie; 401 `sign-in-wrong`; 429 `too-many-tries`. `DELETE` signs out: 204. */
export const signInSchema = v.object({ name: text(100), password: text(200) });
/** `GET /api/desk/session`: who is signed in; 401 `sign-in-expired` for nobody. `units`: all in scope, each after its parent. */
export const meSchema = v.object({
  person: v.string(),
  name: v.string(),
  /** Each role with the unit from which it reaches down. */
  grants: v.array(v.object({ role: v.picklist(roles), unit: v.string() })),
  units: v.array(unit),
});
export type Me = v.InferOutput<typeof meSchema>;

/** Where a result of the review list stands. */
export const completionStates = ['waiting', 'approved', 'returned', 'refused'] as const;
export type CompletionState = (typeof completionStates)[number];

/** One go at a course that met all its lessons' conditions. */
const completionSchema = v.object({
  registration: v.string(),
  person: v.object({ id: v.string(), name: v.string(), unit: languageMap }),
  course: v.object({ id: v.string(), title: languageMap, source: v.string() }),
  cycle: count,
  state: v.picklist(completionStates),
  /** Best scaled score of its quizzes, by the server's own marking where it could mark. */
  scaled: v.optional(v.number()),
  attempts: count,
  /** When the server first held it as satisfied. */
  satisfied: moment,
  due: v.optional(moment),
  isMandatory: v.boolean(),
  /** How many of its lines carry a note. */
  notes: count,
});
export type Completion = v.InferOutput<typeof completionSchema>;
/**
 * `GET /api/desk/completions?state=&unit=&course=&person=&after=`: 50 a page, those that wait longest first (decided ones: newest
 * first); `after` is the `next` of the page before. `GET /api/desk/completions.csv` with the same query: all of them, UTF-8 with
 * BOM, one row a completion.
 */
export const completionsSchema = v.object({ completions: v.array(completionSchema), next: v.optional(v.string()), waiting: count });
export type Completions = v.InferOutput<typeof completionsSchema>;

const answerSchema = v.object({
  item: v.string(),
  kind: v.string(),
  prompt: v.optional(languageMap),
  /** The response as recorded (core/quiz/score.ts; empty: left out), and in words where it names choices. */
  response: v.string(),
  said: v.optional(v.array(languageMap)),
  /** What the phone said, and what the server finds itself. */
  isCorrect: v.optional(v.boolean()),
  isCorrectHere: v.optional(v.boolean()),
  points: v.number(),
  max: v.number(),
});
const attemptSchema = v.object({
  id: v.string(),
  au: v.object({ id: v.string(), title: languageMap }),
  edition: v.optional(v.string()),
  release: v.optional(count),
  /** By the phone's clock; where that cannot be believed they are left out, and `within` says between which moments of the server's it was. */
  began: v.optional(moment),
  ended: v.optional(moment),
  within: v.optional(v.object({ from: moment, to: moment })),
  language: v.optional(v.string()),
  scaled: v.optional(v.number()),
  scaledHere: v.optional(v.number()),
  isPassed: v.optional(v.boolean()),
  /** What the corrected key of a later release makes of it, where that is better for the learner; then it is what counts. */
  corrected: v.optional(v.object({ release: v.optional(count), scaled: v.number(), isPassed: v.boolean() })),
  answers: v.array(answerSchema),
});
export type DeskAttempt = v.InferOutput<typeof attemptSchema>;
const decisionOut = v.object({ id: v.string(), kind: v.picklist(['approved', 'returned', 'refused']), reason: v.optional(v.string()), by: v.string(), at: moment });
export type DeskDecision = v.InferOutput<typeof decisionOut>;
/** Lines of a phone that have not come, though later ones have: first and last sequence. */
const gapSchema = v.object({ from: count, to: count });
export type Gap = v.InferOutput<typeof gapSchema>;
/** `GET /api/desk/completions/<registration>`: one completion with what it rests on. Reading it is written to the audit. */
export const evidenceSchema = v.object({
  completion: completionSchema,
  lessons: v.array(v.object({ id: v.string(), title: languageMap, isSatisfied: v.boolean() })),
  attempts: v.array(attemptSchema),
  decisions: v.array(decisionOut),
  /** Other goes of the same person at the same course. */
  cycles: v.array(v.object({ registration: v.string(), cycle: count, state: v.optional(v.picklist(completionStates)) })),
  devices: v.array(
    v.object({
      device: v.string(),
      /** Sequences that its lines of this go span, and whether the chain up to there is whole. */
      from: count,
      to: count,
      isWhole: v.boolean(),
      gaps: v.optional(v.array(gapSchema)),
      received: moment,
      code: v.optional(v.string()),
      /** Seconds by which the phone's clock was ahead at least when it sealed (negative: behind); 0: nothing speaks against it. */
      clockAhead: v.optional(v.number()),
    }),
  ),
  notes: v.array(v.object({ seq: count, device: v.string(), note: v.string() })),
});
export type Evidence = v.InferOutput<typeof evidenceSchema>;

/** `POST /api/desk/completions/<registration>/decisions`: 201 `{id}`. `id` is made by the desk, so that sending twice decides once. */
export const decideSchema = v.pipe(
  v.object({ id: v.pipe(v.string(), v.uuid()), kind: v.picklist(['approved', 'returned', 'refused']), reason: v.optional(v.pipe(text(2000), v.trim(), v.minLength(1))) }),
  v.check((decision) => decision.kind === 'approved' || decision.reason !== undefined, 'a reason is needed'),
);
export type Decide = v.InferOutput<typeof decideSchema>;

/** Why a phone is quiet, as far as the server can tell. `stuck`: it has work that has not come on for three days, however lately it was heard. */
const quietCauses = ['fine', 'waiting', 'stuck', 'full', 'clock', 'never'] as const;
const personRow = v.object({
  id: v.string(),
  name: v.string(),
  number: v.optional(v.string()),
  unit: v.object({ id: v.string(), name: languageMap }),
  /** Assigned courses, and how many of them are satisfied. */
  assigned: count,
  finished: count,
  overdue: count,
  nextDue: v.optional(moment),
  /** Lines received in each of the last eight weeks, the oldest first. */
  weeks: v.array(count),
  lastContact: v.optional(moment),
  devices: count,
  quiet: v.picklist(quietCauses),
});
export type PersonRow = v.InferOutput<typeof personRow>;
/** `GET /api/desk/people?unit=&after=`: 100 a page, the most urgent first. `GET /api/desk/people.csv` likewise, all of them. */
export const peopleSchema = v.object({
  people: v.array(personRow),
  next: v.optional(v.string()),
  /** Of all people in scope. `quiet`: those whose phones have all been silent for more than seven days (of those who have one). `stuck`: those with work on a phone that has not come on for three days. */
  totals: v.object({ people: count, assigned: count, finished: count, overdue: count, waiting: count, devices: count, quiet: count, stuck: count }),
});
export type People = v.InferOutput<typeof peopleSchema>;
/** A phone has work that is not here: since when nothing of it has come, and whether that is three days or more. */
const behindSchema = v.object({ since: moment, isStuck: v.boolean() });
/** Lines that were kept with a note and belong to no result: malformed ones say not to which. */
const apartSchema = v.object({ note: v.string(), lines: count });
/** `GET /api/desk/people/<id>`: one person with courses. `waiting`: lines that a phone has and that are not here (of an older app: parcels, by its last word). */
export const personSchema = v.object({
  person: personRow,
  /** Lines that their phones could not sign any more, and that count for nobody. */
  unsigned: v.optional(count),
  courses: v.array(
    v.object({
      course: v.object({ id: v.string(), title: languageMap, source: v.string() }),
      due: v.optional(moment),
      isMandatory: v.boolean(),
      goes: v.array(
        v.object({
          registration: v.string(),
          cycle: count,
          done: count,
          of: count,
          scaled: v.optional(v.number()),
          satisfied: v.optional(moment),
          state: v.optional(v.picklist(completionStates)),
        }),
      ),
    }),
  ),
  devices: v.array(v.object({ device: v.string(), enrolled: moment, lastContact: v.optional(moment), lines: count, isWhole: v.boolean(), gaps: v.optional(v.array(gapSchema)), apart: v.optional(v.array(apartSchema)), waiting: v.optional(count), behind: v.optional(behindSchema), free: v.optional(v.number()) })),
});
export type DeskPerson = v.InferOutput<typeof personSchema>;

/**
 * `POST /api/desk/people/<id>/unsigned`: 201 `vouchedSchema`. Lines that a phone could not sign any more count from now on. `id` is made by
 * the desk, so that sending twice decides once; `counted`: how many do by this decision.
 */
export const vouchSchema = v.object({ id: v.pipe(v.string(), v.uuid()), reason: v.pipe(text(2000), v.trim(), v.minLength(1)) });
export type Vouch = v.InferOutput<typeof vouchSchema>;
export const vouchedSchema = v.object({ id: v.string(), counted: count });

/** `POST /api/desk/people/<id>/codes` `{kind}`: 201, a code shown once. `enrol` joins a phone; `reset` opens a profile whose PIN is forgotten. */
export const codeRequestSchema = v.object({ kind: v.picklist(['enrol', 'reset']) });
export const codeSchema = v.object({ code: v.string(), expires: moment });

/** What can be wrong with a line of a people list; `value` is the part that it speaks of. */
const importFaults = [
  'not-utf8', 'no-header', 'column-unknown', 'columns-missing', 'quotes-open', 'fields-too-many', 'nothing-inside',
  'name-missing', 'name-long', 'number-missing', 'number-twice', 'institution-unknown', 'unit-unknown', 'unit-ambiguous', 'role-unknown', 'login-missing', 'login-taken',
  'action-unknown', 'since-invalid', 'since-future', 'person-unknown', 'person-elsewhere', 'name-differs',
] as const;
/**
 * `POST /api/desk/people` `text/csv` (operator): 200. Nothing is changed when a line is faulty. `?units=make` makes institutions and
 * units that are not known yet; otherwise they are faults. Columns: number, name, institution, unit, role, login, action (add, move,
 * leave, rename), since. `cards`: a page to print, with the codes and passwords of those who are new; they are shown this once.
 */
export const importedSchema = v.object({
  added: count,
  moved: count,
  left: count,
  renamed: count,
  unchanged: count,
  faults: v.array(v.object({ line: count, fault: v.picklist(importFaults), value: v.optional(v.string()) })),
  cards: v.optional(v.string()),
});
export type Imported = v.InferOutput<typeof importedSchema>;

/** `GET /api/desk/courses`: the catalogue as the desk sees it. */
export const deskCoursesSchema = v.object({
  courses: v.array(v.object({ id: v.string(), title: languageMap, source: v.string(), release: count, edition: v.string(), languages: v.array(v.string()), issued: moment, begun: count, finished: count })),
});
export type DeskCourses = v.InferOutput<typeof deskCoursesSchema>;

/**
 * `GET /api/desk/reported`: lines of subtitles that learners in scope found wrong, the newest first and at most 200 of them. Nobody is
 * named. `edition`: of the course or layer whose `path` the line stands in; `notes`: what was said of it; `count`: by how many reports.
 */
export const reportedSchema = v.object({
  lines: v.array(v.object({ course: v.string(), au: v.string(), edition: v.string(), path: v.string(), lang: v.string(), cue: v.string(), text: v.string(), notes: v.array(v.string()), count, last: moment })),
});
export type Reported = v.InferOutput<typeof reportedSchema>;

/** `POST /api/desk/assignments`: 201 `{id}`. `GET`: those that reach the scope. `DELETE /api/desk/assignments/<id>`: 204. */
export const assignSchema = v.object({ course: text(130), unit: v.string(), due: v.optional(v.pipe(v.string(), v.isoDate())), isMandatory: v.boolean() });
export const assignmentsSchema = v.object({
  assignments: v.array(v.object({ id: v.string(), course: v.object({ id: v.string(), title: languageMap, source: v.string() }), unit, due: v.optional(moment), isMandatory: v.boolean(), by: v.string() })),
});
export type DeskAssignments = v.InferOutput<typeof assignmentsSchema>;

/** `GET /api/desk/audit?after=`: the newest first (operator). `head`: the newest line of the whole log, as receipts name it. */
export const auditSchema = v.object({
  head: v.optional(v.string()),
  entries: v.array(v.object({ id: count, at: moment, who: v.string(), what: v.string(), about: v.optional(v.string()) })),
  next: v.optional(v.string()),
});
