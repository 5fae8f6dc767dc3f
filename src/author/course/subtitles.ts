/** Whether subtitles can be read by people, and whether a translation of them says what their source says. */
import { checkCounterparts, checkTimes, type TimedText } from '../../core/translation/cue-checks.ts';
import { LONGEST_ANSWER, MOST_ANSWERS } from '../../core/quiz/quiz.ts';
import { levelOf, type Finding, type FindingCode } from '../../core/translation/finding.ts';
import { checkText } from '../../core/translation/text-checks.ts';
import { plainText, readVtt, type Cue } from '../../pack/vtt.ts';
import type { Say } from '../fault.ts';

/** Says every fault of a subtitle file. `seconds`: length of the film, when it is known. Gives the cues. */
export function subtitleFaults(text: string, seconds: number | undefined, say: Say): readonly Cue[] {
  const { cues, notes } = readVtt(text);
  for (const { line, what } of notes) say(line, what, 'A cue is a line such as “00:01.000 --> 00:04.000”, with the words below it and an empty line after them.');
  if (cues.length === 0 && notes.length === 0) say(1, 'holds no cue', 'Write what is said in the film.');
  for (const cue of cues) if (plainText(cue).trim() === '') say(cue.line, 'the cue is empty', 'Write its words or delete it.');
  for (const finding of checkTimes(cues.map(byLine), seconds)) sayFinding(finding, Number(finding.id), say);
  return cues;
}

/** Faults of subtitles in another language beside those in the source language, when both number their cues. `from`, `to`: BCP 47. */
export function translationFaults(cues: readonly Cue[], source: readonly Cue[], { from, to }: { readonly from: string; readonly to: string }, say: Say): void {
  if (!isNumbered(cues) || !isNumbered(source)) return;
  const lines = new Map(cues.map((cue) => [cue.id, cue]));
  const pairs = source.flatMap((cue) => (lines.has(cue.id) ? [{ id: cue.id, source: cue.text, target: lines.get(cue.id)!.text, from, to }] : []));
  const findings = [...checkCounterparts(source, cues), ...pairs.filter(({ target }) => target.trim() !== '').flatMap((pair) => checkText(pair))];
  for (const finding of findings) sayFinding(finding, lines.get(finding.id)?.line, say);
}

function byLine(cue: Cue): TimedText {
  return { id: String(cue.line), start: cue.start, end: cue.end, text: plainText(cue) };
}

/** A finding in words, with its code for scripts. */
export function sayFinding({ code, id, detail = '' }: Finding, line: number | undefined, say: Say): void {
  const [what, mend] = words[code](detail, id);
  say(line, `${what} [${code}]`, mend, levelOf(code), code);
}

function isNumbered(cues: readonly Cue[]): boolean {
  return cues.length > 0 && cues.every((cue) => cue.id !== '');
}

const SHORTEN = 'Shorten it or show it longer.';

/** What each finding says to an author, and how it is mended. */
const words: { readonly [code in FindingCode]: (detail: string, id: string) => readonly [what: string, mend: string] } = {
  'cue-backwards': () => ['the cue ends before it begins', 'Mend its times.'],
  'cue-outside': (end) => [`the cue ends at ${end} s, after the film`, 'Mend its times, or check that this is the right film.'],
  'cue-short': (length) => [`the cue is shown for ${length} s only`, 'Show it for at least 0.83 s.'],
  'cue-long': (length) => [`the cue stands for ${length} s`, 'Split it: at most 7 s.'],
  'cue-overlap': (time) => [`the cue begins ${time} s before the one above it ends`, 'Let one end before the next begins.'],
  'gap-short': (time) => [`only ${time} s lie between this cue and the one above it`, 'Leave at least 0.08 s, or none.'],
  'reading-fast': (speed) => [`the cue has ${speed} characters a second; nobody reads more than 20`, SHORTEN],
  'reading-quick': (speed) => [`the cue has ${speed} characters a second; slow readers need 17`, SHORTEN],
  'lines-many': (count) => [`the cue has ${count} lines`, 'Use at most 2: more cover the film.'],
  'line-long': (length) => [`a line has ${length} characters`, 'Use at most 42.'],
  'cue-missing': (_, id) => [`the cue “${id}” of the source language is missing`, 'Translate it too, or take the numbers out.'],
  'cue-extra': (_, id) => [`the cue “${id}” is not in the source language`, 'Take it out, or add it there.'],
  'cue-loop': () => ['the cue says the same as the one before it, and its source does not', 'Translate it anew.'],
  'text-empty': () => ['the text is empty', 'Translate it.'],
  'text-untranslated': () => ['the text is in the source language still', 'Translate it.'],
  'text-loop': (run) => [`“${run}” is said again and again`, 'Translate it anew; machines lose their thread like this.'],
  'text-phantom': (phrase) => [`“${phrase}” is what machines hear in silence`, 'Look whether it is said at all.'],
  'numbers-differ': (numbers) => [`numbers differ from the source: ${numbers}`, 'Write the same numbers.'],
  'marks-differ': (marks) => [`tags, addresses or placeholders differ from the source: ${marks}`, 'Write the same.'],
  'script-wrong': () => ['the text is in another script', 'Translate it into the language of this file.'],
  'language-wrong': () => ['the text seems to be in another language', 'Translate it into the language of this file.'],
  'length-odd': (lengths) => [`the text is much longer or shorter than its source (${lengths} characters)`, 'Look whether something was left out or added.'],
  'term-missing': (term) => [`the term “${term}” is missing`, 'Use it, or change the glossary.'],
  'answer-empty': (answer) => [`the typed answer “${answer}” has no letters or digits`, 'Only letters and digits are compared: write a word, or take the line out.'],
  'answer-long': (answer) => [`the typed answer “${answer.slice(0, 40)}…” is longer than ${LONGEST_ANSWER} characters`, 'Nobody types as much: write what a person would answer.'],
  'answers-many': (count) => [`${count} typed answers count for one question`, `Keep at most ${MOST_ANSWERS}.`],
  'answer-doubled': (answer) => [`the typed answer “${answer}” counts already: case, marks and blanks are not compared`, 'Take it out.'],
  'answer-script': (answer) => [`the typed answer “${answer}” is in another script`, 'Look whether people would type it so.'],
  'term-forbidden': (term) => [`a forbidden word is used: ${term}`, 'Use the term.'],
};
