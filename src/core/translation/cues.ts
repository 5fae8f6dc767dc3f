/** Subtitles out of words with times: whole sentences where they fit, two lines of 42 characters, time to read them. */
import type { TimedText } from './cue-checks.ts';
import { withoutMarks } from './marks.ts';
import { endsSentence } from './sentences.ts';

/** Times in seconds. */
export type TimedWord = { readonly text: string; readonly start: number; readonly end: number };

const LINE = 42;
const MOST = 2 * LINE;
const LONGEST = 7;
const SHORTEST = 0.83;
/** Characters in a second that slow readers follow. */
const COMFORTABLE = 17;
/** A silence so long parts cues even inside a sentence. */
const SILENCE = 1.2;
const GAP = 0.08;

/** Cues `c1`, `c2` … that say all words in their order. */
export function cuesOf(words: readonly TimedWord[], lang: string): readonly TimedText[] {
  const parts = joinedShort(sentencesOf(words, lang).flatMap(fitting));
  return parts.map((part, n) => {
    const [start, next] = [part[0]!.start, parts[n + 1]?.[0]!.start ?? Number.POSITIVE_INFINITY];
    const text = textOf(part);
    const wanted = Math.max(part.at(-1)!.end, start + Math.max(SHORTEST, [...text].length / COMFORTABLE));
    const end = Math.min(wanted, start + LONGEST, next);
    // A gap of a few frames flickers: either none or one that is seen.
    return { id: `c${n + 1}`, start: rounded(start), end: rounded(next - end < GAP ? next : end), text: balanced(text) };
  });
}

/** A cue's text on one line or on two that are about equally long; broken after a comma rather than elsewhere. */
export function balanced(text: string): string {
  const words = text.trim().split(/\s+(?![^<>]*>)/u);
  const whole = words.join(' ');
  if (shown(whole) <= LINE || words.length < 2) return whole;
  let best = { cost: Number.POSITIVE_INFINITY, text: whole };
  for (let at = 1; at < words.length; at++) {
    const [first, second] = [words.slice(0, at).join(' '), words.slice(at).join(' ')];
    const longest = Math.max(shown(first), shown(second));
    const cost = longest - (/[,;:.!?…]["”»)]?$/u.test(first) && longest <= LINE ? 8 : 0);
    if (cost < best.cost) best = { cost, text: `${first}\n${second}` };
  }
  return best.text;
}

type Part = readonly TimedWord[];

function sentencesOf(words: readonly TimedWord[], lang: string): readonly Part[] {
  const sentences: TimedWord[][] = [[]];
  for (const [n, word] of words.entries()) {
    const next = words[n + 1];
    sentences.at(-1)!.push(word);
    if (next && (endsSentence(word.text, next.text, lang) || next.start - word.end > SILENCE)) sentences.push([]);
  }
  return sentences.filter((part) => part.length > 0);
}

/** A sentence in as few parts as fit, cut where it breathes and about the middle. */
function fitting(part: Part): readonly Part[] {
  if (part.length < 2 || ([...textOf(part)].length <= MOST && part.at(-1)!.end - part[0]!.start <= LONGEST)) return [part];
  let best = { cost: Number.POSITIVE_INFINITY, at: 1 };
  const length = [...textOf(part)].length;
  for (let at = 1; at < part.length; at++) {
    const first = [...textOf(part.slice(0, at))].length;
    const breath = part[at]!.start - part[at - 1]!.end;
    const cost = Math.abs(first - length / 2) / length - (/[,;:—–]$/u.test(part[at - 1]!.text) ? 0.25 : 0) - Math.min(0.2, breath / 3);
    if (cost < best.cost) best = { cost, at };
  }
  return [...fitting(part.slice(0, best.at)), ...fitting(part.slice(best.at))];
}

/** What would flash by joins the cue before or after it, where both fit. */
function joinedShort(parts: readonly Part[]): readonly Part[] {
  const made: Part[] = [];
  for (const part of parts) {
    const before = made.at(-1);
    const both = before && [...before, ...part];
    const isShort = (each: Part) => each.at(-1)!.end - each[0]!.start < SHORTEST || [...textOf(each)].length < 16;
    const fits = both && [...textOf(both)].length <= MOST && both.at(-1)!.end - both[0]!.start <= LONGEST && part[0]!.start - before.at(-1)!.end <= SILENCE;
    if (both && fits && (isShort(before) || isShort(part))) made[made.length - 1] = both;
    else made.push(part);
  }
  return made;
}

function textOf(part: Part): string {
  return part.map(({ text }) => text.trim()).join(' ');
}

function shown(text: string): number {
  return [...withoutMarks(text).replace(/\s+/g, ' ').trim()].length;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
