/** Whether subtitles can be read by people: each cue has its own time, enough of it, and not too much to read in it. */
import type { Say } from '../fault.ts';
import { plainText, readVtt, type Cue } from '../../pack/vtt.ts';

/** Characters in a second above which few can follow (error), and above which many cannot (warning). */
const MOST_PER_SECOND = 20;
const COMFORTABLE_PER_SECOND = 17;
const LONGEST_LINE = 42;
const MOST_LINES = 2;

/** Says every fault of a subtitle file. `seconds`: length of the film, when it is known. Gives the cues. */
export function subtitleFaults(text: string, seconds: number | undefined, say: Say): readonly Cue[] {
  const { cues, notes } = readVtt(text);
  for (const { line, what } of notes) say(line, what, 'A cue is a line such as “00:01.000 --> 00:04.000”, with the words below it and an empty line after them.');
  if (cues.length === 0 && notes.length === 0) say(1, 'holds no cue', 'Write what is said in the film.');
  let before: Cue | undefined;
  for (const cue of cues) {
    timeFaults(cue, before, seconds, say);
    readingFaults(cue, say);
    before = cue;
  }
  return cues;
}

function timeFaults(cue: Cue, before: Cue | undefined, seconds: number | undefined, say: Say): void {
  const length = cue.end - cue.start;
  if (length <= 0) say(cue.line, 'the cue ends before it begins', 'Mend its times.');
  else if (seconds !== undefined && cue.end > seconds + 0.5) say(cue.line, `the cue ends at ${clock(cue.end)}, after the film (${clock(seconds)})`, 'Mend its times, or check that this is the right film.');
  else if (length < 0.83) say(cue.line, `the cue is shown for ${length.toFixed(2)} s only`, 'Show it for at least 0.83 s.', 'warning');
  else if (length > 7) say(cue.line, `the cue stands for ${length.toFixed(1)} s`, 'Split it: at most 7 s.', 'warning');
  const gap = before ? cue.start - before.end : 1;
  if (gap < -0.0005) say(cue.line, `the cue begins before the one on line ${before!.line} ends`, 'Let one end before the next begins.');
  else if (gap > 0.0005 && gap < 0.0795) say(cue.line, `only ${Math.round(gap * 1000)} ms lie between this cue and the one before`, 'Leave at least 80 ms, or none.', 'warning');
}

function readingFaults(cue: Cue, say: Say): void {
  const words = plainText(cue).trim();
  const lines = words.split('\n');
  const perSecond = [...words.replaceAll('\n', ' ')].length / Math.max(0.001, cue.end - cue.start);
  const longest = Math.max(...lines.map((line) => [...line].length));
  if (words === '') say(cue.line, 'the cue is empty', 'Write its words or delete it.');
  if (cue.end > cue.start && perSecond > MOST_PER_SECOND) say(cue.line, `the cue has ${perSecond.toFixed(1)} characters a second; nobody reads more than ${MOST_PER_SECOND}`, 'Shorten it or show it longer.');
  else if (cue.end > cue.start && perSecond > COMFORTABLE_PER_SECOND) say(cue.line, `the cue has ${perSecond.toFixed(1)} characters a second; slow readers need ${COMFORTABLE_PER_SECOND}`, 'Shorten it or show it longer.', 'warning');
  if (lines.length > MOST_LINES) say(cue.line, `the cue has ${lines.length} lines`, `Use at most ${MOST_LINES}: more cover the film.`, 'warning');
  if (longest > LONGEST_LINE) say(cue.line, `a line has ${longest} characters`, `Use at most ${LONGEST_LINE}.`, 'warning');
}

/** Faults of subtitles in another language beside those in the source language, when both number their cues. */
export function cueIdFaults(cues: readonly Cue[], source: readonly Cue[], say: Say): void {
  if (!isNumbered(cues) || !isNumbered(source)) return;
  const here = new Set(cues.map((cue) => cue.id));
  const there = new Set(source.map((cue) => cue.id));
  const missing = source.find((cue) => !here.has(cue.id));
  const extra = cues.find((cue) => !there.has(cue.id));
  if (missing) say(undefined, `the cue “${missing.id}” of the source language is missing`, 'Translate it too, or take the numbers out.');
  if (extra) say(extra.line, `the cue “${extra.id}” is not in the source language`, 'Take it out, or add it there.');
}

function isNumbered(cues: readonly Cue[]): boolean {
  return cues.length > 0 && cues.every((cue) => cue.id !== '');
}

function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${(seconds - minutes * 60).toFixed(1).padStart(4, '0')}`;
}
