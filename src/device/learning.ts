/** What a person did and where it stands: this phone's own statements joined with what the server knows of all phones. */
import type { AuId, CourseId, Edition, ProfileId, Registration, StatementId } from '../core/ids.ts';
import { join, learn, noProgress, type Progress } from '../core/progress.ts';
import { courseOfIri, registrationOf } from '../core/registration.ts';
import { contextIds, extension, registrationIn, statementId, type Statement } from '../core/xapi/statement.ts';
import { extensions, verbName } from '../core/xapi/verbs.ts';
import { correctedProgress, type TakenOn } from './corrections.ts';
import { envelopesOf, type EnvelopeRow } from './db.ts';
import { factsOf, stateOf, type Facts } from './facts.ts';
import type { OpenProfile } from './profiles.ts';
import { statementsOf, type KeptLine } from './record.ts';
import { sealText, unsealText } from './secrets.ts';

export { factsOf, type Facts } from './facts.ts';

export type CourseFacts = { readonly course: CourseId; readonly cycle: number; readonly edition?: Edition; readonly progress: Progress };

/** A result and where it is. Moments are ISO 8601; `made` is by this phone's clock, all others by the server's, but for `sent`. */
export type Journey = {
  readonly statementId: StatementId;
  readonly course: CourseId;
  readonly au: AuId | undefined;
  readonly verb: 'completed' | 'passed' | 'failed' | 'waived';
  readonly scaled?: number;
  readonly made: string;
  readonly stage: JourneyStage;
};
type JourneyStage =
  /** How often its envelope was tried, and before when (this phone's clock, milliseconds) it is not tried again; 0 for none. */
  | { readonly kind: 'phone'; readonly tries: number; readonly notBefore: number }
  /** Handed over, and here still: `by` is the name typed at the hand-over. Whatever arrives first wins. */
  | { readonly kind: 'carried'; readonly by: string; readonly at: string }
  | { readonly kind: 'sent'; readonly at: string }
  | { readonly kind: 'received'; readonly code: string; readonly at: string }
  | { readonly kind: 'approved' | 'returned' | 'refused'; readonly code: string; readonly by: string; readonly at: string; readonly reason?: string };

/** Progress by registration: this phone's statements, judged again by the corrected keys that are here, joined with what the server knows of all phones. */
export async function progressOf(open: OpenProfile): Promise<ReadonlyMap<Registration, CourseFacts>> {
  const [lines, facts] = [await statementsOf(open), await factsOf(open)];
  const all = new Map<Registration, CourseFacts>();
  for (const { registration, course, cycle, edition, progress } of facts.registrations) {
    all.set(registration, { course, cycle, ...(edition ? { edition: edition as Edition } : {}), progress });
  }
  for (const [registration, held] of byRegistration(lines)) {
    const folded = held.reduce((progress, line) => learn(progress, line.s), noProgress);
    const known = all.get(registration);
    const course = known?.course ?? folded.course;
    if (!course) continue;
    const local = await correctedProgress(open.db, course, folded, takenOn(held));
    const edition = held.findLast((line) => line.edition !== undefined)?.edition ?? known?.edition;
    const cycle = known?.cycle ?? cycleOf(open.id, course, registration);
    all.set(registration, { course, cycle, ...(edition ? { edition } : {}), progress: known ? join(local, known.progress) : local });
  }
  return all;
}

/** Which go at a course counts now: a return or refusal begins the next. */
export function currentCycle(facts: Facts, local: ReadonlyMap<Registration, CourseFacts>, course: CourseId): number {
  const begun = 1 + facts.decisions.filter((each) => each.course === course && each.kind !== 'approved').length;
  return Math.max(begun, ...[...local.values()].filter((each) => each.course === course).map((each) => each.cycle));
}

/** Whether the server said at the last contact that it does not know the phone of this profile. */
export async function isUnknownToServer({ db, id }: OpenProfile): Promise<boolean> {
  return (await db.envelopes.where('[profile+state]').equals([id, 'waiting']).toArray()).some((each) => each.isUnknown);
}

/** A preference of this person: languages, subtitles, text size, `place:<registration>:<au>`. Undefined when never set. */
export async function preference(open: OpenProfile, key: string): Promise<unknown> {
  return (await preferencesOf(open))[key];
}

export async function setPreference(open: OpenProfile, key: string, value: unknown): Promise<void> {
  // All of them are one sealed row: even the name of a preference tells which course somebody learns.
  await navigator.locks.request(`karvan-preferences-${open.id}`, async () => {
    const sealed = await sealText(open.key, JSON.stringify({ ...(await preferencesOf(open)), [key]: value }));
    await open.db.states.put({ profile: open.id, key: 'preferences', ...sealed });
  });
}

/** Results, newest first, each with its place on the road. A lesson that was marked is one result, not also one of completion. */
export async function roadOf(open: OpenProfile): Promise<readonly Journey[]> {
  const [lines, facts] = [await statementsOf(open), await factsOf(open)];
  const envelopes = new Map(await Promise.all((await envelopesOf(open.db, open.id).toArray()).map(async (each) => [each.id, await lying(open, each)] as const)));
  const marked = new Set(lines.filter((line) => isMark(line.s)).map((line) => lessonKey(line.s)));
  return lines
    .filter(({ s }) => isResult(s) && (isMark(s) || !marked.has(lessonKey(s))))
    .map((line) => journeyOf(line, stageOf(line, facts, envelopes.get(line.envelope))))
    .filter((journey) => journey !== undefined)
    .toReversed();
}

/** Where an envelope lies; `carrier` is the name that was typed when it was handed over. */
type Lying = EnvelopeRow & { readonly carrier?: string };

async function lying(open: OpenProfile, envelope: EnvelopeRow): Promise<Lying> {
  return envelope.carried ? { ...envelope, carrier: (await unsealText(open.key, envelope.carried.by)) ?? '' } : envelope;
}

const results = ['completed', 'passed', 'failed', 'waived'] as const;

async function preferencesOf(open: OpenProfile): Promise<Record<string, unknown>> {
  return ((await stateOf(open, 'preferences')) as Record<string, unknown> | undefined) ?? {};
}

/** What attempts were taken on that were handed in, by attempt id. */
function takenOn(lines: readonly KeptLine[]): ReadonlyMap<string, TakenOn> {
  const taken = new Map<string, TakenOn>();
  for (const { s, edition } of lines) {
    const attempt = isMark(s) ? extension(s, extensions.attempt) : undefined;
    if (typeof attempt === 'string' && edition) taken.set(attempt, { edition, layers: layersOf(lines, attempt) });
  }
  return taken;
}

/** Editions of all language layers that the lines of an attempt name. */
export function layersOf(lines: readonly KeptLine[], attempt: string): readonly Edition[] {
  return [...new Set(lines.flatMap(({ s, layers }) => (layers && extension(s, extensions.attempt) === attempt ? layers : [])))];
}

function byRegistration(lines: readonly KeptLine[]): ReadonlyMap<Registration, readonly KeptLine[]> {
  const groups = new Map<Registration, KeptLine[]>();
  for (const line of lines) {
    const registration = registrationIn(line.s);
    if (!registration) continue;
    const group = groups.get(registration);
    if (group) group.push(line);
    else groups.set(registration, [line]);
  }
  return groups;
}

/** The cycle whose registration this is. No course is repeated a thousand times; 1 stands for what nobody derived. */
function cycleOf(profile: ProfileId, course: CourseId, registration: Registration): number {
  for (let cycle = 1; cycle <= 1000; cycle++) if (registrationOf(profile, course, cycle) === registration) return cycle;
  return 1;
}

function journeyOf({ s }: KeptLine, stage: JourneyStage): Journey | undefined {
  const grouping = contextIds(s, 'grouping');
  const course = grouping.map(courseOfIri).find((id) => id !== undefined);
  if (!course) return undefined;
  const au = grouping.find((iri) => courseOfIri(iri) === undefined) as AuId | undefined;
  const scaled = s.result?.score?.scaled;
  return { statementId: statementId(s), course, au, verb: verbName(s.verb.id) as Journey['verb'], ...(scaled === undefined ? {} : { scaled }), made: s.timestamp ?? '', stage };
}

function stageOf(line: KeptLine, facts: Facts, envelope: Lying | undefined): JourneyStage {
  const receipt = facts.receipts.find((each) => each.seq >= line.seq);
  if (!receipt && envelope?.state === 'answered') return { kind: 'sent', at: new Date(envelope.sent).toISOString() };
  if (!receipt && envelope?.state === 'waiting' && envelope.carried) return { kind: 'carried', by: envelope.carrier ?? '', at: new Date(envelope.carried.at).toISOString() };
  if (!receipt) return { kind: 'phone', tries: envelope?.tries ?? 0, notBefore: envelope?.notBefore ?? 0 };
  const registration = registrationIn(line.s);
  const decision = facts.decisions.filter((each) => each.registration === registration).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  if (!decision) return { kind: 'received', code: receipt.code, at: receipt.received };
  const { kind, by, at, reason } = decision;
  return { kind, code: receipt.code, by, at, ...(reason === undefined ? {} : { reason }) };
}

function isResult(s: Statement): boolean {
  return results.some((verb) => verbName(s.verb.id) === verb);
}

function isMark(s: Statement): boolean {
  const verb = verbName(s.verb.id);
  return verb === 'passed' || verb === 'failed';
}

function lessonKey(s: Statement): string {
  return `${registrationIn(s)} ${s.object.id}`;
}
