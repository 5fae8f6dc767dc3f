/** Subtitles as text: WebVTT (W3C, §6.1 file parsing and §6.4 cue text), read as browsers read it. Tags are dropped, never shown and never run. */

/** Seconds from the film's beginning. `lines`: what a person reads. */
export type Cue = { readonly start: number; readonly end: number; readonly lines: readonly string[] };

/** Cues in the order of the file; none when it is not WebVTT. */
export function readSubtitles(source: string): readonly Cue[] {
  const lines = source.replace(/^\uFEFF/, '').replaceAll('\0', '\uFFFD').replace(/\r\n?/g, '\n').split('\n');
  if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? '')) return [];
  const cues: Cue[] = [];
  // Timings may follow the signature's header at once; other header lines are nobody's words.
  let at = 1;
  while (at < lines.length && lines[at] !== '' && !isTimings(lines[at])) at++;
  while (at < lines.length) {
    const times = timesOf(lines[at] ?? '');
    const isArrow = isTimings(lines[at]);
    at++;
    if (!isArrow) continue;
    const from = at;
    while (at < lines.length && lines[at] !== '' && !isTimings(lines[at])) at++;
    if (times) cues.push({ ...times, lines: plainLines(lines.slice(from, at).join('\n')) });
  }
  return cues;
}

/** What stands on the screen at a moment. */
export function cuesAt(cues: readonly Cue[], seconds: number): readonly Cue[] {
  return cues.filter((cue) => cue.start <= seconds && seconds < cue.end);
}

const timestamp = /^(?:(\d+):)?([0-5]\d):([0-5]\d)\.(\d{3})(?!\d)/;

function isTimings(line: string | undefined): boolean {
  return line !== undefined && line.includes('-->');
}

/** `00:01.000 --> 00:04.200 settings` */
function timesOf(line: string): { readonly start: number; readonly end: number } | undefined {
  const text = line.replace(/^[ \t\f]+/, '');
  const start = timestamp.exec(text);
  if (!start) return undefined;
  const arrow = /^[ \t\f]*-->[ \t\f]*/.exec(text.slice(start[0].length));
  if (!arrow) return undefined;
  const end = timestamp.exec(text.slice(start[0].length + arrow[0].length));
  return end ? { start: secondsOf(start), end: secondsOf(end) } : undefined;
}

function secondsOf([, hours, minutes, seconds, thousandths]: RegExpExecArray): number {
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(thousandths) / 1000;
}

const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', lrm: '\u200e', rlm: '\u200f', quot: '"' };

/** A tag that nobody closed runs to the end, as in browsers. */
function plainLines(text: string): readonly string[] {
  return text
    .replace(/<[^>]*>?/g, '')
    .replace(/&(\w+);/g, (found, name: string) => entities[name] ?? found)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
