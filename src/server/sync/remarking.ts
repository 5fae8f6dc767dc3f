/**
 * What was handed in is marked again when something is published that it is to be judged by: a release that corrects the answer key of
 * others, as the phones do that get it, or a language layer that was in use.
 */
import { correcting } from '../../core/corrections.ts';
import type { CourseId, Edition, ProfileId } from '../../core/ids.ts';
import type { Writer } from '../store/store.ts';
import type { Editions } from './editions.ts';
import { goIn, judge, keepGoes, markAttempts, settleState, type Go } from './goes.ts';
import { renoteMarked } from './notes.ts';

/** `edition`: of the course or of a layer, published now. */
type News = { readonly course: CourseId; readonly edition: Edition };

/** Marks again by the corrections of this edition. Gives how many goes came out otherwise. `at`: the server's time. */
export async function remarkCorrected(w: Writer, editions: Editions, { course, edition }: News, at: string): Promise<number> {
  return remark(w, editions, { course, on: await correctedBy(w, editions, course, edition) }, at);
}

/** Marks again what was taken in this edition of a layer before it was published, or its quiz words counted, here. */
export async function remarkTyped(w: Writer, editions: Editions, { course, edition }: News, at: string): Promise<number> {
  return remark(w, editions, { course, on: [edition] }, at);
}

async function remark(w: Writer, editions: Editions, { course, on }: { readonly course: CourseId; readonly on: readonly Edition[] }, at: string): Promise<number> {
  let changed = 0;
  for (const profile of await profilesWith(w, course, on)) {
    const rows = await w.selectFrom('completion').selectAll().where('profile', '=', profile).where('course', '=', course).execute();
    const goes = rows.map(goIn);
    for (const go of goes) if (await isMarkedOtherwise(w, editions, go)) changed += 1;
    await judge(w, editions, goes);
    for (const go of goes) {
      go.notes += await renoteMarked(w, editions, go);
      settleState(go, at);
    }
    await keepGoes(w, goes, at);
  }
  return changed;
}

/** Marks all that was handed in in a go again. */
async function isMarkedOtherwise(w: Writer, editions: Editions, go: Go): Promise<boolean> {
  const before = go.kept.marks ?? {};
  const handedIn = Object.entries(go.kept.aus).flatMap(([activity, { attempts }]) => Object.keys(attempts).flatMap((attempt) => {
    const held = go.kept.marks?.[attempt];
    return held ? [[attempt, { edition: held.edition, activity }] as const] : [];
  }));
  await markAttempts(w, editions, go, new Map(handedIn));
  for (const [attempt, found] of Object.entries(go.kept.marks ?? {})) if (JSON.stringify(found) !== JSON.stringify(before[attempt])) go.remarked.add(attempt);
  go.isChanged = go.remarked.size > 0;
  return go.isChanged;
}

/** Editions that it corrects, also through another one. */
async function correctedBy(w: Writer, editions: Editions, course: CourseId, edition: Edition): Promise<readonly Edition[]> {
  const corrections = await editions.corrections(w, course);
  const named = new Set(corrections.flatMap((each) => each.supersedes));
  return [...named].filter((each) => correcting(corrections, each).some((one) => one.edition === edition));
}

async function profilesWith(w: Writer, course: CourseId, editions: readonly Edition[]): Promise<readonly ProfileId[]> {
  if (editions.length === 0) return [];
  const rows = await w
    .selectFrom('completion')
    .select('profile')
    .distinct()
    .where('course', '=', course)
    .where((on) => on.or(editions.map((each) => on('progress', 'like', `%"${each}"%`))))
    .execute();
  return rows.map((row) => row.profile);
}
