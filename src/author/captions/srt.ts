/** SubRip, as most programs write it, and what of a stranger's text may stand in a cue. */
import { readVtt, type Cue, type Note } from '../../pack/vtt.ts';

/** Cues of a .srt or .vtt file, their text made safe. */
export function readCaptions(text: string): { readonly cues: readonly Cue[]; readonly notes: readonly Note[] } {
  const isVtt = /^\uFEFF?WEBVTT/.test(text);
  const { cues, notes } = readVtt(isVtt ? text : vttOf(text));
  return { cues: cues.map((cue) => ({ ...cue, text: safe(cue.text, isVtt) })).filter((cue) => cue.text !== ''), notes };
}

/** Words that an engine heard: nothing in them is a tag. */
export function spokenText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const times = /^(\d{1,3}):(\d\d):(\d\d)[,.](\d{1,3})[ \t]*-->[ \t]*(\d{1,3}):(\d\d):(\d\d)[,.](\d{1,3})/;

/** SubRip's numbers say only the place of a cue: who cuts a file leaves them wrong, so they are no ids. */
function vttOf(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').split('\n');
  const made = lines.flatMap((line, n) => {
    const found = times.exec(line.trim());
    if (found) return [`${stamp(found, 1)} --> ${stamp(found, 5)}`];
    return /^\d+$/.test(line.trim()) && times.test((lines[n + 1] ?? '').trim()) ? [''] : [line];
  });
  return ['WEBVTT', '', ...made].join('\n');
}

function stamp(found: RegExpExecArray, at: number): string {
  return `${found[at]!.padStart(2, '0')}:${found[at + 1]}:${found[at + 2]}.${found[at + 3]!.padEnd(3, '0')}`;
}

const allowed = /^<\/?(?:i|b|u|v(?:[ .][^<>]*)?|lang(?: [^<>]*)?|c(?:\.[^<>]*)?)>$/;

/** Tags of WebVTT stay, others go; signs that open a tag or an entity and are none are written out. */
function safe(text: string, isVtt: boolean): string {
  return text
    .replace(/\{\\[^{}]*\}/g, '')
    .split(/(<[^<>]*>)/)
    .map((part) => (/^<[^<>]*>$/.test(part) ? (allowed.test(part) ? part : '') : isVtt ? part.replace(/</g, '&lt;') : spokenText(part)))
    .join('')
    .trim();
}
