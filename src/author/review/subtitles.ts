/** Subtitles of one lesson as WebVTT, for people who correct them in a player. States stand in remarks that no player shows. */
import { readVtt, writeVtt } from '../../pack/vtt.ts';
import type { Unit } from '../translate/units.ts';
import { notRead, type NotRead, type Row } from './markup.ts';

const remark = /^NOTE karvan (\S+) (new|machine|reviewed|approved|stale)(?: by (.+))?$/;

/** Each lesson that has cues with text, and its file. */
export function writeSubtitles(units: readonly Unit[]): ReadonlyMap<string, string> {
  const cues = units.filter(({ kind, target }) => kind === 'cue' && target !== '');
  const lessons = [...new Set(cues.map(({ id }) => lessonOf(id)))];
  return new Map(lessons.map((lesson) => [
    lesson,
    writeVtt(cues.filter(({ id }) => lessonOf(id) === lesson).map(({ id, start, end, target, state, by }) => ({ id: id.slice(lesson.length + 1), start: start ?? 0, end: end ?? 0, text: target, note: `karvan ${lesson} ${state}${by === undefined ? '' : ` by ${by}`}` }))),
  ]));
}

/** The cues of a file, beside the units that they translate. `lesson`: whose they are, where the file does not say it. */
export function readSubtitles(text: string, units: readonly Unit[], lesson: string | undefined): readonly Row[] | NotRead {
  const { cues, notes } = readVtt(text);
  const fault = notes[0];
  if (fault) return notRead(fault.line, fault.what);
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const lessons = [...new Set(units.filter(({ kind }) => kind === 'cue').map(({ id }) => lessonOf(id)))];
  const sources = new Map(units.map((unit) => [unit.id, unit]));
  const only = lesson ?? (lessons.length === 1 ? lessons[0] : undefined);
  const rows: Row[] = [];
  for (const cue of cues) {
    const told = remarkAbove(lines, cue.line - (cue.id === '' ? 2 : 3));
    const whose = lesson ?? told?.[1] ?? only;
    if (whose === undefined) return notRead(cue.line, `does not say which lesson it belongs to; name it with --lesson: ${lessons.join(', ')}`);
    const id = `${whose}/${cue.id}`;
    rows.push({ id, source: sources.get(id)?.source ?? '', target: cue.text, ...(told ? { state: told[2] as Unit['state'] } : {}), ...(told?.[3] === undefined ? {} : { by: told[3] }) });
  }
  return rows;
}

/** The remark that stands before a cue. `at`: index of the line above the cue's first. */
function remarkAbove(lines: readonly string[], at: number): RegExpExecArray | undefined {
  let line = at;
  while (line >= 0 && lines[line]!.trim() === '') line--;
  return (line >= 0 && remark.exec(lines[line]!)) || undefined;
}

function lessonOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}
