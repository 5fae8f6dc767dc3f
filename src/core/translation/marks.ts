/**
 * Parts of a text that no translation may change: placeholders, tags, addresses, code, targets of links. They are taken out before a
 * machine sees the text, and put back afterwards; what got lost or doubled is told.
 */

const marks = new RegExp(
  [
    '`[^`\\n]+`', // code
    String.raw`(?<=\])\([^()\s]+\)`, // a link's or picture's target
    String.raw`<\/?[a-z][^<>]*>`, // a tag of WebVTT or HTML
    String.raw`\{\{[^{}]+\}\}|\{[^{}\s]+\}|%(?:\d+\$)?[sdif]`, // placeholders
    String.raw`&(?:#\d+|[a-z]+);`, // an entity
    String.raw`https?:\/\/[^\s<>()]*[^\s<>().,;:!?]`,
    String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,
  ].join('|'),
  'giu',
);

/** All marks of a text, in order. */
export function marksOf(text: string): readonly string[] {
  return [...text.matchAll(marks)].map(([mark]) => mark);
}

/** A text in its parts, words and marks in their order. */
export function partsOf(text: string): readonly { readonly text: string; readonly isMark: boolean }[] {
  let at = 0;
  const parts = [...text.matchAll(marks)].flatMap((found) => {
    const before = { text: text.slice(at, found.index), isMark: false };
    at = found.index + found[0].length;
    return [before, { text: found[0], isMark: true }];
  });
  return [...parts, { text: text.slice(at), isMark: false }].filter((part) => part.text !== '');
}

/** The words alone. */
export function withoutMarks(text: string): string {
  return text.replace(marks, ' ');
}

/** Marks that one of two texts has more often than the other. */
export function differingMarks(source: string, target: string): readonly string[] {
  return differing(marksOf(source), marksOf(target));
}

/** Puts a token in the place of each mark: `⟦0⟧`, `⟦1⟧` … */
export function mask(text: string): { readonly text: string; readonly marks: readonly string[] } {
  const held: string[] = [];
  return { text: text.replace(marks, (mark) => `⟦${held.push(mark) - 1}⟧`), marks: held };
}

/** Puts the marks back, however the machine spaced or bracketed the tokens. Undefined when one is missing, doubled or unknown. */
export function unmask(text: string, held: readonly string[]): string | undefined {
  const seen = new Set<number>();
  let isWhole = true;
  const back = text.replace(/[⟦[]\s*[⟦[]?\s*(\d{1,3})\s*[⟧\]]?\s*[⟧\]]/gu, (token, digits: string) => {
    const n = Number(digits);
    if (held[n] === undefined) return token;
    if (seen.has(n)) isWhole = false;
    seen.add(n);
    return held[n];
  });
  return isWhole && seen.size === held.length && !/[⟦⟧]/u.test(back) ? back : undefined;
}

/** Elements that one list holds more often than the other. */
export function differing(a: readonly string[], b: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const each of a) counts.set(each, (counts.get(each) ?? 0) + 1);
  for (const each of b) counts.set(each, (counts.get(each) ?? 0) - 1);
  return [...counts].filter(([, count]) => count !== 0).map(([each]) => each);
}
