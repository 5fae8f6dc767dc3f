/** In a real Chromium: dates, numbers and counts for Azerbaijani and Kazakh are right although the browser itself has no data for them. */
import { describe, expect, test } from 'vitest';
import az from 'virtual:cldr/az';
import en from 'virtual:cldr/en';
import kk from 'virtual:cldr/kk';
import ru from 'virtual:cldr/ru';
import tr from 'virtual:cldr/tr';
import { formatIn } from '../../../src/app/ui/format.ts';

const day = new Date('2026-04-23T09:05:00').getTime();
const now = new Date('2026-04-28T15:00:00').getTime();
const even = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, ' ');

/** What CLDR says, as ICU with all of its data prints it. */
const said = [
  { lang: 'tr', slice: tr, long: '23 Nisan 2026', number: '1.234.567', share: '%88', ago: '5 gün önce' },
  { lang: 'az', slice: az, long: '23 aprel 2026', number: '1.234.567', share: '88%', ago: '5 gün öncə' },
  { lang: 'kk', slice: kk, long: '2026 ж. 23 сәуір', number: '1 234 567', share: '88%', ago: '5 күн бұрын' },
  { lang: 'ru', slice: ru, long: '23 апреля 2026 г.', number: '1 234 567', share: '88 %', ago: '5 дней назад' },
  { lang: 'en', slice: en, long: '23 April 2026', number: '1,234,567', share: '88%', ago: '5 days ago' },
];

describe.each(said)('in $lang', ({ lang, slice, long, number, share, ago }) => {
  const format = formatIn(lang, slice);
  test('a date, a number, a share and a distance in days read as people of that language write them', () => {
    expect(even(format.longDate(day))).toBe(long);
    expect(even(format.number(1_234_567))).toBe(number);
    expect(even(format.percent(0.875))).toBe(share);
    expect(even(format.relative(day, now))).toBe(ago);
  });
});

test('words are sorted by the alphabet of the language', () => {
  const sorted = (lang: string, slice: typeof az, words: string) => [...words].toSorted(formatIn(lang, slice).compare).join('');
  expect(sorted('az', az, 'zəaeşı')).toBe('aeəışz');
  expect(sorted('kk', kk, 'ңніңәа').replace('ңң', 'ң')).toBe('аәнңі');
});

test('the browser alone would get a date in Azerbaijani and Kazakh wrong, while it claims to know them', () => {
  for (const lang of ['az', 'kk']) {
    expect(Intl.DateTimeFormat.supportedLocalesOf(lang)).toEqual([lang]);
    expect(new Intl.DateTimeFormat(lang, { dateStyle: 'long' }).format(day)).not.toBe(said.find((each) => each.lang === lang)!.long);
  }
});
