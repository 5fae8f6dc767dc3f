/** A release that corrects the answer key of others: what was handed in on them is marked again, as the phones do that get it. */
import { correcting } from '../../core/corrections.ts';
import type { CourseId, Edition, ProfileId } from '../../core/ids.ts';
import type { Writer } from '../store/store.ts';
import type { Editions } from './editions.ts';
import { goIn, judge, keepGoes, markAttempts, settleState, type Go } from './goes.ts';

/** Marks again by the corrections of this edition, which is published now. Gives how many goes came out better. `at`: the server's time. */
export async function remark(w: Writer, editions: Editions, { course, edition }: { readonly course: CourseId; readonly edition: Edition }, at: string): Promise<number> {
  let better = 0;
  for (const profile of await profilesWith(w, course, await correctedBy(w, editions, course, edition))) {
    const rows = await w.selectFrom('completion').selectAll().where('profile', '=', profile).where('course', '=', course).execute();
    const goes = rows.map(goIn);
    for (const go of goes) if (await isMarkedBetter(w, editions, go)) better += 1;
    await judge(w, editions, goes);
    for (const go of goes) settleState(go, at);
    await keepGoes(w, goes, at);
  }
  return better;
}

/** Marks all that was handed in in a go again. */
async function isMarkedBetter(w: Writer, editions: Editions, go: Go): Promise<boolean> {
  const before = JSON.stringify(go.kept.marks ?? {});
  const handedIn = Object.entries(go.kept.aus).flatMap(([activity, { attempts }]) => Object.keys(attempts).flatMap((attempt) => {
    const held = go.kept.marks?.[attempt];
    return held ? [[attempt, { edition: held.edition, activity }] as const] : [];
  }));
  await markAttempts(w, editions, go, new Map(handedIn));
  go.isChanged = JSON.stringify(go.kept.marks ?? {}) !== before;
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
