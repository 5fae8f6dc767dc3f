/** Checks of one translated text beside its source. Pure, and the same at the command line and on a reviewer's phone. */
import { answersIn, checkAnswers } from './answer-checks.ts';
import type { Finding, FindingCode } from './finding.ts';
import { holdsTerm, type Glossary } from './glossary.ts';
import type { Kind } from './harm.ts';
import { doubtOf } from './language.ts';
import { chrF } from './likeness.ts';
import { differingMarks, withoutMarks } from './marks.ts';
import { differingNumbers } from './numbers.ts';

/** `from`, `to`: BCP 47. */
export type TextPair = { readonly id: string; readonly source: string; readonly target: string; readonly from: string; readonly to: string };

/** What is to be found in a translated text of any kind. Answers are not compared with their source: each language has its own. */
export function checkTranslated(kind: Kind, pair: TextPair, glossary: Glossary = []): readonly Finding[] {
  return kind === 'answers' && pair.target.trim() !== '' ? checkAnswers(pair.id, answersIn(pair.target), pair.to) : checkText(pair, glossary);
}

/** All findings of a pair. An empty target has no other. */
export function checkText(pair: TextPair, glossary: Glossary = []): readonly Finding[] {
  const { id, source, target } = pair;
  if (!/[\p{L}\p{N}]/u.test(target)) return /[\p{L}\p{N}]/u.test(source) ? [{ code: 'text-empty', id }] : [];
  const found: Finding[] = [];
  const say = (code: FindingCode, detail?: string) => void found.push({ code, id, ...(detail === undefined ? {} : { detail }) });
  const marks = differingMarks(source, target);
  if (marks.length > 0) say('marks-differ', marks.join(' '));
  const numbers = differingNumbers(source, target);
  if (numbers.length > 0) say('numbers-differ', numbers.join(' '));
  if (isUntranslated(pair)) say('text-untranslated');
  const doubt = doubtOf(target, pair.to);
  if (doubt) say(doubt);
  if (isOddlyLong(pair)) say('length-odd', `${lengthOf(target)} / ${lengthOf(source)}`);
  const loop = loopIn(target);
  if (loop !== undefined) say('text-loop', loop);
  const phantom = phantoms.find((phrase) => plain(target).includes(phrase) && !plain(source).includes(phrase));
  if (phantom !== undefined) say('text-phantom', phantom);
  for (const term of glossary) {
    const forbidden = term.forbidden?.find((word) => holdsTerm(target, word));
    if (forbidden !== undefined) say('term-forbidden', `${forbidden} → ${term.target}`);
    if (holdsTerm(source, term.source) && !holdsTerm(target, term.target)) say('term-missing', term.target);
  }
  return found;
}

/** Nearly the same as the source, and not a mere name or number. */
function isUntranslated({ source, target, from, to }: TextPair): boolean {
  if (from === to) return false;
  const words = withoutMarks(target).match(/\p{L}{2,}/gu) ?? [];
  const length = words.join('').length;
  return words.length >= 2 && length >= 8 && chrF(target, source) > (areNear(from, to) && length < SHORT ? 95 : 80);
}

/** Turkish and Azerbaijani may say a short thing with nearly the same letters. */
function areNear(from: string, to: string): boolean {
  return [from, to].every((tag) => ['tr', 'az'].includes(tag.split('-')[0]!));
}
const SHORT = 40;

/** Natural logarithm of a text's length against the same text in Turkish, as seen in the sample courses. */
const lengths: { readonly [language: string]: number } = { tr: 0, az: 0, kk: -0.01, ru: 0.02, en: 0.06 };

/** Shorter or longer than nearly every translation between these languages; short texts vary more. */
function isOddlyLong({ source, target, from, to }: TextPair): boolean {
  const [ours, theirs] = [lengthOf(target), lengthOf(source)];
  if (theirs < 12) return ours > 60;
  const expected = (lengths[to.split('-')[0]!] ?? 0) - (lengths[from.split('-')[0]!] ?? 0);
  return Math.abs(Math.log(ours / theirs) - expected) > 0.6 + 8 / theirs;
}

function lengthOf(text: string): number {
  return [...text.replace(/\s+/g, ' ').trim()].length;
}

/** Words that come again and again, as a machine says them that lost its thread. */
function loopIn(text: string): string | undefined {
  const words = plain(text).split(' ');
  for (let size = 1; size <= 5; size++) {
    for (let at = 0; at + size * 2 <= words.length; at++) {
      const run = words.slice(at, at + size).join(' ');
      let times = 1;
      while (words.slice(at + size * times, at + size * (times + 1)).join(' ') === run) times++;
      if (times >= (size === 1 ? 4 : 3)) return run;
    }
  }
  return undefined;
}

/** What speech recognition is known to hear where nobody speaks. */
const phantoms = ['abone olmayı unutmayın', 'altyazı m k', 'abunə olmağı unutmayın', 'kanala abunə', 'арнаға жазылу', 'жазылуды ұмытпаңыз', 'подписывайтесь на канал', 'субтитры сделал', 'продолжение следует', 'thanks for watching', 'like and subscribe', 'subtitles by'];

/** Whether a text says one of them. */
export function isPhantom(text: string): boolean {
  return phantoms.some((phrase) => plain(text).includes(phrase));
}

function plain(text: string): string {
  return withoutMarks(text).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
