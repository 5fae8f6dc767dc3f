/** Published editions as marking needs them. They never change, so each is read once. */
import { ausOf, type Au } from '../../core/cmi5/structure.ts';
import type { CourseId, Edition } from '../../core/ids.ts';
import type { Quiz } from '../../core/quiz/quiz.ts';
import { activityOf } from '../../core/registration.ts';
import type { Manifest } from '../../pack/manifest.ts';
import type { Reader } from '../store/store.ts';

export type Lesson = { readonly au: Au; readonly activity: string; readonly quiz: Quiz | undefined };
export type EditionFacts = { readonly edition: Edition; readonly course: CourseId; readonly release: number; readonly lessons: readonly Lesson[]; readonly byActivity: ReadonlyMap<string, Lesson> };
export type Editions = { readonly of: (r: Reader, edition: Edition) => Promise<EditionFacts | undefined>; readonly newestRelease: (r: Reader, course: CourseId) => Promise<number> };

export function editions(): Editions {
  const held = new Map<Edition, EditionFacts>();
  return {
    of: async (r, edition) => {
      const known = held.get(edition) ?? (await readEdition(r, edition));
      // An edition that is unknown today may be published tomorrow: only what is known is remembered.
      if (known) held.set(edition, known);
      return known;
    },
    newestRelease: async (r, course) => {
      const row = await r.selectFrom('edition').select('release').where('course', '=', course).orderBy('release', 'desc').limit(1).executeTakeFirst();
      return row?.release ?? 0;
    },
  };
}

async function readEdition(r: Reader, edition: Edition): Promise<EditionFacts | undefined> {
  const row = await r.selectFrom('edition').select(['course', 'release', 'manifest']).where('edition', '=', edition).executeTakeFirst();
  if (!row) return undefined;
  const quizzes = await r.selectFrom('quiz').select(['au', 'quiz']).where('edition', '=', edition).execute();
  const quizByAu = new Map(quizzes.map(({ au, quiz }) => [au, JSON.parse(quiz) as Quiz]));
  const { structure } = JSON.parse(new TextDecoder().decode(row.manifest)) as Pick<Manifest, 'structure'>;
  const lessons = ausOf(structure).map((au) => ({ au, activity: activityOf(au.id), quiz: quizByAu.get(au.id) }));
  return { edition, course: row.course, release: row.release, lessons, byActivity: new Map(lessons.map((lesson) => [lesson.activity, lesson])) };
}
