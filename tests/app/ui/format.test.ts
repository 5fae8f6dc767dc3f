import { describe, expect, test } from 'vitest';
import { sliceOf } from '../../../src/app/ui/cldr.plugin.ts';
import { formatIn } from '../../../src/app/ui/format.ts';

/** Node has the whole CLDR: what it says is what a phone should say. English is that of Europe. */
const languages = ['tr', 'az', 'kk', 'ru', 'en'] as const;
const tagOf = (lang: string) => (lang === 'en' ? 'en-GB' : lang);
const days = ['2026-01-01T09:05:00', '2026-04-23T23:59:00', '2024-02-29T00:00:00', '2026-11-09T12:30:00', '2026-12-31T18:00:00'].map((day) => new Date(day).getTime());
const now = new Date('2026-11-24T15:00:00').getTime();
/** Spaces that differ in width only. */
const even = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, ' ');

describe.each(languages)('in %s', (lang) => {
  const format = formatIn(lang, sliceOf(lang));
  const tag = tagOf(lang);

  test('long dates are said as Node says them', () => {
    for (const day of days) expect(even(format.longDate(day))).toBe(even(new Intl.DateTimeFormat(tag, { dateStyle: 'long' }).format(day)));
  });

  test('days of this year are said without it', () => {
    expect(even(format.date(days[1]!, now))).toBe(even(new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long' }).format(days[1])));
    expect(format.date(days[2]!, now)).toBe(format.longDate(days[2]!));
  });

  test('hours are said with two digits', () => {
    for (const day of days) expect(format.time(day)).toBe(new Intl.DateTimeFormat(tag, { timeStyle: 'short', hourCycle: 'h23' }).format(day));
  });

  test('numbers and shares are grouped as Node groups them', () => {
    for (const value of [0, 7, 999, 1000, 12345, 1234567, -42]) expect(even(format.number(value))).toBe(even(new Intl.NumberFormat(tag, { useGrouping: true }).format(value)));
    expect(even(format.number(1234.56, 1))).toBe(even(new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(1234.56)));
    for (const share of [0, 0.5, 0.875, 1]) expect(even(format.percent(share))).toBe(even(new Intl.NumberFormat(tag, { style: 'percent' }).format(share)));
  });

  test('days ahead and behind are said as Node says them', () => {
    const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
    // Beyond tomorrow and yesterday a number is plainer than "the day after tomorrow".
    for (const count of [-30, -5, -3, 3, 5, 21, 22, 25]) expect(format.relative(now + count * 86_400_000, now)).toBe(relative.format(count, 'day'));
    for (const count of [-1, 0, 1]) expect(format.relative(now + count * 86_400_000, now)).toBe(relative.format(count, 'day'));
  });

  test('names of the five languages are Node’s', () => {
    const names = new Intl.DisplayNames([tag], { type: 'language' });
    for (const each of languages) expect(format.language(each)).toBe(names.of(each));
  });
});

test('sizes are those of a phone: thousands, one decimal below ten', () => {
  const { size } = formatIn('ru', sliceOf('ru'));
  expect([0, 400, 340_000, 1_240_000, 9_960_000, 16_200_000, 1_300_000_000].map(size).map(even)).toEqual(['0 кБ', '1 кБ', '340 кБ', '1,2 МБ', '10 МБ', '16 МБ', '1,3 ГБ']);
});

test('a Kazakh megabyte has no Latin letter in it', () => {
  expect(formatIn('kk', sliceOf('kk')).size(16e6)).toBe('16 МБ');
});

test('lengths of time are said in their two greatest parts', () => {
  const { duration } = formatIn('kk', sliceOf('kk'));
  expect([0, 40, 60, 480, 3600, 4800].map(duration)).toEqual(['1 с', '40 с', '1 мин', '8 мин', '1 сағ', '1 сағ 20 мин']);
});

test('words stand in the order of their own alphabet', () => {
  const sorted = (lang: string, list: string[]) => list.toSorted(formatIn(lang, sliceOf(lang)).compare);
  expect(sorted('az', ['zəfər', 'xalq', 'həyat', 'ıldırım', 'iş', 'əmək', 'ev', 'qanun', 'kurs'])).toEqual(['ev', 'əmək', 'həyat', 'xalq', 'ıldırım', 'iş', 'kurs', 'qanun', 'zəfər']);
  expect(sorted('kk', ['қазақ', 'кітап', 'әке', 'ана', 'ғылым', 'гүл', 'өмір', 'орын'])).toEqual(['ана', 'әке', 'гүл', 'ғылым', 'кітап', 'қазақ', 'орын', 'өмір']);
  for (const lang of ['tr', 'ru', 'en'] as const) {
    const list = { tr: ['çay', 'cam', 'şeker', 'su', 'Ilgaz', 'İzmir', 'ırmak'], ru: ['ёлка', 'еда', 'жук', 'яма', 'Арка'], en: ['pear', 'Apple', 'fig'] }[lang];
    expect(sorted(lang, list)).toEqual(list.toSorted(new Intl.Collator(lang).compare));
  }
});
