/**
 * Where each sentence lies, how fast it is spoken, and where the picture waits. A sentence that is too long for its place is spoken a
 * little faster, as the engine itself can, never by squeezing sound; what is still too long makes the picture wait before the next one.
 */

/** A sentence to be spoken: seconds of the film from its beginning to where the next one begins. */
export type Place = { readonly start: number; readonly next: number };
/** `at`: seconds on the voice's own time, which runs on through holds. */
export type Laid = { readonly at: number; readonly hold?: readonly [at: number, length: number] };

/** Between two sentences there is a breath. Seconds. */
const BREATH = 0.12;
/** A wait that nobody would notice is not worth one. */
const LEAST_HOLD = 0.02;

/** Seconds that a sentence may take without a wait. */
export function roomOf({ start, next }: Place): number {
  return Math.max(0, next - start - BREATH);
}

/** How fast to speak what takes `seconds` at the engine's own pace: 1 is as it is. */
export function paceFor(seconds: number, place: Place, most: number): number {
  return Math.min(most, Math.max(1, seconds / Math.max(0.1, roomOf(place))));
}

/** Lays a sentence that takes `seconds`, after pictures that stood `waited` seconds in all. */
export function laid(place: Place, seconds: number, waited: number): Laid {
  const over = seconds - roomOf(place);
  return { at: place.start + waited, ...(over < LEAST_HOLD ? {} : { hold: [place.start + roomOf(place), over] }) };
}
