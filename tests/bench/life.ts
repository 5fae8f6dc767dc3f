/** What people do in courses, statement by statement: they read, watch, answer, fail and pass, in the order of their days. */
import { v7 } from 'uuid';
import { ausOf, type Au } from '../../src/core/cmi5/structure.ts';
import type { CourseId, Edition, ProfileId } from '../../src/core/ids.ts';
import type { Item, Quiz } from '../../src/core/quiz/quiz.ts';
import { score, scoreQuiz } from '../../src/core/quiz/score.ts';
import { registrationOf } from '../../src/core/registration.ts';
import { answered, attempted, completed, judged, opened, played, sitting, terminated, type Sitting, type World } from '../../src/core/session.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';
import { catalogueSchema, packFolder } from '../../src/pack/layout.ts';
import { parseManifest, type Manifest } from '../../src/pack/manifest.ts';
import * as v from 'valibot';

/** A published course, with the answer keys that it is marked by. */
export type Course = { readonly id: CourseId; readonly edition: Edition; readonly lessons: readonly { readonly au: Au; readonly quiz: Quiz | undefined }[] };
export type Said = { readonly edition: Edition; readonly s: Statement };

/** The courses that a server has. */
export async function coursesOf(origin: string): Promise<readonly Course[]> {
  const { courses } = v.parse(catalogueSchema, await (await fetch(`${origin}/api/catalogue`)).json());
  return Promise.all(courses.map(({ course, edition }) => courseOf(origin, course as CourseId, edition as Edition)));
}

/** Goes at every course, each ended by an attempt that passes, for ever. */
export function* lifeOf(profile: ProfileId, courses: readonly Course[]): Generator<Said> {
  const world: World = { now: Date.now, newId: v7 };
  for (let cycle = 1; ; cycle++) {
    for (const { id, edition, lessons } of courses) {
      for (const { au, quiz } of lessons) {
        const sit = () => sitting(world, { profile, registration: registrationOf(profile, id, cycle), course: id, au, language: 'az' });
        for (const s of quiz ? triesAt(world, sit, quiz) : seen(world, sit(), au)) yield { edition, s };
      }
    }
  }
}

async function courseOf(origin: string, id: CourseId, edition: Edition): Promise<Course> {
  const folder = `${origin}/${packFolder(id, edition)}`;
  const manifest = parseManifest(new Uint8Array(await (await fetch(`${folder}/manifest.json`)).arrayBuffer())) as Manifest;
  const quizAt = async (path: string) => {
    const { at, size } = manifest.files.find((file) => file.path === path)!;
    return (await (await fetch(`${folder}/bytes`, { headers: { range: `bytes=${at}-${at + size - 1}` } })).json()) as Quiz;
  };
  const lessons = ausOf(manifest.structure).map(async (au) => ({ au, quiz: au.lesson.kind === 'quiz' ? await quizAt(au.lesson.path) : undefined }));
  return { id, edition, lessons: await Promise.all(lessons) };
}

function seen(world: World, s: Sitting, au: Au): Statement[] {
  const parts = au.lesson.kind === 'video' ? [played(world, s, 0, 61), played(world, s, 61, 140)] : [];
  return [...opened(world, s), ...parts, completed(world, s), terminated(world, s)];
}

/** The first try is half wrong, the second right. */
function triesAt(world: World, sit: () => Sitting, quiz: Quiz): Statement[] {
  return [false, true].flatMap((isRight) => {
    const [s, id] = [sit(), world.newId()];
    const order = quiz.items.map((item) => item.id);
    const responses = new Map(quiz.items.map((item, n) => [item.id, isRight || n % 2 === 0 ? rightFor(item) : 'no idea']));
    const answers = quiz.items.map((item, n) => {
      const response = responses.get(item.id)!;
      return answered(world, s, { attempt: id, turn: n + 1, item, response, outcome: score(item, response) });
    });
    const result = judged(world, s, id, scoreQuiz(quiz, responses));
    return [...opened(world, s), attempted(world, s, { id, seed: 7, order }), ...answers, result, ...(isRight ? [completed(world, s)] : []), terminated(world, s)];
  });
}

function rightFor(item: Item): string {
  switch (item.kind) {
    case 'multiple':
      return (item.correct ?? []).join('[,]');
    case 'text':
      return Object.values(item.correct ?? {})[0]?.[0] ?? '';
    default:
      return String(item.correct ?? '');
  }
}
