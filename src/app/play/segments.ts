/** What of a film was truly played. Seeking over a part is not playing it. */

/** Seconds `[from, to]`. */
export type Segment = readonly [number, number];

/** The segments as stretches in order, none of which touch. Stretches less than a second apart are one: a pause is no gap. */
export function merged(segments: readonly Segment[]): readonly Segment[] {
  const out: [number, number][] = [];
  for (const [from, to] of segments.filter((each) => each[1] > each[0]).toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && from - last[1] < TOUCH) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/** Seconds that were played, each counted once. */
export function playedSeconds(segments: readonly Segment[]): number {
  return merged(segments).reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Whether so much of a film was played that the lesson is done. */
export function isWatched(segments: readonly Segment[], seconds: number): boolean {
  return seconds > 0 && playedSeconds(segments) >= ENOUGH * seconds;
}

/**
 * The segments after the player said where it is. Between two sayings it plays on; a greater step, or one back, is a seek.
 * `step`: the greatest distance in seconds that playing can have made.
 */
export function playedTo(segments: readonly Segment[], last: number | undefined, now: number, step: number): readonly Segment[] {
  if (last === undefined || now <= last || now - last > step) return segments;
  return merged([...segments, [last, now]]);
}

const ENOUGH = 0.9;
const TOUCH = 1;
