/** Checks of subtitles as a whole: whether people can read them in the time they have, and whether each cue has its source. */
import type { Finding, FindingCode } from './finding.ts';
import { withoutMarks } from './marks.ts';

/** Times in seconds. */
export type TimedText = { readonly id: string; readonly start: number; readonly end: number; readonly text: string };

/** Characters in a second above which few can follow, and above which many cannot (BBC, Netflix). */
const MOST_PER_SECOND = 20;
const COMFORTABLE_PER_SECOND = 17;
const LONGEST_LINE = 42;
const MOST_LINES = 2;
const SHORTEST = 0.83;
const LONGEST = 7;
const LEAST_GAP = 0.08;
/** Times are written in thousandths of a second. */
const GRAIN = 0.0005;

/** Findings in times and lines. `seconds`: length of the film, when it is known. */
export function checkTimes(cues: readonly TimedText[], seconds?: number): readonly Finding[] {
  const found: Finding[] = [];
  let before: TimedText | undefined;
  for (const cue of cues) {
    const say = (code: FindingCode, detail?: string) => void found.push({ code, id: cue.id, ...(detail === undefined ? {} : { detail }) });
    timesOf(cue, seconds, say);
    if (before) gapOf(cue.start - before.end, say);
    linesOf(cue, say);
    before = cue;
  }
  return found;
}

/** Findings between a translation's cues and those of the source: each has its other, and says something of its own. */
export function checkCounterparts(source: readonly TimedText[], target: readonly TimedText[]): readonly Finding[] {
  const [here, there] = [new Map(target.map((cue) => [cue.id, cue])), new Map(source.map((cue) => [cue.id, cue]))];
  const missing = source.filter(({ id }) => !here.has(id)).map(({ id }): Finding => ({ code: 'cue-missing', id }));
  const extra = target.filter(({ id }) => !there.has(id)).map(({ id }): Finding => ({ code: 'cue-extra', id }));
  const repeated = target.filter((cue, at) => at > 0 && isRepeated(cue, target[at - 1]!, there)).map(({ id }): Finding => ({ code: 'cue-loop', id }));
  return [...missing, ...extra, ...repeated];
}

type Say = (code: FindingCode, detail?: string) => void;

function timesOf({ start, end }: TimedText, seconds: number | undefined, say: Say): void {
  const length = end - start;
  if (length <= 0) say('cue-backwards');
  else if (seconds !== undefined && end > seconds + 0.5) say('cue-outside', end.toFixed(1));
  else if (length < SHORTEST) say('cue-short', length.toFixed(2));
  else if (length > LONGEST + GRAIN) say('cue-long', length.toFixed(1));
}

function gapOf(gap: number, say: Say): void {
  if (gap < -GRAIN) say('cue-overlap', (-gap).toFixed(2));
  else if (gap > GRAIN && gap < LEAST_GAP - GRAIN) say('gap-short', gap.toFixed(2));
}

function linesOf({ start, end, text }: TimedText, say: Say): void {
  const lines = withoutMarks(text).trim().split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
  const perSecond = [...lines.join(' ')].length / Math.max(0.001, end - start);
  const longest = Math.max(...lines.map((line) => [...line].length));
  if (end > start && perSecond > MOST_PER_SECOND) say('reading-fast', perSecond.toFixed(1));
  else if (end > start && perSecond > COMFORTABLE_PER_SECOND) say('reading-quick', perSecond.toFixed(1));
  if (lines.length > MOST_LINES) say('lines-many', String(lines.length));
  if (longest > LONGEST_LINE) say('line-long', String(longest));
}

function isRepeated(cue: TimedText, before: TimedText, source: ReadonlyMap<string, TimedText>): boolean {
  const [ours, theirs] = [source.get(cue.id), source.get(before.id)];
  return same(cue.text, before.text) && !(ours && theirs && same(ours.text, theirs.text));
}

function same(a: string, b: string): boolean {
  return a.replace(/\s+/g, ' ').trim() === b.replace(/\s+/g, ' ').trim();
}
