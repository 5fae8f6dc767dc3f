/** The courses on this phone as the open profile stands in them. */
import { ausOf, isSatisfied, type Au } from '../../core/cmi5/structure.ts';
import type { AuId, CourseId, Edition } from '../../core/ids.ts';
import { auProgress, carriedOver, noProgress, type Progress } from '../../core/progress.ts';
import { registrationOf } from '../../core/registration.ts';
import type { Manifest } from '../../pack/manifest.ts';
import type { Assignment, Decision } from '../../sync/reply.ts';
import type { Db } from '../../device/db.ts';
import { installs, readyLessons, type Install } from '../../device/installs.ts';
import { manifestHeld } from '../../device/packs.ts';
import type { OpenProfile } from '../../device/profiles.ts';
import type { Recall } from '../../device/recall.ts';
import type { Stage } from '../ui/road.tsx';

export type LessonHere = { readonly n: number; readonly au: Au; readonly isReady: boolean; readonly isDone: boolean };
export type CourseHere = {
  readonly course: CourseId;
  readonly edition: Edition;
  readonly manifest: Manifest;
  readonly install: Install;
  readonly lessons: readonly LessonHere[];
  readonly done: number;
  readonly isDone: boolean;
  readonly isBegun: boolean;
  /** The first lesson that is not done. */
  readonly next: LessonHere | undefined;
  readonly assignment: Assignment | undefined;
  /** The newest word of a reviewer on this course. */
  readonly decision: Decision | undefined;
  /** Set when it may no longer be opened. */
  readonly recall: Recall | undefined;
};

/** Every course of this phone; without an open profile nothing in them is begun. */
export async function coursesHere(db: Db, open: OpenProfile | undefined): Promise<readonly CourseHere[]> {
  const person = open && (await personOf(open));
  const held = await installs(db);
  if (held.length === 0) return [];
  const { recallHeld } = await import('../../device/recall.ts');
  const found = await Promise.all(
    held.map(async (install) => {
      const manifest = await manifestHeld(db, install.edition);
      if (!manifest) return undefined;
      const here = { install, manifest, ready: await readyLessons(db, install.edition), recall: await recallHeld(db, install.edition) };
      return courseHere(here, person);
    }),
  );
  return found.filter((each) => each !== undefined);
}

type Person = { readonly progressIn: (course: CourseId) => { readonly progress: Progress; readonly before: Progress }; readonly assignments: readonly Assignment[]; readonly decisions: readonly Decision[] };

async function personOf(open: OpenProfile): Promise<Person> {
  const { progressOf, currentCycle } = await import('../../device/learning.ts');
  const { factsOf } = await import('../../device/facts.ts');
  const [facts, local] = [await factsOf(open), await progressOf(open)];
  const inCycle = (course: CourseId, cycle: number) => local.get(registrationOf(open.id, course, cycle))?.progress ?? noProgress;
  return {
    ...facts,
    progressIn: (course) => {
      const cycle = currentCycle(facts, local, course);
      return { progress: inCycle(course, cycle), before: inCycle(course, cycle - 1) };
    },
  };
}

type Held = Pick<CourseHere, 'install' | 'manifest' | 'recall'> & { readonly ready: ReadonlySet<AuId> };

function courseHere({ install, manifest, ready, recall }: Held, person: Person | undefined): CourseHere {
  const { course } = install;
  const { progress, before } = person?.progressIn(course) ?? { progress: noProgress, before: noProgress };
  const aus = ausOf(manifest.structure);
  const carried = carriedOver(before, aus);
  const lessons = aus.map((au, index) => {
    const reached = auProgress(progress, au);
    return { n: index + 1, au, isReady: ready.has(au.id), isDone: isSatisfied(au.moveOn, reached) || carried.includes(au), isOpened: reached.isOpened };
  });
  const done = lessons.filter((lesson) => lesson.isDone).length;
  return {
    course,
    edition: install.edition,
    manifest,
    install,
    recall,
    lessons,
    done,
    isDone: done === lessons.length,
    isBegun: lessons.some((lesson) => lesson.isOpened),
    next: lessons.find((lesson) => !lesson.isDone),
    assignment: person?.assignments.find((each) => each.course === course),
    decision: person?.decisions.filter((each) => each.course === course).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0],
  };
}

/** The road through a course: done, here, ahead. */
export function stagesOf(here: CourseHere): readonly Stage[] {
  return here.lessons.map((lesson) => (lesson.isDone ? 'done' : lesson === here.next ? 'here' : 'ahead'));
}
