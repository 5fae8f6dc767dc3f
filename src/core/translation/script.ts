/** The same language in another script, letter by letter. */
import { mask, unmask } from './marks.ts';

type Letters = { readonly [letter: string]: string };

/** The Azerbaijani alphabets of 1958 and 1991. */
const azerbaijani: Letters = {
  а: 'a', б: 'b', в: 'v', г: 'q', ғ: 'ğ', д: 'd', е: 'e', ә: 'ə', ж: 'j', з: 'z', и: 'i', ы: 'ı', ј: 'y', к: 'k', ҝ: 'g', л: 'l', м: 'm', н: 'n', о: 'o', ө: 'ö', п: 'p',
  р: 'r', с: 's', т: 't', у: 'u', ү: 'ü', ф: 'f', х: 'x', һ: 'h', ч: 'ç', ҹ: 'c', ш: 'ş', э: 'e', й: 'y', ц: 'ts', щ: 'şç', ю: 'yu', я: 'ya', ё: 'yo', ь: '', ъ: '', '’': '', "'": '',
};
/** Kazakh by the alphabet proposed in 2021. Experimental: the reform is not finished. */
const kazakh: Letters = {
  а: 'a', ә: 'ä', б: 'b', в: 'v', г: 'g', ғ: 'ğ', д: 'd', е: 'e', ё: 'io', ж: 'j', з: 'z', и: 'i', й: 'i', к: 'k', қ: 'q', л: 'l', м: 'm', н: 'n', ң: 'ñ', о: 'o', ө: 'ö', п: 'p',
  р: 'r', с: 's', т: 't', у: 'u', ұ: 'ū', ү: 'ü', ф: 'f', х: 'h', һ: 'h', ц: 'ts', ч: 'tş', ш: 'ş', щ: 'ştş', ъ: '', ы: 'y', і: 'ı', ь: '', э: 'e', ю: 'iu', я: 'ia',
};

const tables: { readonly [pair: string]: Letters } = { 'az-Cyrl az': azerbaijani, 'az-Cyrl az-Latn': azerbaijani, 'kk kk-Latn': kazakh, 'kk-Cyrl kk-Latn': kazakh };

/** A text of `from` in the script of `to`; marks stay as they are. Undefined when there is no table for the two. */
export function inScript(text: string, from: string, to: string): string | undefined {
  const table = tables[`${from} ${to}`];
  if (!table) return undefined;
  const { text: words, marks } = mask(text);
  const letters = [...words];
  return unmask(letters.map((letter, n) => written(letter, table, letters[n + 1])).join(''), marks) ?? text;
}

function written(letter: string, table: Letters, next: string | undefined): string {
  const small = letter.toLowerCase();
  const made = table[small];
  if (made === undefined) return letter;
  if (small === letter) return made;
  return next !== undefined && next !== next.toLowerCase() ? capital(made) : capital(made.slice(0, 1)) + made.slice(1);
}

/** Both alphabets part i from ı, as Turkish does. */
function capital(text: string): string {
  return text.toLocaleUpperCase('tr');
}
