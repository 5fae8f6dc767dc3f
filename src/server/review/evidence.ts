/** One completion with all that it rests on. */
import { ausOf, isSatisfied, type Au } from '../../core/cmi5/structure.ts';
import type { CourseId, Edition, KeyId, ProfileId, Registration } from '../../core/ids.ts';
import { auProgress } from '../../core/progress.ts';
import { activityOf } from '../../core/registration.ts';
import type { Quiz, QuizWords } from '../../core/quiz/quiz.ts';
import { verbName } from '../../core/xapi/verbs.ts';
import type { Manifest } from '../../pack/manifest.ts';
import type { Completion, DeskDecision, Evidence } from '../../sync/desk.ts';
import type { CompletionRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { editions, type Typed } from '../sync/editions.ts';
import { factsFor } from '../sync/goes.ts';
import type { Kept } from '../sync/marking.ts';
import { clockOff } from '../sync/clock.ts';
import { codeReaching } from '../sync/receipts.ts';
import { attemptsOf, type KeptQuiz, type Material } from './attempts.ts';
import { gapsUpTo } from './gaps.ts';
import { linesOf, type KeptLine } from './kept-lines.ts';

/** Evidence of a completion that the desk may see. */
export async function evidenceOf(r: Reader, completion: Completion): Promise<Evidence> {
  const registration = completion.registration as Registration;
  const row = await r.selectFrom('completion').select(['profile', 'course', 'edition', 'progress']).where('registration', '=', registration).executeTakeFirstOrThrow();
  const found = JSON.parse(row.progress) as Kept;
  const lines = await linesOf(r, registration);
  const corrections = Object.values(found.marks ?? {}).flatMap(({ corrected }) => (corrected ? [corrected.by] : []));
  const taken = new Set([row.edition, ...lines.map((line) => line.edition), ...corrections].filter((edition) => edition !== null));
  const material = { ...(await materialOf(r, [...taken])), typed: await typedOf(r, row, found) };
  const structure = row.edition === null ? undefined : material.manifests.get(row.edition)?.structure;
  return {
    completion,
    lessons: ausOf(structure ?? []).map((au) => ({ id: au.id, title: au.title, isSatisfied: isMet(found, au) })),
    attempts: [...attemptsOf(found, lines, material)],
    decisions: await decisionsOf(r, registration),
    cycles: await otherCycles(r, row.profile, row.course, registration),
    devices: await devicesOf(r, lines),
    notes: lines.flatMap(({ seq, device, note }) => (note === null ? [] : [{ seq, device, note }])),
  };
}

/** As the server found it when the lines came in: a pass that its own marking does not bear out is none. */
function isMet(found: Kept, au: Au): boolean {
  return found.satisfied ? found.satisfied.includes(activityOf(au.id)) : isSatisfied(au.moveOn, auProgress(found, au));
}

/** All decisions about one go, the oldest first. */
async function decisionsOf(r: Reader, registration: Registration): Promise<DeskDecision[]> {
  const rows = await r
    .selectFrom('decision')
    .innerJoin('person', 'person.id', 'decision.by')
    .select(['decision.id', 'decision.kind', 'decision.reason', 'decision.at', 'person.name as by'])
    .where('registration', '=', registration)
    .orderBy('decision.at')
    .orderBy('decision.id')
    .execute();
  return rows.map(({ reason, ...decision }) => ({ ...decision, ...(reason === null ? {} : { reason }) }));
}

async function otherCycles(r: Reader, profile: ProfileId, course: CourseId, but: Registration): Promise<Evidence['cycles']> {
  const rows = await r
    .selectFrom('completion')
    .select(['registration', 'cycle', 'state'])
    .where('profile', '=', profile)
    .where('course', '=', course)
    .where('registration', '!=', but)
    .orderBy('cycle')
    .execute();
  return rows.map(({ state, ...cycle }) => ({ ...cycle, ...(state === null ? {} : { state }) }));
}

/** What language layers add to the keys of the attempts that were made in them, by attempt. */
async function typedOf(r: Reader, { course, edition }: Pick<CompletionRow, 'course' | 'edition'>, { aus, marks, layers }: Kept): Promise<Material['typed']> {
  const known = editions();
  const typed = new Map<string, Typed>();
  for (const [activity, { attempts }] of Object.entries(aus)) {
    for (const { id } of Object.values(attempts)) {
      const used = layers?.[id];
      if (!used) continue;
      const facts = await factsFor(r, known, course, marks?.[id]?.edition ?? edition ?? undefined);
      typed.set(id, await known.typed(r, used, course, facts?.byActivity.get(activity)));
    }
  }
  return typed;
}

async function materialOf(r: Reader, used: readonly Edition[]): Promise<Omit<Material, 'typed'>> {
  if (used.length === 0) return { manifests: new Map(), quizzes: new Map() };
  const packs = await r.selectFrom('edition').select(['edition', 'manifest']).where('edition', 'in', used).execute();
  const quizzes = await r.selectFrom('quiz').selectAll().where('edition', 'in', used).execute();
  return {
    manifests: new Map(packs.map((pack) => [pack.edition, JSON.parse(new TextDecoder().decode(pack.manifest)) as Manifest])),
    quizzes: new Map(quizzes.map((row) => [`${row.edition} ${row.au}`, kept(row.quiz, row.words)])),
  };
}

function kept(quiz: string, words: string): KeptQuiz {
  return { quiz: JSON.parse(quiz) as Quiz, words: JSON.parse(words) as Record<string, QuizWords> };
}

/** Each phone's part: which lines, whether everything up to them is here, the code that it shows, and how its clock stood when it last sent some of them. */
async function devicesOf(r: Reader, lines: readonly KeptLine[]): Promise<Evidence['devices']> {
  // What nobody signed stands in no phone's chain; a remark says so.
  const chained = lines.filter((line) => line.seq > 0);
  const kids = new Set(chained.map((line) => line.kid));
  return Promise.all([...kids].map((kid) => deviceOf(r, kid, chained.filter((line) => line.kid === kid))));
}

async function deviceOf(r: Reader, kid: KeyId, mine: readonly KeptLine[]): Promise<Evidence['devices'][number]> {
  const newest = mine.reduce((a, b) => (b.received >= a.received ? b : a));
  const seqs = mine.map((line) => line.seq);
  const [from, to] = [Math.min(...seqs), Math.max(...seqs)];
  const ahead = newest.header && clockOff(newest.header.clock, newest);
  const code = await codeReaching(r, kid, resultAmong(mine) ?? to);
  const gaps = newest.end >= to ? [] : await gapsUpTo(r, kid, to);
  return { device: newest.device, from, to, isWhole: newest.end >= to, ...(gaps.length === 0 ? {} : { gaps }), received: newest.received, ...(code === undefined ? {} : { code }), ...(ahead === undefined ? {} : { clockAhead: ahead }) };
}

/** Sequence of the result whose receipt the learner's phone shows for a go: the last pass, else the last fail, else what was completed last. */
function resultAmong(lines: readonly KeptLine[]): number | undefined {
  for (const verb of ['passed', 'failed', 'completed']) {
    const seqs = lines.filter(({ statement }) => statement && verbName(statement.verb.id) === verb).map((line) => line.seq);
    if (seqs.length > 0) return Math.max(...seqs);
  }
  return undefined;
}
