/** Subtitles as text on the screen. */
import { plainText, readVtt } from '../../pack/vtt.ts';

/** Seconds from the film's beginning. `lines`: what a person reads. */
export type Cue = { readonly id: string; readonly start: number; readonly end: number; readonly lines: readonly string[] };

/** Cues in the order of the file; none when it is not WebVTT. */
export function readSubtitles(source: string): readonly Cue[] {
  return readVtt(source).cues.map((cue) => ({ id: cue.id, start: cue.start, end: cue.end, lines: linesOf(plainText(cue)) }));
}

/** What stands on the screen at a moment. */
export function cuesAt(cues: readonly Cue[], seconds: number): readonly Cue[] {
  return cues.filter((cue) => cue.start <= seconds && seconds < cue.end);
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
