/** Published editions as marking needs them. They never change, so each is read once. */
import { correcting, type Key } from '../../core/corrections.ts';
import { ausOf, type Au } from '../../core/cmi5/structure.ts';
import type { CourseId, Edition } from '../../core/ids.ts';
import type { Quiz } from '../../core/quiz/quiz.ts';
import type { TypedAnswers } from '../../core/quiz/typed.ts';
import { activityOf } from '../../core/registration.ts';
import { isOfPublisher } from '../../pack/layer.ts';
import type { Manifest } from '../../pack/manifest.ts';
import type { Reader } from '../store/store.ts';

export type Lesson = { readonly au: Au; readonly activity: string; readonly quiz: Quiz | undefined };
export type EditionFacts = { readonly edition: Edition; readonly course: CourseId; readonly release: number; readonly supersedes: readonly Edition[]; readonly lessons: readonly Lesson[]; readonly byActivity: ReadonlyMap<string, Lesson> };
/** Typed answers that a language layer accepts, by the digest of the words of a quiz. */
export type LayerAnswers = { readonly [unit: string]: readonly TypedAnswers[] };
/** What language layers add to the key of a quiz. `isWhole` false: one of them is not published here, so nobody can say what it accepts. */
export type Typed = { readonly answers: readonly TypedAnswers[]; readonly isWhole: boolean };
export type Editions = {
  readonly of: (r: Reader, edition: Edition) => Promise<EditionFacts | undefined>;
  readonly newestRelease: (r: Reader, course: CourseId) => Promise<number>;
  /** Editions of a course that correct the answer keys of others, by rising release. */
  readonly corrections: (r: Reader, course: CourseId) => Promise<readonly EditionFacts[]>;
  /** What these layers accept in a quiz of a course. One that its publisher neither signed nor endorsed accepts nothing. */
  readonly typed: (r: Reader, layers: readonly Edition[], course: CourseId, lesson: Lesson | undefined) => Promise<Typed>;
};

export function editions(): Editions {
  const held = new Map<Edition, EditionFacts>();
  const layers = new Map<Edition, LayerFacts>();
  const correctionsOf = new Map<CourseId, { readonly upTo: number; readonly found: readonly EditionFacts[] }>();
  const of: Editions['of'] = async (r, edition) => {
    const known = held.get(edition) ?? (await readEdition(r, edition));
    // An edition that is unknown today may be published tomorrow: only what is known is remembered.
    if (known) held.set(edition, known);
    return known;
  };
  const newestRelease: Editions['newestRelease'] = async (r, course) => {
    const row = await r.selectFrom('edition').select('release').where('course', '=', course).orderBy('release', 'desc').limit(1).executeTakeFirst();
    return row?.release ?? 0;
  };
  const layerOf = async (r: Reader, edition: Edition) => {
    const known = layers.get(edition) ?? (await readLayer(r, edition));
    // One that does not count today may be endorsed tomorrow.
    if (known?.isCounted) layers.set(edition, known);
    return known;
  };
  return {
    of,
    newestRelease,
    typed: async (r, named, course, lesson) => {
      const unit = lesson?.au.lesson.kind === 'quiz' ? lesson.au.lesson.unit : '';
      const found = await Promise.all(named.map((edition) => layerOf(r, edition)));
      return { answers: found.flatMap((each) => (each?.isCounted && each.course === course ? (each.answers[unit] ?? []) : [])), isWhole: !found.includes(undefined) };
    },
    corrections: async (r, course) => {
      const upTo = await newestRelease(r, course);
      const known = correctionsOf.get(course);
      // Releases only rise: while the newest is the same, so are all.
      if (known?.upTo === upTo) return known.found;
      const rows = await r.selectFrom('edition').select('edition').where('course', '=', course).orderBy('release').execute();
      const found: EditionFacts[] = [];
      for (const { edition } of rows) {
        const facts = await of(r, edition);
        if (facts && facts.supersedes.length > 0) found.push(facts);
      }
      correctionsOf.set(course, { upTo, found });
      return found;
    },
  };
}

/** The corrected keys of one lesson's quiz for what was taken on an edition, of the editions that correct any. */
export function correctedKeys(corrections: readonly EditionFacts[], edition: Edition, activity: string): readonly Key[] {
  return correcting(corrections, edition).flatMap(({ edition: by, byActivity }) => {
    const lesson = byActivity.get(activity);
    return lesson?.quiz ? [{ edition: by, quiz: lesson.quiz, mastery: lesson.au.masteryScore ?? 0 }] : [];
  });
}

type LayerFacts = { readonly course: CourseId; readonly isCounted: boolean; readonly answers: LayerAnswers };

async function readLayer(r: Reader, edition: Edition): Promise<LayerFacts | undefined> {
  const row = await r.selectFrom('layer').select(['layer', 'course', 'endorsement', 'answers']).where('edition', '=', edition).executeTakeFirst();
  return row && { course: row.course, isCounted: isOfPublisher(row) || row.endorsement !== null, answers: JSON.parse(row.answers ?? '{}') as LayerAnswers };
}

async function readEdition(r: Reader, edition: Edition): Promise<EditionFacts | undefined> {
  const row = await r.selectFrom('edition').select(['course', 'release', 'manifest']).where('edition', '=', edition).executeTakeFirst();
  if (!row) return undefined;
  const quizzes = await r.selectFrom('quiz').select(['au', 'quiz']).where('edition', '=', edition).execute();
  const quizByAu = new Map(quizzes.map(({ au, quiz }) => [au, JSON.parse(quiz) as Quiz]));
  const { structure, supersedes = [] } = JSON.parse(new TextDecoder().decode(row.manifest)) as Pick<Manifest, 'structure' | 'supersedes'>;
  const lessons = ausOf(structure).map((au) => ({ au, activity: activityOf(au.id), quiz: quizByAu.get(au.id) }));
  return { edition, course: row.course, release: row.release, supersedes: supersedes.map((each) => each.edition as Edition), lessons, byActivity: new Map(lessons.map((lesson) => [lesson.activity, lesson])) };
}
