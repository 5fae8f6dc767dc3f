/** The order in which an attempt shows items and choices: the same seed gives the same order for ever, on every device and server. */
import type { Quiz } from './quiz.ts';

/** Items in the order of an attempt; the quiz's own order when it does not shuffle. */
export function itemOrder(quiz: Quiz, seed: number): readonly string[] {
  const ids = quiz.items.map((item) => item.id);
  return quiz.shuffle ? shuffled(ids, seed) : ids;
}

/** Choices of one item in the order of an attempt. */
export function choiceOrder(quiz: Quiz, itemId: string, seed: number): readonly string[] {
  const at = quiz.items.findIndex((item) => item.id === itemId);
  const item = quiz.items[at];
  if (!item || !('choices' in item)) return [];
  return quiz.shuffle ? shuffled(item.choices, (seed + at + 1) >>> 0) : item.choices;
}

/** Fisher–Yates driven by mulberry32. Part of the format: never change it, or past attempts can no longer be shown as taken. */
function shuffled<T>(list: readonly T[], seed: number): readonly T[] {
  const out = [...list];
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}
