/** One go of a person at a course, as the server holds it: folded from lines, marked by the server, and satisfied or not. */
import type { CourseId, Edition, ProfileId, Registration } from '../../core/ids.ts';
import { learn, noProgress } from '../../core/progress.ts';
import { courseOfIri, registrationOf } from '../../core/registration.ts';
import { contextIds } from '../../core/xapi/statement.ts';
import type { CompletionRow } from '../store/schema.ts';
import type { Reader, Writer } from '../store/store.ts';
import { correctedKeys, type EditionFacts, type Editions } from './editions.ts';
import type { ReadLine, Saying } from './lines.ts';
import { attemptsHandedIn, bestScore, mark, satisfiedIn, type Kept } from './marking.ts';

/** A row on its way to be changed. `remarked`: attempts handed in before whose marking changed now. */
export type Go = Omit<CompletionRow, 'progress'> & { kept: Kept; isChanged: boolean; readonly remarked: Set<string> };
/** A line that can be folded, and what it says. */
export type SoundLine = { readonly line: ReadLine; readonly says: Saying };

/** The goes of a profile at the courses of these registrations, with the lines folded in. Lines of no go of this person get a note. */
export async function foldLines(w: Reader, editions: Editions, profile: ProfileId, lines: readonly SoundLine[]): Promise<ReadonlyMap<Registration, Go>> {
  const goes = new Map<Registration, Go>();
  const held = await w.selectFrom('completion').selectAll().where('profile', '=', profile).execute();
  for (const [registration, group] of byRegistration(lines)) {
    const go = goes.get(registration) ?? goOf(profile, registration, group, { held, goes });
    if (!go) {
      for (const { line } of group) line.note ??= 'not-enrolled';
      continue;
    }
    foldInto(go, group);
    await markIn(w, editions, go, group);
  }
  for (const course of new Set([...goes.values()].map((go) => go.course))) await judge(w, editions, [...goes.values()].filter((go) => go.course === course));
  return goes;
}

/** Writes what changed. `at`: the server's time. */
export async function keepGoes(w: Writer, goes: Iterable<Go>, at: string): Promise<void> {
  const rows: CompletionRow[] = [];
  for (const { kept, isChanged, remarked: _, ...row } of goes) if (isChanged) rows.push({ ...row, progress: JSON.stringify(kept), changed: at });
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]!).filter((name) => name !== 'registration') as Exclude<keyof CompletionRow, 'registration'>[];
  await w
    .insertInto('completion')
    .values(rows)
    .onConflict((conflict) => conflict.column('registration').doUpdateSet((on) => Object.fromEntries(columns.map((name) => [name, on.ref(`excluded.${name}`)]))))
    .execute();
}

function byRegistration(lines: readonly SoundLine[]): ReadonlyMap<Registration, readonly SoundLine[]> {
  const groups = new Map<Registration, SoundLine[]>();
  for (const each of lines) {
    const { registration } = each.says;
    if (registration === undefined) continue;
    const group = groups.get(registration);
    if (group) group.push(each);
    else groups.set(registration, [each]);
  }
  return groups;
}

/** A go that is held, with all others at its course; or a fresh one, if its registration is one that this profile can have. */
function goOf(profile: ProfileId, registration: Registration, group: readonly SoundLine[], { held, goes }: { held: readonly CompletionRow[]; goes: Map<Registration, Go> }): Go | undefined {
  const row = held.find((each) => each.registration === registration);
  const course = row?.course ?? group.flatMap(({ says }) => contextIds(says.s, 'grouping').map(courseOfIri)).find((id) => id !== undefined);
  const cycle = row?.cycle ?? (course && cycleOf(profile, course, registration));
  if (course === undefined || cycle === undefined) return undefined;
  for (const each of held) if (each.course === course && !goes.has(each.registration)) goes.set(each.registration, goIn(each));
  if (row) return goes.get(registration);
  const fresh: Go = { registration, profile, course, cycle, edition: null, done: 0, of: 0, scaled: null, attempts: 0, notes: 0, satisfied: null, state: null, changed: '', kept: noProgress, isChanged: true, remarked: new Set() };
  goes.set(registration, fresh);
  return fresh;
}

const MOST_CYCLES = 100;

function cycleOf(profile: ProfileId, course: CourseId, registration: Registration): number | undefined {
  for (let cycle = 1; cycle <= MOST_CYCLES; cycle++) if (registrationOf(profile, course, cycle) === registration) return cycle;
  return undefined;
}

export function goIn({ progress, ...row }: CompletionRow): Go {
  return { ...row, kept: JSON.parse(progress) as Kept, isChanged: false, remarked: new Set() };
}

function foldInto(go: Go, group: readonly SoundLine[]): void {
  for (const { line, says } of group) {
    try {
      go.kept = { ...go.kept, ...learn(go.kept, says.s), ...layersWith(go.kept, says) };
    } catch {
      line.note = 'malformed';
    }
    go.edition = says.edition ?? go.edition;
  }
  go.isChanged = true;
}

/** A phone holds few languages of one course: more than these nobody reads. */
const MOST_LAYERS = 20;

/** The layers of all lines of an attempt together, whatever the order in which they came. */
function layersWith({ layers: held = {} }: Kept, { attempt, layers }: Saying): Pick<Kept, 'layers'> {
  if (attempt === undefined || layers.length === 0) return {};
  const all = [...new Set([...(held[attempt] ?? []), ...layers])].toSorted();
  return { layers: { ...held, [attempt]: all.slice(0, MOST_LAYERS) } };
}

/** Marks the attempts handed in now, and once more those whose beginning or answers came in only now. */
async function markIn(w: Reader, editions: Editions, go: Go, group: readonly SoundLine[]): Promise<void> {
  const handedIn = new Map<string, { edition: Edition | undefined; activity: string }>();
  for (const { says } of group) {
    const { attempt, activity, verb, edition } = says;
    if (attempt === undefined || activity === undefined) continue;
    if (verb === 'passed' || verb === 'failed') handedIn.set(attempt, { edition, activity });
    const before = go.kept.marks?.[attempt];
    if ((verb !== 'answered' && verb !== 'attempted') || !before || handedIn.has(attempt)) continue;
    handedIn.set(attempt, { edition: before.edition, activity: activity.split('#')[0]! });
    go.remarked.add(attempt);
  }
  await markAttempts(w, editions, go, handedIn);
}

/** Marks these attempts, by their ids, as the editions that are published now have it. */
export async function markAttempts(w: Reader, editions: Editions, go: Go, handedIn: ReadonlyMap<string, { readonly edition: Edition | undefined; readonly activity: string }>): Promise<void> {
  if (handedIn.size === 0) return;
  const corrections = await editions.corrections(w, go.course);
  const marks = { ...go.kept.marks };
  for (const [attempt, { edition, activity }] of handedIn) {
    const held = go.kept.aus[activity]?.attempts[attempt];
    const facts = await factsFor(w, editions, go.course, edition);
    const lesson = facts?.byActivity.get(activity);
    if (held) marks[attempt] = mark(held, lesson, edition, edition ? correctedKeys(corrections, edition, activity) : [], await editions.typed(w, go.kept.layers?.[attempt] ?? [], go.course, lesson));
  }
  go.kept = { ...go.kept, marks };
}

/** Satisfied or not, in the order of cycles: what one go met may be waived in the next. */
export async function judge(w: Reader, editions: Editions, goes: readonly Go[]): Promise<void> {
  const before = new Set<string>();
  for (const go of goes.toSorted((a, b) => a.cycle - b.cycle)) {
    const facts = await factsFor(w, editions, go.course, go.edition ?? undefined);
    const satisfied = facts ? satisfiedIn(go.kept, facts, before) : (go.kept.satisfied ?? []);
    if (go.isChanged || satisfied.length !== (go.kept.satisfied?.length ?? 0)) {
      go.isChanged = true;
      go.kept = { ...go.kept, satisfied };
      go.done = satisfied.length;
      go.of = facts?.lessons.length ?? go.of;
      go.scaled = bestScore(go.kept) ?? null;
      go.attempts = attemptsHandedIn(go.kept);
    }
    for (const activity of satisfied) before.add(activity);
  }
}

/** An edition of another course says nothing about this one. */
export async function factsFor(w: Reader, editions: Editions, course: CourseId, edition: Edition | undefined): Promise<EditionFacts | undefined> {
  const facts = edition === undefined ? undefined : await editions.of(w, edition);
  return facts?.course === course ? facts : undefined;
}

/** A go that met all conditions waits for somebody's word from then on; one that no longer meets them waits no more. */
export function settleState(go: Go, at: string): void {
  const isMet = go.of > 0 && go.done === go.of;
  if (isMet && go.satisfied === null) {
    go.satisfied = at;
    go.state ??= 'waiting';
  } else if (!isMet && go.satisfied !== null && go.state === 'waiting') {
    go.satisfied = null;
    go.state = null;
  }
}
