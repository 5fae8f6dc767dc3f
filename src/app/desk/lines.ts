/** Lines of a translation as a reader meets them: as the server has them, with what was made of them here laid over. */
import { checkTimes } from '../../core/translation/cue-checks.ts';
import type { Finding } from '../../core/translation/finding.ts';
import { holdsTerm } from '../../core/translation/glossary.ts';
import { harmOf } from '../../core/translation/harm.ts';
import { checkTranslated } from '../../core/translation/text-checks.ts';
import type { Change, DeskLine, LineState, Settled, Translation } from '../../sync/translations.ts';

/**
 * What was made of a line here and is not at the server. `version`: of the line that its writer saw. Without a `state` it is a draft
 * and stays here. `tried`: what was sent so far; the server may hold it though no answer came. `at`: milliseconds since 1970.
 */
export type Waiting = Pick<Change, 'id' | 'version' | 'target'> & { readonly state?: Change['state']; readonly tried: readonly string[]; readonly at: number };

/** `apart`: somebody changed the line after what was seen here, and a person must choose. */
export type Standing = 'server' | 'draft' | 'waiting' | 'apart';
/** `text`, `state`: what the reader sees, theirs where it differs from the server's. */
export type Shown = { readonly line: DeskLine; readonly text: string; readonly state: LineState; readonly stands: Standing; readonly mine: Waiting | undefined };

/** `me`: the reader's name, as the server writes it beside a line. */
export function shownLines(lines: readonly DeskLine[], waiting: readonly Waiting[], me: string): readonly Shown[] {
  const mineById = new Map(waiting.map((each) => [each.id, each]));
  return lines.map((line) => {
    const mine = mineById.get(line.id);
    if (!mine) return { line, text: line.target, state: line.state, stands: 'server', mine };
    const stands = isApart(line, mine, me) ? 'apart' : mine.state ? 'waiting' : 'draft';
    return { line, text: mine.target, state: stands === 'waiting' ? mine.state! : line.state, stands, mine };
  });
}

/** What may go to the server now. A line that somebody else changed waits for its reader's choice; one that is gone has no place. */
export function toSend(lines: readonly DeskLine[], waiting: readonly Waiting[], me: string): readonly Change[] {
  const lineById = new Map(lines.map((line) => [line.id, line]));
  return waiting.flatMap((mine) => {
    const line = lineById.get(mine.id);
    return line && mine.state && !isApart(line, mine, me) ? [{ id: mine.id, version: line.version, target: mine.target, state: mine.state }] : [];
  });
}

/** The lines after the server's answer: each as it stands there now, without those that it has no more. */
export function afterAnswer(lines: readonly DeskLine[], { lines: answers }: Settled): readonly DeskLine[] {
  const answerById = new Map(answers.map((each) => [each.id, each]));
  return lines.flatMap((line) => {
    const answer = answerById.get(line.id);
    if (!answer) return [line];
    return answer.line ? [answer.line] : [];
  });
}

/** What is remembered of a sending whose answer may be lost. */
export function trialOf({ state, target }: Pick<Change, 'state' | 'target'>): string {
  return `${state} ${target}`;
}

function isApart(line: DeskLine, mine: Waiting, me: string): boolean {
  if (line.version === mine.version) return false;
  const isOwn = line.by === me && (line.state === 'reviewed' || line.state === 'approved') && mine.tried.includes(trialOf({ state: line.state, target: line.target }));
  return !isOwn;
}

/** Whether a person still has to read it. */
function isOpen({ state, stands }: Shown): boolean {
  return stands === 'apart' || state === 'new' || state === 'stale' || state === 'machine';
}

/** Lines that belong together: a lesson, a block, the course's own title. `name`: its title in the language it is translated to, else as it was written. */
export type Part = { readonly key: string; readonly name: string; readonly lang: string | undefined; readonly lines: readonly Shown[]; readonly open: number };

export function partsOf(lines: readonly Shown[], { from, lang }: Pick<Translation, 'from' | 'lang'>): readonly Part[] {
  const byKey = new Map<string, Shown[]>();
  for (const each of lines) {
    const key = each.line.id.slice(0, each.line.id.indexOf('/'));
    const all = byKey.get(key);
    if (all) all.push(each);
    else byKey.set(key, [each]);
  }
  return [...byKey].map(([key, all]) => {
    const title = all.find(({ line }) => line.id === `${key}/title`);
    const named = title && (title.text === '' ? { name: title.line.source, lang: from } : { name: title.text, lang });
    return { key, ...(named ?? { name: key, lang: undefined }), lines: all, open: all.filter(isOpen).length };
  });
}

/** What was written as it may stand in a line: titles and questions have no line breaks. */
export function fitting({ kind }: Pick<DeskLine, 'kind'>, text: string): string {
  return kind === 'title' || kind === 'quiz' ? text.replace(/\s*\n\s*/g, ' ') : text;
}

/** The line `by` steps away, where there is one. */
export function lineBeside(lines: readonly Shown[], id: string, by: 1 | -1): Shown | undefined {
  return lines[lines.findIndex(({ line }) => line.id === id) + by];
}

/** The next line to read after this one; from the end back to those that were left out. */
export function nextOpen(lines: readonly Shown[], id: string): Shown | undefined {
  const at = lines.findIndex(({ line }) => line.id === id);
  return [...lines.slice(at + 1), ...lines.slice(0, at)].find(isOpen);
}

/** What the reader has before them is guessed at by letters and lengths as long as no person has read it; then a person knows better. */
const guesses: readonly Finding['code'][] = ['text-untranslated', 'language-wrong', 'length-odd'];

/** What the checks of `karvan check` say about a line as it is typed; of its times only what a translator can change. */
export function findingsOf({ line, state, stands }: Shown, text: string, { from, lang, terms }: Pick<Translation, 'from' | 'lang' | 'terms'>): readonly Finding[] {
  const glossary = terms.map(({ source, target, forbidden }) => ({ source, target, ...(forbidden ? { forbidden } : {}) }));
  const isRead = stands !== 'draft' && (state === 'reviewed' || state === 'approved');
  const ofText = checkTranslated(line.kind, { id: line.id, source: line.source, target: text, from, to: lang }, glossary).filter(({ code }) => !isRead || !guesses.includes(code));
  const harm = ofText.some(({ code }) => code === 'marks-differ' || code === 'text-empty') ? undefined : harmOf(line, text);
  const ofHarm: readonly Finding[] = harm === undefined ? [] : [{ code: 'marks-differ', id: line.id, detail: harm.replace(/ \(.*/, '') }];
  const { start, end } = line;
  const isTimed = line.kind === 'cue' && start !== undefined && end !== undefined && text.trim() !== '';
  return [...ofText, ...ofHarm, ...(isTimed ? checkTimes([{ id: line.id, start, end, text }]).filter(({ code }) => /^(reading|line)/.test(code)) : [])];
}

/** Terms that stand in a line's source. */
export function termsIn({ source }: DeskLine, terms: Translation['terms']): Translation['terms'] {
  return terms.filter((term) => holdsTerm(source, term.source));
}
