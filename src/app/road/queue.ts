/** What waits on a phone, since when, and what happens next to it. Pure: says only what the phone knows. */
import type { ProblemCode } from '../../core/problem.ts';
import type { LastTry } from '../../device/last-try.ts';
import type { Journey } from '../../device/learning.ts';

/** A queue that has not moved for so long is said to be stuck. */
const STUCK_AFTER = 3 * 86_400_000;
/** A clock that is off by more is spoken of. */
const CLOCK_DOUBT = 10 * 60_000;

/** Whether a result has no receipt yet, wherever it is. */
export function isWaiting({ stage }: Pick<Journey, 'stage'>): boolean {
  return stage.kind !== 'received' && stage.kind !== 'approved' && stage.kind !== 'returned' && stage.kind !== 'refused';
}

/** `since`: when the oldest that waits was made, by this phone's clock. */
export type Queue = { readonly waiting: number; readonly since?: string; readonly isStuck: boolean };

export function queueOf(journeys: readonly Journey[], now: number): Queue {
  const waiting = journeys.filter(isWaiting);
  const since = waiting.map((each) => each.made).toSorted()[0];
  return { waiting: waiting.length, ...(since === undefined ? {} : { since }), isStuck: since !== undefined && now - Date.parse(since) >= STUCK_AFTER };
}

/** `tried`: this very result was tried, and what stood in the way. `next`: with the network, or by itself at about that moment; undefined: shortly. */
export type Next = { readonly tried?: { readonly at: number; readonly problem: ProblemCode }; readonly next: 'network' | number | undefined };

/** What happens next to a result that is still on this phone. */
export function nextOf(journey: Journey & { readonly stage: { readonly kind: 'phone' } }, last: LastTry | undefined, { isOnline, now }: { readonly isOnline: boolean; readonly now: number }): Next {
  const { tries, notBefore } = journey.stage;
  const isTried = last?.problem !== undefined && (ofEnvelope.has(last.problem) ? tries > 0 : Date.parse(journey.made) <= last.at && last.at <= now);
  const tried = isTried ? { tried: { at: last.at, problem: last.problem! } } : {};
  if (!isOnline) return { ...tried, next: 'network' };
  const at = Math.max(last?.next ?? 0, notBefore);
  // A time far ahead is a clock that was set back, not a plan.
  return { ...tried, next: at > now && at - now <= MOST_WAIT ? at : undefined };
}

/** Said of one parcel by the server; all else stood in the way of everything. */
const ofEnvelope: ReadonlySet<ProblemCode> = new Set(['envelope-too-large', 'envelope-unreadable', 'device-unknown', 'reply-invalid']);
const MOST_WAIT = 12 * 3_600_000;

/** Why this phone's clock is to be doubted: what was measured at the last contact, or something kept here that is later than now. */
export type ClockDoubt = { readonly kind: 'ahead' | 'behind'; readonly by: number } | { readonly kind: 'later' };

export function clockDoubt(last: LastTry | undefined, kept: readonly (string | undefined)[], now: number): ClockDoubt | undefined {
  const ahead = last?.ahead ?? 0;
  if (Math.abs(ahead) > CLOCK_DOUBT) return { kind: ahead > 0 ? 'ahead' : 'behind', by: Math.abs(ahead) };
  return kept.some((at) => at !== undefined && Date.parse(at) - now > CLOCK_DOUBT) ? { kind: 'later' } : undefined;
}
