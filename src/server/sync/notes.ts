/** Remarks on results: what a supervisor should know before a word is given. They never change what is kept. */
import type { CourseId, ProfileId, Registration } from '../../core/ids.ts';
import type { Header } from '../../sync/envelope.ts';
import type { Reader, Writer } from '../store/store.ts';
import { lineAt } from './body.ts';
import { isDoubtful, type Between } from './clock.ts';
import type { EditionFacts, Editions, Lesson } from './editions.ts';
import { factsFor, type Go, type SoundLine } from './goes.ts';
import { readLines, type Note, type Saying } from './lines.ts';
import { isOverLimit, type Mark } from './marking.ts';

type Circumstances = { readonly editions: Editions; readonly profile: ProfileId; readonly header: Header | undefined; readonly between: Between };

/** Notes on the fresh results that have none yet. */
export async function noteResults(w: Reader, what: Circumstances, lines: readonly SoundLine[], goes: ReadonlyMap<Registration, Go>): Promise<void> {
  const results = lines.filter(({ line, says }) => line.note === undefined && isResult(says));
  if (results.length === 0) return;
  const isMember = await belongsSomewhere(w, what.profile, what.between.received);
  const isOld = olderThan(w, what.editions);
  for (const { line, says } of results) {
    const go = says.registration && goes.get(says.registration);
    if (!go) continue;
    const facts = await factsFor(w, what.editions, go.course, says.edition);
    line.note = noteOfMark(go, says, facts) ?? (await noteOfEdition(facts, isMember, isOld)) ?? (isDoubtful(says.made, what.header?.clock, what.between) ? 'clock' : undefined);
  }
}

/** Looks again at results whose answers came in only now. Gives by how many the noted lines became more. */
export async function renoteMarked(w: Writer, editions: Editions, go: Go): Promise<number> {
  if (go.remarked.size === 0) return 0;
  let more = 0;
  const rows = await w.selectFrom('line').select(['kid', 'seq', 'digest', 'envelope', 'at', 'note']).where('registration', '=', go.registration).where('verb', 'in', ['passed', 'failed']).execute();
  for (const row of rows) {
    const text = await lineAt(w, row.envelope, row.at);
    const says = text === undefined ? undefined : readLines([text], go.profile)[0]?.says;
    if (!says?.attempt || !go.remarked.has(says.attempt)) continue;
    const facts = await factsFor(w, editions, go.course, says.edition);
    const found = noteOfMark(go, says, facts);
    const note = found === 'over-attempts' ? null : (found ?? null);
    const isOfMark = row.note === 'score-differs' || (row.note === 'unknown-edition' && facts !== undefined);
    if (note === null ? !isOfMark : note === row.note || (row.note !== null && isGraver(row.note))) continue;
    await w.updateTable('line').set({ note }).where('kid', '=', row.kid).where('seq', '=', row.seq).where('digest', '=', row.digest).execute();
    more += (note === null ? 0 : 1) - (row.note === null ? 0 : 1);
  }
  return more;
}

function isResult({ verb }: Saying): boolean {
  return verb === 'passed' || verb === 'failed' || verb === 'completed' || verb === 'waived';
}

function noteOfMark(go: Go, says: Saying, facts: EditionFacts | undefined): Note | undefined {
  if (says.verb !== 'passed' && says.verb !== 'failed') return undefined;
  const lesson = says.activity === undefined ? undefined : facts?.byActivity.get(says.activity);
  if (!lesson?.quiz) return undefined;
  const found = says.attempt === undefined ? undefined : go.kept.marks?.[says.attempt];
  if (found && found.scaled === undefined) return 'unknown-edition';
  if (!found || differsFrom(found, says, lesson)) return 'score-differs';
  return says.attempt !== undefined && isOverLimit(go.kept, says.activity!, says.attempt, lesson) ? 'over-attempts' : undefined;
}

function differsFrom({ scaled = 0 }: Mark, says: Saying, lesson: Lesson): boolean {
  const isPassed = scaled >= (lesson.au.masteryScore ?? 0);
  return isPassed !== (says.verb === 'passed') || Math.abs(scaled - (says.scaled ?? scaled)) > 0.000_05;
}

async function noteOfEdition(facts: EditionFacts | undefined, isMember: boolean, isOld: (facts: EditionFacts) => Promise<boolean>): Promise<Note | undefined> {
  if (!facts) return 'unknown-edition';
  if (!isMember) return 'not-enrolled';
  return (await isOld(facts)) ? 'old-edition' : undefined;
}

/** Whether a newer edition of the same course is published; asked once for each course. */
function olderThan(w: Reader, editions: Editions): (facts: EditionFacts) => Promise<boolean> {
  const newest = new Map<CourseId, number>();
  return async ({ course, release }) => {
    const known = newest.get(course) ?? (await editions.newestRelease(w, course));
    newest.set(course, known);
    return release < known;
  };
}

function isGraver(note: string): boolean {
  return note === 'conflict' || note === 'fork' || note === 'chain';
}

async function belongsSomewhere(w: Reader, profile: ProfileId, at: string): Promise<boolean> {
  const row = await w
    .selectFrom('profile')
    .innerJoin('membership', 'membership.person', 'profile.person')
    .select('membership.unit')
    .where('profile.id', '=', profile)
    .where('membership.since', '<=', at)
    .where((on) => on.or([on('membership.until', 'is', null), on('membership.until', '>', at)]))
    .executeTakeFirst();
  return row !== undefined;
}
