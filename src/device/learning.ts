/** What a person did and where it stands. */
import type { AuId, CourseId, Edition, Registration, StatementId } from '../core/ids.ts';
import type { Progress } from '../core/progress.ts';
import type { Facts } from './facts.ts';
import type { OpenProfile } from './profiles.ts';

export { factsOf, type Facts } from './facts.ts';

export type CourseFacts = { readonly course: CourseId; readonly cycle: number; readonly edition?: Edition; readonly progress: Progress };

/** A result and where it is. Moments are ISO 8601. */
export type Journey = {
  readonly statementId: StatementId;
  readonly course: CourseId;
  readonly au: AuId | undefined;
  readonly verb: 'completed' | 'passed' | 'failed' | 'waived';
  readonly scaled?: number;
  readonly made: string;
  readonly stage: JourneyStage;
};
export type JourneyStage =
  | { readonly kind: 'phone' }
  | { readonly kind: 'sent'; readonly at: string }
  | { readonly kind: 'received'; readonly code: string; readonly at: string }
  | { readonly kind: 'approved' | 'returned' | 'refused'; readonly code: string; readonly by: string; readonly at: string; readonly reason?: string };

/** Progress by registration: this phone's statements joined with what the server knows of all phones. */
export async function progressOf(_open: OpenProfile): Promise<ReadonlyMap<Registration, CourseFacts>> {
  throw new Error('not built yet');
}

/** Which go at a course counts now: a return or refusal begins the next. */
export function currentCycle(facts: Facts, _local: ReadonlyMap<Registration, CourseFacts>, course: CourseId): number {
  return 1 + facts.decisions.filter((each) => each.course === course && each.kind !== 'approved').length;
}

/** A preference of this person: languages, subtitles, text size, `place:<registration>:<au>`. Undefined when never set. */
export async function preference(_open: OpenProfile, _key: string): Promise<unknown> {
  throw new Error('not built yet');
}

export async function setPreference(_open: OpenProfile, _key: string, _value: unknown): Promise<void> {
  throw new Error('not built yet');
}

/** Results, newest first, each with its place on the road. */
export async function roadOf(_open: OpenProfile): Promise<readonly Journey[]> {
  throw new Error('not built yet');
}
