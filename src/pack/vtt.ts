/** WebVTT (W3C, §6.1 file parsing and §6.4 cue text), read as browsers read it; what they would drop in silence is noted. */

/** Times in seconds from the film's beginning. `line`: of the timings. `text` is the cue's payload with its tags. */
export type Cue = { readonly id: string; readonly start: number; readonly end: number; readonly line: number; readonly text: string };
export type Note = { readonly line: number; readonly what: string };

const timestamp = /^(?:(\d+):)?([0-5]\d):([0-5]\d)\.(\d{3})(?!\d)/;

/** Cues of a file, and notes on lines that no browser will show. No cues and one note when it is not WebVTT at all. */
export function readVtt(source: string): { readonly cues: readonly Cue[]; readonly notes: readonly Note[] } {
  const lines = source.replace(/^\uFEFF/, '').replaceAll('\0', '\uFFFD').replace(/\r\n?/g, '\n').split('\n');
  if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0]!)) return { cues: [], notes: [{ line: 1, what: 'does not begin with WEBVTT' }] };
  const cues: Cue[] = [];
  const notes: Note[] = [];
  // Right after the signature timings may follow only when the header ended; header lines up to a blank line are metadata.
  let at = 1;
  if ((lines[1] ?? '') !== '') at = lines[1]!.includes('-->') ? 1 : headerEnd(lines);
  while (at < lines.length) {
    if (lines[at] === '') at++;
    else at = readBlock(lines, at, cues, notes);
  }
  return { cues, notes };
}

/** Cues as a file. What stands in `note` is read by people and tools, never shown: a comment before its cue. */
export function writeVtt(cues: readonly (Omit<Cue, 'line'> & { readonly note?: string })[]): string {
  const blocks = cues.map(({ id, start, end, text, note }) => `${note === undefined ? '' : `NOTE ${note}\n\n`}${id === '' ? '' : `${id}\n`}${stamp(start)} --> ${stamp(end)}\n${text}\n`);
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** What a person reads of a cue: tags are dropped, never shown and never run; one that nobody closed runs to the end, as in browsers. */
export function plainText(cue: Cue): string {
  return cue.text.replace(/<[^>]*>?/g, '').replace(/&(\w+);/g, (found, name: string) => entities[name] ?? found);
}

const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', lrm: '\u200e', rlm: '\u200f', quot: '"' };

function headerEnd(lines: readonly string[]): number {
  let at = 1;
  while (at < lines.length && lines[at] !== '' && !lines[at]!.includes('-->')) at++;
  return at;
}

/** Reads one block from `at` and gives the line after it ("collect a WebVTT block"). */
function readBlock(lines: readonly string[], at: number, cues: Cue[], notes: Note[]): number {
  const first = lines[at]!;
  const second = lines[at + 1] ?? '';
  const timings = first.includes('-->') ? at : second.includes('-->') ? at + 1 : undefined;
  let end = timings === undefined ? at + 1 : timings + 1;
  while (end < lines.length && lines[end] !== '' && !lines[end]!.includes('-->')) end++;
  if (timings === undefined) {
    const isKnown = /^(?:NOTE(?:[ \t]|$)|STYLE[ \t]*$|REGION[ \t]*$)/.test(first);
    if (!isKnown) notes.push({ line: at + 1, what: `“${first.slice(0, 40)}” belongs to no cue` });
    return end;
  }
  const times = timesOf(lines[timings]!);
  if (!times) notes.push({ line: timings + 1, what: `“${lines[timings]!.slice(0, 60)}” is not a line of timings` });
  else cues.push({ id: timings > at ? first : '', ...times, line: timings + 1, text: lines.slice(timings + 1, end).join('\n') });
  return end;
}

/** `00:01.000 --> 00:04.200 settings` */
function timesOf(line: string): { start: number; end: number } | undefined {
  const text = line.replace(/^[ \t\f]+/, '');
  const start = timestamp.exec(text);
  if (!start) return undefined;
  const arrow = /^[ \t\f]*-->[ \t\f]*/.exec(text.slice(start[0].length));
  if (!arrow) return undefined;
  const end = timestamp.exec(text.slice(start[0].length + arrow[0].length));
  return end ? { start: secondsOf(start), end: secondsOf(end) } : undefined;
}

/** Seconds as `00:00:01.200`. */
function stamp(seconds: number): string {
  const all = Math.round(seconds * 1000);
  const [hours, minutes, rest] = [Math.floor(all / 3_600_000), Math.floor(all / 60_000) % 60, (all % 60_000) / 1000];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}:${rest.toFixed(3).padStart(6, '0')}`;
}

function secondsOf([, hours, minutes, seconds, thousandths]: RegExpExecArray): number {
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(thousandths) / 1000;
}
