/** What a check finds in a text that was translated or timed. Codes are stable: translators, scripts and screens know them. */

const errors = [
  'cue-overlap', 'cue-backwards', 'cue-outside', 'cue-missing', 'cue-extra', 'reading-fast', 'lines-many',
  'text-empty', 'text-untranslated', 'numbers-differ', 'marks-differ', 'script-wrong', 'language-wrong', 'term-forbidden',
  'answer-empty', 'answer-long', 'answers-many',
] as const;
const warnings = ['cue-short', 'cue-long', 'cue-loop', 'gap-short', 'line-long', 'reading-quick', 'length-odd', 'term-missing', 'text-loop', 'text-phantom', 'answer-doubled', 'answer-script'] as const;

export type FindingCode = (typeof errors)[number] | (typeof warnings)[number];
/** `id`: of the cue or unit. `detail`: what was seen there, for the sentence that says it. */
export type Finding = { readonly code: FindingCode; readonly id: string; readonly detail?: string };

/** An error stops a build; a warning is for a person to judge. */
export function levelOf(code: FindingCode): 'error' | 'warning' {
  return (errors as readonly string[]).includes(code) ? 'error' : 'warning';
}
