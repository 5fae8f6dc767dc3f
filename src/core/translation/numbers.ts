/** Numbers in running text, so that 1.234,5 and 1 234.5 are the same one. Numbers that are words are nobody's business here. */
import { differing, withoutMarks } from './marks.ts';

/** Numbers that one of two texts has more often than the other. */
export function differingNumbers(source: string, target: string): readonly string[] {
  return differing(numbersOf(source), numbersOf(target));
}

function numbersOf(text: string): readonly string[] {
  const plain = withoutMarks(text).replace(/\p{Nd}/gu, digit);
  return [...plain.matchAll(/\d+(?:[., \u00a0\u202f]\d+)*/g)].flatMap(([found]) => parted(found));
}

/** Separators of thousands go; what another mark parts (decimals, hours, numbers of laws) is compared part by part. */
function parted(found: string): readonly string[] {
  const grouped = /^\d{1,3}(?:([., \u00a0\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/.exec(found);
  return (grouped ? found.split(grouped[1]!).join('') : found).split(/\D+/);
}

/** Any script's digit as 0…9: in Unicode each script's ten stand together, from a code point whose value is zero. */
function digit(any: string): string {
  let zero = any.codePointAt(0)!;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && any.codePointAt(0)! - zero < 9) zero--;
  return any >= '0' && any <= '9' ? any : String(any.codePointAt(0)! - zero);
}
