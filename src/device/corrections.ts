/** Corrected answer keys that are on this phone, and what they make of the attempts that were handed in here. */
import * as v from 'valibot';
import { ausOf, type Au } from '../core/cmi5/structure.ts';
import { correcting, correctionOf, withCorrections, type Correction, type Key } from '../core/corrections.ts';
import type { CourseId, Edition } from '../core/ids.ts';
import type { Progress } from '../core/progress.ts';
import { quizSchema } from '../core/quiz/quiz.ts';
import { withTypedAnswers } from '../core/quiz/typed.ts';
import { activityOf } from '../core/registration.ts';
import type { Manifest } from '../pack/manifest.ts';
import type { HeldLayer } from '../pack/tracks.ts';
import type { Db } from './db.ts';
import { manifestHeld } from './editions.ts';
import { isFileHere, readFile } from './files.ts';
import { layersBelieved } from './layers.ts';
import { typedAnswersHere, type LayerAnswers } from './typed.ts';

/** What an attempt was taken on: the course's edition, and the language layers whose typed answers it may count on. */
export type TakenOn = { readonly edition: Edition; readonly layers: readonly Edition[] };

/** Progress in a course by the corrected keys that are held. `takenOn`: of attempts that were handed in here, by attempt id. */
export async function correctedProgress(db: Db, course: CourseId, progress: Progress, takenOn: ReadonlyMap<string, TakenOn>): Promise<Progress> {
  if (takenOn.size === 0) return progress;
  const corrections = await correctionsHeld(db, course);
  if (corrections.length === 0) return progress;
  const believed = await layersBelieved(db, course);
  const found = new Map<string, Correction>();
  for (const [activity, { attempts }] of Object.entries(progress.aus)) {
    for (const attempt of Object.values(attempts)) {
      const taken = takenOn.get(attempt.id);
      if (!attempt.judged || !taken) continue;
      const keys = await Promise.all(correcting(corrections, taken.edition).map((each) => keyOf(db, each, activity)));
      const typed = await typedIn(db, activity, taken, believed);
      const correction = correctionOf(attempt, attempt.judged, keys.flatMap((key) => (key ? [{ ...key, quiz: withTypedAnswers(key.quiz, typed) }] : [])));
      if (correction) found.set(attempt.id, correction);
    }
  }
  return withCorrections(progress, found);
}

type Correcting = { readonly edition: Edition; readonly supersedes: readonly Edition[]; readonly manifest: Manifest };

/** Editions of a course that correct others, by rising release as on the server. */
async function correctionsHeld(db: Db, course: CourseId): Promise<readonly Correcting[]> {
  const editions = await db.editions.where('course').equals(course).primaryKeys();
  const held = await Promise.all(editions.map(async (edition) => ({ edition, manifest: await manifestHeld(db, edition) })));
  return held
    .flatMap(({ edition, manifest }) => (manifest?.supersedes ? [{ edition, manifest, supersedes: manifest.supersedes.map((each) => each.edition as Edition) }] : []))
    .toSorted((a, b) => a.manifest.release - b.manifest.release);
}

/** A language layer accepts the same under a corrected key: what it was asked about is the edition that the attempt was taken on. */
async function typedIn(db: Db, activity: string, { edition, layers }: TakenOn, believed: readonly HeldLayer[]): Promise<readonly LayerAnswers[]> {
  const used = believed.filter((each) => layers.includes(each.edition));
  const manifest = used.length > 0 ? await manifestHeld(db, edition) : undefined;
  const lesson = manifest && auOf(manifest, activity)?.lesson;
  return lesson?.kind === 'quiz' ? typedAnswersHere(db, used, lesson.unit) : [];
}

function auOf({ structure }: Manifest, activity: string): Au | undefined {
  return ausOf(structure).find((each) => activityOf(each.id) === activity);
}

/** The key of a lesson's quiz, as soon as its file is here: a download need not be over. */
async function keyOf(db: Db, { edition, manifest }: Correcting, activity: string): Promise<Key | undefined> {
  const au = auOf(manifest, activity);
  if (au?.lesson.kind !== 'quiz') return undefined;
  const name = `${edition} ${au.id}`;
  const held = keys.get(name);
  if (held || !(await isFileHere(db, edition, au.lesson.path))) return held;
  const bytes = await readFile(db, edition, au.lesson.path);
  const quiz = bytes && v.safeParse(v.pipe(v.string(), v.parseJson(), quizSchema), new TextDecoder().decode(bytes));
  if (!quiz?.success) return undefined;
  const key = { edition, quiz: quiz.output, mastery: au.masteryScore ?? 0 };
  keys.set(name, key);
  return key;
}

/** An edition never changes, so each thread reads a key once. */
const keys = new Map<string, Key>();
