/**
 * Whether a text is in the language it should be in, by its letters. A rule of a few lines knows Kazakh from Russian and Azerbaijani from
 * Turkish where trained detectors do not; of a text that is too short it says nothing.
 */
import { withoutMarks } from './marks.ts';

type Script = 'Latn' | 'Cyrl';
type Doubt = 'script-wrong' | 'language-wrong';

/** Script of a BCP 47 tag, as Karvan's languages are written where the tag does not say. */
function scriptOfTag(tag: string): Script {
  const [language, script] = tag.split('-');
  if (script === 'Latn' || script === 'Cyrl') return script;
  return language === 'kk' || language === 'ru' || language === 'ky' || language === 'tg' ? 'Cyrl' : 'Latn';
}

/** What speaks against a text being in the language of a tag; undefined when nothing does. */
export function doubtOf(text: string, tag: string): Doubt | undefined {
  // Abbreviations and names with digits are written alike everywhere.
  const words = withoutMarks(text).split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => /\p{L}/u.test(word) && !/\p{N}/u.test(word) && !(word.length <= 5 && word === word.toUpperCase()));
  const letters = words.join('').toLowerCase();
  const script = scriptOfTag(tag);
  const others = [...letters].filter((letter) => (script === 'Latn' ? cyrillic : latin).test(letter)).length;
  if (others >= 4 && others > letters.length / 2) return 'script-wrong';
  const rule = rules[tag] ?? rules[tag.split('-')[0]!];
  return rule && scriptOfTag(tag.split('-')[0]!) === script && rule(letters, words, text) ? 'language-wrong' : undefined;
}

const latin = /\p{Script=Latin}/u;
const cyrillic = /\p{Script=Cyrillic}/u;
/** So many letters nearly always hold one that only this language has. */
const ENOUGH = 24;
const english = new Set(['the', 'and', 'of', 'to', 'you', 'your', 'for', 'with', 'not', 'are', 'that', 'this', 'from', 'when', 'if', 'before', 'do', 'who']);

/** Spellings of Azerbaijani that Turkish does not have, where no letter tells: suffixes of numbers (`5-i`), `d` after a voiceless sound (`etdi`). */
const azerbaijani = /\d-[ıiuünys]|[tkpçş]d[ıiuü]|(?<!\p{L})(hansı|deyil|üçün)/iu;

type Rule = (letters: string, words: readonly string[], text: string) => boolean;
const rules: { readonly [language: string]: Rule } = {
  az: (letters, words, text) => (letters.length >= ENOUGH && !/[əxq]/.test(letters) && !azerbaijani.test(text)) || isEnglish(words),
  tr: (letters, words) => letters.includes('ə') || isEnglish(words),
  kk: (letters) => letters.length >= ENOUGH && !/[әғқңөұүһі]/.test(letters),
  ru: (letters) => /[әғқңөұүһі]/.test(letters),
  en: (letters) => (letters.match(/[əığşçöü]/g)?.length ?? 0) >= 2,
};

function isEnglish(words: readonly string[]): boolean {
  const found = words.filter((word) => english.has(word.toLowerCase())).length;
  return found >= 2 && found >= words.length / 5;
}
