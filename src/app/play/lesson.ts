/** A lesson as the open profile meets it: which edition it is taken on, in which cycle, and what was done in it before. */
import { ausOf, isSatisfied, type Au } from '../../core/cmi5/structure.ts';
import type { CourseId, Edition, Registration } from '../../core/ids.ts';
import { problem, type Problem } from '../../core/problem.ts';
import { auProgress, carriedOver, noProgress, openAttempt, type Attempt, type AuProgress, type Progress } from '../../core/progress.ts';
import type { TypedAnswers } from '../../core/quiz/typed.ts';
import { registrationOf } from '../../core/registration.ts';
import { extension, statementId } from '../../core/xapi/statement.ts';
import { extensions, verbName } from '../../core/xapi/verbs.ts';
import { isFileHere } from '../../device/files.ts';
import { layersBelieved } from '../../device/layers.ts';
import { installs, readyLessons, type Install } from '../../device/installs.ts';
import { currentCycle, factsOf, layersOf, progressOf } from '../../device/learning.ts';
import { manifestHeld } from '../../device/packs.ts';
import type { OpenProfile } from '../../device/profiles.ts';
import { recallHeld, type Recall } from '../../device/recall.ts';
import { statementsOf, type KeptLine } from '../../device/record.ts';
import { typedAnswersHere, type LayerAnswers } from '../../device/typed.ts';
import { named } from '../../pack/layer.ts';
import type { Manifest } from '../../pack/manifest.ts';
import type { HeldLayer } from '../../pack/tracks.ts';

export type Lesson = {
  readonly course: CourseId;
  /** Its number from 1, and how many there are. */
  readonly n: number;
  readonly of: number;
  readonly au: Au;
  readonly edition: Edition;
  readonly manifest: Manifest;
  /** Language layers of the course that are here and may be used. */
  readonly layers: readonly HeldLayer[];
  /** Of a quiz: what those accept as typed answers beside the course. Of an attempt that was handed in only those that were in use. `edition`: of a layer that is here. */
  readonly typed: readonly (TypedAnswers & Partial<Pick<LayerAnswers, 'edition'>>)[];
  readonly install: Install;
  readonly registration: Registration;
  /** In this cycle. */
  readonly progress: Progress;
  /** AUs done in the cycle before that this one has not said yet: said together with its first statement. */
  readonly carried: readonly Au[];
  /** Number of the first lesson that is not done besides this one. */
  readonly next: number | undefined;
  /** An open quiz attempt that cannot go on here: it was begun on another phone, or with an edition whose quiz is gone. */
  readonly stray: string | undefined;
};

/** `missing`: the course is here, the lesson is not whole. `recalled`: the course may no longer be opened. */
export type Found =
  | { readonly kind: 'ready'; readonly lesson: Lesson }
  | { readonly kind: 'missing'; readonly install: Install; readonly manifest: Manifest; readonly au: Au }
  | { readonly kind: 'recalled'; readonly recall: Recall }
  | Problem;

/**
 * Lesson `n` of a course for this profile. `isAgain`: a quiz that was handed in is taken anew, with the newest edition.
 * Problems: `pack-not-found`, `not-found`, `pack-feature-unknown`.
 */
export async function findLesson(open: OpenProfile, course: CourseId, n: number, isAgain = false): Promise<Found> {
  const { db } = open;
  const install = (await installs(db)).find((each) => each.course === course);
  const own = install && (await manifestHeld(db, install.edition));
  if (!install || !own) return problem('pack-not-found', course);
  const recall = await recallHeld(db, install.edition);
  if (recall) return { kind: 'recalled', recall };
  const layers = await layersBelieved(db, course);
  const manifest = named(own, layers.map(({ layer }) => layer));
  const aus = ausOf(manifest.structure);
  const au = aus[n - 1];
  if (!au) return problem('not-found', `lesson ${n}`);
  if (au.needs?.some((need) => !features.has(need))) return problem('pack-feature-unknown', au.needs.join());

  const here = { course, n, of: aus.length, au, edition: install.edition, manifest, layers, typed: [], install };
  const lesson: Lesson = { ...here, ...(await learnedIn(open, here, aus)), stray: undefined };
  const attempt = au.lesson.kind === 'quiz' ? attemptShown(lesson, isAgain) : undefined;
  const taken = attempt ? await takenOn(open, lesson, attempt) : {};
  const isReady = 'edition' in taken || (await readyLessons(db, install.edition)).has(au.id);
  if (!isReady) return { kind: 'missing', install, manifest, au };
  const whole = { ...lesson, ...taken };
  return { kind: 'ready', lesson: { ...whole, typed: await typedFor(open, whole, attempt) } };
}

/** Features that a lesson may ask for; this Karvan has none of its own yet. */
const features: ReadonlySet<string> = new Set();

/** What was done of the course: in this cycle, and in the one before as far as it counts on. */
async function learnedIn(open: OpenProfile, { course, au }: Pick<Lesson, 'course' | 'au'>, aus: readonly Au[]): Promise<Pick<Lesson, 'registration' | 'progress' | 'carried' | 'next'>> {
  const [facts, all] = [await factsOf(open), await progressOf(open)];
  const cycle = currentCycle(facts, all, course);
  const registration = registrationOf(open.id, course, cycle);
  const progress = all.get(registration)?.progress ?? noProgress;
  const before = all.get(registrationOf(open.id, course, cycle - 1))?.progress ?? noProgress;
  const isDone = (each: Au) => isSatisfied(each.moveOn, auProgress(progress, each));
  const carried = carriedOver(before, aus).filter((each) => !isDone(each));
  const next = aus.findIndex((each) => each !== au && !isDone(each) && !carried.includes(each));
  return { registration, progress, carried, next: next < 0 ? undefined : next + 1 };
}

/**
 * An attempt goes on, and is shown, with the edition that it was begun on: its quiz stays on the phone. One that was judged again by a
 * corrected key is shown with that key, where it is here.
 */
async function takenOn(open: OpenProfile, lesson: Lesson, attempt: Attempt): Promise<Partial<Pick<Lesson, 'edition' | 'manifest' | 'au' | 'stray'>>> {
  const { au, layers, registration } = lesson;
  const begun = (await statementsOf(open)).find((line) => verbName(line.s.verb.id) === 'attempted' && extension(line.s, extensions.attempt) === attempt.id);
  const known = begun?.edition ?? ((await progressOf(open)).get(registration)?.edition as Edition | undefined);
  for (const edition of [attempt.judged?.by, known]) {
    if (!edition || (await recallHeld(open.db, edition))) continue;
    const own = await manifestHeld(open.db, edition);
    const manifest = own && named(own, layers.map(({ layer }) => layer));
    const taken = manifest && ausOf(manifest.structure).find((each) => each.id === au.id);
    if (manifest && taken?.lesson.kind === 'quiz' && (await isFileHere(open.db, edition, taken.lesson.path))) return { edition, manifest, au: taken };
  }
  return attempt.judged ? {} : { stray: attempt.id };
}

/**
 * What language layers accept in it: in an attempt that goes on, or is yet to begin, all that are here. Where one that was in use is here no
 * more, what was marked right then stays right.
 */
async function typedFor(open: OpenProfile, { au, layers }: Lesson, attempt: Attempt | undefined): Promise<Lesson['typed']> {
  if (au.lesson.kind !== 'quiz') return [];
  const lines = attempt ? await statementsOf(open) : [];
  const used = attempt ? layersOf(lines, attempt.id) : [];
  const held = await typedAnswersHere(open.db, attempt?.judged ? layers.filter(({ edition }) => used.includes(edition)) : layers, au.lesson.unit);
  const isGone = used.some((edition) => !layers.some((each) => each.edition === edition));
  return attempt && isGone ? [...held, { lang: '', items: rightIn(attempt, lines) }] : held;
}

/** The answers of an attempt that its lines call right, by item. */
function rightIn({ answers }: Attempt, lines: readonly KeptLine[]): TypedAnswers['items'] {
  const right = new Set(lines.filter(({ s }) => s.result?.success).map(({ s }) => statementId(s)));
  return Object.fromEntries(Object.entries(answers).flatMap(([item, { id, response }]) => (right.has(id) ? [[item, [response]]] : [])));
}

/** The attempt that goes on; else, unless the quiz is taken anew, the one that was handed in. */
function attemptShown({ au, progress }: Lesson, isAgain: boolean): Attempt | undefined {
  const reached = auProgress(progress, au);
  return openAttempt(reached) ?? (isAgain ? undefined : handedIn(reached));
}

/** The attempt whose marks are shown: the one that passed, else the newest. */
function handedIn({ attempts }: AuProgress): Attempt | undefined {
  const judged = Object.values(attempts).filter((each) => each.judged !== undefined).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  return judged.find((each) => each.judged?.isPassed) ?? judged[0];
}
