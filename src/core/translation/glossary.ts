/** Terms of an institution, found also where grammar bent them: Turkic words grow at their end, and their last consonant softens. */

/** One term: how it is said in the source and in the target language, and what must not be said for it. */
type Term = { readonly source: string; readonly target: string; readonly forbidden?: readonly string[]; readonly note?: string };
export type Glossary = readonly Term[];

/** Whether a term stands in a text, in any inflected form. */
export function holdsTerm(text: string, term: string): boolean {
  const words = wordsOf(text);
  return wordsOf(term).every((part) => words.some((word) => isFormOf(word, part)));
}

function wordsOf(text: string): readonly string[] {
  return fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** A form begins with most of the term, softened or not, and is not shorter than the term without its last letter. */
function isFormOf(word: string, term: string): boolean {
  if (word === term) return true;
  if (term.length < 4 || word.length < term.length - 1) return false;
  const stem = term.slice(0, Math.max(3, Math.ceil(term.length * 0.7)));
  return word.startsWith(stem) || [...(softened.get(stem.at(-1)!) ?? '')].some((soft) => word.startsWith(stem.slice(0, -1) + soft));
}

const softened = new Map([['k', 'gğ'], ['p', 'b'], ['t', 'd'], ['ç', 'c'], ['q', 'ğ'], ['к', 'г'], ['қ', 'ғ'], ['п', 'б']]);

function fold(text: string): string {
  return text.normalize('NFC').replaceAll('İ', 'i').replaceAll('I', 'ı').toLowerCase().replaceAll('ı', 'i');
}
