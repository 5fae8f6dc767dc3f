/** Deciding about a completion. Decisions are only ever added; the newest one says where the completion stands. */
import type { Registration } from '../../core/ids.ts';
import type { Decide } from '../../sync/desk.ts';
import type { DeskRows, Scoped, SeenGo } from '../accounts/scope.ts';
import { refuse } from '../refuse.ts';
import type { CompletionRow } from '../store/schema.ts';
import type { Writer } from '../store/store.ts';

/**
 * Keeps a decision; the same one sent twice is kept once. 403 for one's own work, 409 for an approval of what is not finished, and
 * for an id that another decision has. `now`: milliseconds.
 */
export async function decide({ desk, of }: Scoped<Writer>, note: Note, go: SeenGo, { decision, now }: { decision: Decide; now: number }): Promise<void> {
  const isNew = await of(go, (w) => keep(w, desk.person, go, { decision, now }));
  if (isNew) await note({ what: 'decided', about: go, detail: { kind: decision.kind, decision: decision.id } });
}

type Note = Parameters<Parameters<DeskRows['write']>[2]>[1];

/** False for a decision that was kept before. */
async function keep(w: Writer, person: string, registration: Registration, { decision, now }: { decision: Decide; now: number }): Promise<boolean> {
  if (await isRepeat(w, person, registration, decision)) return false;
  const go = await w
    .selectFrom('completion')
    .innerJoin('profile', 'profile.id', 'completion.profile')
    .select(['completion.profile', 'completion.course', 'completion.cycle', 'completion.state', 'profile.person'])
    .where('registration', '=', registration)
    .executeTakeFirstOrThrow();
  if (go.person === person) throw refuse(403, 'not-allowed', 'nobody decides about their own work');
  if (go.state === null && decision.kind === 'approved') throw refuse(409, 'request-invalid', 'not all lessons are finished');
  await w
    .insertInto('decision')
    .values({ id: decision.id, registration, profile: go.profile, course: go.course, cycle: go.cycle, kind: decision.kind, reason: decision.reason ?? null, by: person, at: await laterThanLast(w, registration, now) })
    .execute();
  await moveTo(w, registration, { from: go.state, to: decision.kind });
  return true;
}

async function isRepeat(w: Writer, person: string, registration: Registration, decision: Decide): Promise<boolean> {
  const held = await w.selectFrom('decision').selectAll().where('id', '=', decision.id).executeTakeFirst();
  if (!held) return false;
  const isSame = held.registration === registration && held.kind === decision.kind && held.reason === (decision.reason ?? null) && held.by === person;
  if (!isSame) throw refuse(409, 'request-invalid', 'another decision has this id');
  return true;
}

/** A go that is not finished keeps no state: should its missing lines still arrive, it comes up for review like any other. */
async function moveTo(w: Writer, registration: Registration, { from, to }: { from: CompletionRow['state']; to: Decide['kind'] }): Promise<void> {
  if (from === null) return;
  await w.updateTable('completion').set({ state: to }).where('registration', '=', registration).execute();
}

/** History is read by its moments: also when the clock was set back, the newest decision is the last. */
async function laterThanLast(w: Writer, registration: Registration, now: number): Promise<string> {
  const last = await w.selectFrom('decision').select((e) => e.fn.max('at').as('at')).where('registration', '=', registration).executeTakeFirst();
  const after = last?.at ? Date.parse(last.at) + 1 : 0;
  return new Date(Math.max(now, after)).toISOString();
}
