/**
 * Typed answers and searched words compared as people mean them, over Turkish, Azerbaijani, Kazakh, Russian and English:
 * case, diacritics and neighbouring letters do not matter (İ I ı i, ə e, ё е, ұ ү у, қ к, …). NFKD alone leaves ı, ə, ø untouched.
 */

const neighbours: { readonly [letter: string]: string } = {
  ı: 'i', ə: 'e', ё: 'е', й: 'и', ә: 'а', ғ: 'г', қ: 'к', ң: 'н', ө: 'о', ұ: 'у', ү: 'у', һ: 'х', і: 'и', ў: 'у', ѐ: 'е', ѝ: 'и', ß: 'ss', æ: 'ae', ø: 'o',
};

/** Folded text: lower case, one space between words, no marks, no punctuation at the ends. Two texts that fold alike are the same answer. */
export function fold(text: string): string {
  // I and İ first: String.toLowerCase() would make 'i̇' of İ, and Turkish ı is another letter than i.
  const lower = text.replaceAll('İ', 'i').replaceAll('I', 'i').toLowerCase();
  const letters = [...lower.normalize('NFC')].map((letter) => neighbours[letter] ?? letter).join('');
  return letters
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[\p{P}\p{S}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
