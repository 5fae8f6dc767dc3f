/** Which phones have gone quiet, and why as far as their last words tell. */
import * as v from 'valibot';
import type { PersonRow } from '../../sync/desk.ts';

/** Silence after which a phone is called quiet. */
export const QUIET_AFTER = 7 * 86_400_000;

/** What a phone said of itself when it was last heard. `contact`: by the server's clock. */
export type Heard = { readonly contact: string | null; readonly facts: string | null };

/** Why somebody is quiet; of several phones the one that was heard last speaks. `now`: milliseconds. */
export function quietCause(phones: readonly Heard[], now: number): PersonRow['quiet'] {
  const last = lastHeard(phones);
  if (!last?.contact) return 'never';
  if (now - Date.parse(last.contact) <= QUIET_AFTER) return 'fine';
  const { free, ahead = 0 } = factsOf(last.facts);
  if (free !== undefined && free < ROOM) return 'full';
  return Math.abs(ahead) > CLOCK_DOUBT ? 'clock' : 'waiting';
}

/** Of several phones the one that was in touch last. */
export function lastHeard(phones: readonly Heard[]): Heard | undefined {
  return phones.toSorted((a, b) => ((a.contact ?? '') < (b.contact ?? '') ? 1 : -1))[0];
}

/** Waiting lines and free bytes by the phone's own count, and by how many seconds its clock was ahead (negative: behind). */
export function factsOf(facts: string | null): { readonly waiting?: number | undefined; readonly free?: number | undefined; readonly ahead?: number | undefined } {
  const parsed = v.safeParse(keptFacts, JSON.parse(facts ?? '{}'));
  if (!parsed.success) return {};
  const { waiting, free, clock, received } = parsed.output;
  return { waiting, free, ahead: clock && received ? secondsAhead(clock.device, received) : undefined };
}

/** Seconds by which a phone's clock was ahead of the server's; undefined when either said no time. */
export function secondsAhead(device: string, received: string): number | undefined {
  const ahead = Math.round((Date.parse(device) - Date.parse(received)) / 1000);
  return Number.isNaN(ahead) ? undefined : ahead;
}

/** Less room than this and a phone can hardly take a lesson, in bytes. */
const ROOM = 50 * 1024 * 1024;
/** Seconds. */
const CLOCK_DOUBT = 600;
/** As ingest keeps them: facts and clock of the newest header, and when it came in. */
const keptFacts = v.object({
  free: v.optional(v.number()),
  waiting: v.optional(v.number()),
  clock: v.optional(v.object({ device: v.string() })),
  received: v.optional(v.string()),
});
