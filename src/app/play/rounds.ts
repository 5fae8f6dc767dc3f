/** A course's results, one round for each cycle: its marks, and where it is on the road. */
import type { CourseId, Edition, Registration, StatementId } from '../../core/ids.ts';
import { registrationOf } from '../../core/registration.ts';
import { registrationIn, statementId } from '../../core/xapi/statement.ts';
import { currentCycle, factsOf, progressOf, roadOf, type CourseFacts, type Facts, type Journey } from '../../device/learning.ts';
import type { OpenProfile } from '../../device/profiles.ts';
import { statementsOf } from '../../device/record.ts';

/** Moments are ISO 8601: `made` by this phone's clock, the others by the server's. */
export type Round = {
  readonly cycle: number;
  readonly kind: Journey['stage']['kind'];
  /** When it was done on this phone; undefined when that was another phone. */
  readonly made: string | undefined;
  readonly sent: string | undefined;
  /** Handed over: to whom, and when by this phone's clock. */
  readonly carried: { readonly by: string; readonly at: string } | undefined;
  readonly receipt: { readonly code: string; readonly at: string } | undefined;
  readonly decision: { readonly by: string; readonly at: string; readonly reason: string | undefined } | undefined;
  /** Best mark of the quizzes, 0…1, and whether one was passed. Undefined where nothing was marked. */
  readonly mark: { readonly scaled: number; readonly isPassed: boolean } | undefined;
  /** The edition by whose corrected key an attempt was judged again, if one was. */
  readonly corrected: Edition | undefined;
};

/** Rounds that have a result or a decision, newest first. */
export async function roundsOf(open: OpenProfile, course: CourseId): Promise<readonly Round[]> {
  const [facts, all, road] = [await factsOf(open), await progressOf(open), await roadOf(open)];
  const registrationBy = new Map<StatementId, Registration | undefined>((await statementsOf(open)).map(({ s }) => [statementId(s), registrationIn(s)]));
  const cycles = Array.from({ length: currentCycle(facts, all, course) }, (_, index) => index + 1);
  const rounds = cycles.map((cycle) => {
    const registration = registrationOf(open.id, course, cycle);
    // What was only carried over from the round before is no result of this one.
    const journeys = road.filter((each) => registrationBy.get(each.statementId) === registration && each.verb !== 'waived');
    return roundOf({ cycle, registration, journeys, facts, known: all.get(registration) });
  });
  return rounds.filter((round) => round !== undefined).toReversed();
}

type Parts = { readonly cycle: number; readonly registration: Registration; readonly journeys: readonly Journey[]; readonly facts: Facts; readonly known: CourseFacts | undefined };

/** `journeys`: newest first. */
function roundOf({ cycle, registration, journeys, facts, known }: Parts): Round | undefined {
  const main = journeys.find((each) => each.verb === 'passed') ?? journeys.find((each) => each.verb === 'failed') ?? journeys[0];
  const decision = facts.decisions.filter((each) => each.registration === registration).toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  const aus = Object.values(known?.progress.aus ?? {});
  const isElsewhere = facts.registrations.some((each) => each.registration === registration) && aus.some((au) => au.isCompleted || au.isPassed || au.best !== undefined);
  if (!main && !decision && !isElsewhere) return undefined;
  const marks = aus.flatMap((au) => (au.best === undefined ? [] : [au.best]));
  const stage = main?.stage;
  const receipt = stage && 'code' in stage ? facts.receipts.find((each) => each.code === stage.code) : undefined;
  return {
    cycle,
    kind: decision?.kind ?? stage?.kind ?? 'received',
    made: main?.made,
    sent: stage?.kind === 'sent' ? stage.at : undefined,
    carried: stage?.kind === 'carried' ? { by: stage.by, at: stage.at } : undefined,
    receipt: receipt && { code: receipt.code, at: receipt.received },
    decision: decision && { by: decision.by, at: decision.at, reason: decision.reason },
    corrected: aus.flatMap((au) => Object.values(au.attempts)).find((attempt) => attempt.judged?.by)?.judged?.by,
    mark: marks.length > 0 ? { scaled: Math.max(...marks), isPassed: aus.some((au) => au.isPassed) } : undefined,
  };
}
