/**
 * A text as a voice should be given it. Voices spell out what they do not expect: they say "slash" in English, name letters of other
 * scripts one by one, and read tags aloud.
 */
import { withoutMarks } from './marks.ts';

/** The words alone, with signs that a voice would name replaced by how people say them. `lang`: BCP 47. */
export function speakable(text: string, lang: string): string {
  const language = lang.split('-')[0]!;
  return withoutMarks(text)
    .replace(/\*\*|__|`|^#+\s*|^[-*]\s+/gm, '')
    .replace(/(\d)\s*[/–—]\s*(\d)/g, '$1, $2')
    .replace(/(\d)\s*%/g, (_, digit: string) => `${digit} ${percent[language] ?? percent.en!}`)
    .replace(/№\s*(\d)/g, (_, digit: string) => `${number[language] ?? number.en!} ${digit}`)
    .replace(/\s*[/\\|]\s*/g, ', ')
    .replace(/\s*&\s*/g, ` ${and[language] ?? and.en!} `)
    .replace(/[<>{}[\]()«»„“”"…•→←]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([,.;:!?])/g, '$1')
    .trim();
}

const percent: { readonly [language: string]: string } = { tr: 'yüzde', az: 'faiz', kk: 'пайыз', ru: 'процентов', en: 'percent' };
const number: { readonly [language: string]: string } = { tr: 'numara', az: 'nömrə', kk: 'нөмір', ru: 'номер', en: 'number' };
const and: { readonly [language: string]: string } = { tr: 've', az: 'və', kk: 'және', ru: 'и', en: 'and' };
