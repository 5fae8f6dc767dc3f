/** Which phones have gone quiet, and why as far as their last words tell. */
import * as v from 'valibot';
import type { PersonRow } from '../../sync/desk.ts';
import { clockOff } from '../sync/clock.ts';

/** Silence after which a phone is called quiet. */
export const QUIET_AFTER = 7 * 86_400_000;

/** What a phone said of itself when it was last heard, and since when it is `behind` (sync/behind.ts). `enrolled`, `contact`: by the server's clock. */
export type Heard = { readonly enrolled: string; readonly contact: string | null; readonly behind: string | null; readonly facts: string | null };

/** Work that a phone has and that has not come on for so long stands still. */
export const STUCK_AFTER = 3 * 86_400_000;

/** Why somebody is quiet; of several phones the one that was heard last speaks, and any one whose work stands still. `now`: milliseconds. */
export function quietCause(phones: readonly Heard[], now: number): PersonRow['quiet'] {
  const last = lastHeard(phones);
  if (!last?.contact) return 'never';
  const isAnyStuck = phones.some((phone) => isStuck(phone, now));
  if (now - Date.parse(last.contact) <= QUIET_AFTER) return isAnyStuck ? 'stuck' : 'fine';
  const { free, off = 0 } = factsOf(last);
  if (free !== undefined && free < ROOM) return 'full';
  if (off !== 0) return 'clock';
  return isAnyStuck ? 'stuck' : 'waiting';
}

export function isStuck({ behind }: Pick<Heard, 'behind'>, now: number): boolean {
  return behind !== null && now - Date.parse(behind) >= STUCK_AFTER;
}

/** Of several phones the one that was in touch last. */
export function lastHeard(phones: readonly Heard[]): Heard | undefined {
  return phones.toSorted((a, b) => ((a.contact ?? '') < (b.contact ?? '') ? 1 : -1))[0];
}

/** Waiting parcels, the last line written and free bytes by the phone's own count, and by how many seconds its clock was wrong at least (negative: behind). */
export function factsOf({ enrolled, facts }: Pick<Heard, 'enrolled' | 'facts'>): { readonly waiting?: number | undefined; readonly last?: number | undefined; readonly free?: number | undefined; readonly off?: number | undefined } {
  const parsed = v.safeParse(keptFacts, JSON.parse(facts ?? '{}'));
  if (!parsed.success) return {};
  const { waiting, last, free, clock, received } = parsed.output;
  return { waiting, last, free, off: clock && received ? clockOff(clock, { since: enrolled, received }) : undefined };
}

/** Less room than this and a phone can hardly take a lesson, in bytes. */
const ROOM = 50 * 1024 * 1024;
/** As ingest keeps them: facts and clock of the newest header, and when it came in. */
const keptFacts = v.object({
  free: v.optional(v.number()),
  waiting: v.optional(v.number()),
  last: v.optional(v.number()),
  clock: v.optional(v.object({ device: v.string(), trusted: v.optional(v.string()) })),
  received: v.optional(v.string()),
});
