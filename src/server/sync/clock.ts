/**
 * What the server can say of a phone's clock. Order never comes from it; it only says when something was done, as far as it can be
 * believed. How old an envelope is says nothing: it may lie on a phone, or with a carrier, for weeks.
 */
import type { Header } from '../../sync/envelope.ts';

/** A clock that is off by less is not spoken of, milliseconds. */
const HONEST = 10 * 60_000;

/** Moments by the server's clock between which a phone did something: ISO 8601 UTC. */
export type Between = { readonly since: string; readonly received: string };
type Clock = Pick<Header['clock'], 'device' | 'trusted'>;

/**
 * Seconds by which a phone's clock was wrong at least when it sealed an envelope (negative: behind); 0: nothing speaks against it;
 * undefined: it told no time. It was ahead when it was later than the arrival, and behind when it was earlier than what a server had
 * told it before.
 */
export function clockOff({ device, trusted }: Clock, { since, received }: Between): number | undefined {
  const said = Date.parse(device);
  if (Number.isNaN(said)) return undefined;
  const [first, last] = [Date.parse(told(trusted, received) ?? since), Date.parse(received)];
  if (said > last + HONEST) return Math.round((said - last) / 1000);
  return said < first - HONEST ? Math.round((said - first) / 1000) : 0;
}

/** Whether a moment by the phone's clock cannot be believed: its clock was wrong, or it lies outside of what the server knows. */
export function isDoubtful(made: string | undefined, clock: Clock | undefined, between: Between): boolean {
  if (clock && clockOff(clock, between) !== 0) return true;
  const at = Date.parse(made ?? '');
  return Number.isNaN(at) || at > Date.parse(between.received) + HONEST || at < Date.parse(between.since) - HONEST;
}

/**
 * After which moment the lines of an envelope were made. What the phone had heard when it sealed them may be later than the lines, if
 * it was switched off between; what it had heard when it sealed the envelope before (`before`) is not. `enrolled`: when it joined, or
 * joined once more after the server was restored.
 */
export function madeSince(enrolled: string, received: string, own?: Clock, before?: Clock): string {
  const earlier = told(before?.trusted, received) ?? enrolled;
  const heard = told(own?.trusted, received) ?? earlier;
  return heard < earlier ? heard : earlier;
}

/** What a phone says that a server told it; undefined when it says nothing, or what cannot be. */
function told(trusted: string | undefined, received: string): string | undefined {
  const at = Date.parse(trusted ?? '');
  return at <= Date.parse(received) ? new Date(at).toISOString() : undefined;
}
