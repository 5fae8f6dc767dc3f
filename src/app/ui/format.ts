/** How Karvan says dates, numbers, sizes and lengths of time: from its own slice of CLDR, never from the browser's Intl. */
import type { Patterns, Slice } from './slice.ts';

/** A moment: milliseconds since 1970, or ISO 8601. */
type Moment = number | string;

export type Format = {
  /** Where lines begin. */
  readonly direction: 'ltr' | 'rtl';
  /** 1.234,5 */
  readonly number: (value: number, digits?: number) => string;
  /** A share 0…1 in whole per cent. */
  readonly percent: (share: number) => string;
  /** Bytes in kB, MB or GB of 1000, as phones show them: below 10 with one decimal. */
  readonly size: (bytes: number) => string;
  /** Whole megabytes without the unit. */
  readonly megabytes: (bytes: number) => string;
  /** "40 sec", "8 min", "1 hr 20 min", "12 days". */
  readonly duration: (seconds: number) => string;
  /** "5 days" */
  readonly days: (count: number) => string;
  /** "21 November"; with the year when it is not that of `now`. */
  readonly date: (at: Moment, now: number) => string;
  readonly longDate: (at: Moment) => string;
  /** "14:32" */
  readonly time: (at: Moment) => string;
  /** Today's moments as "today, 14:32", others with their date. */
  readonly moment: (at: Moment, now: number) => string;
  /** "today", "tomorrow", "in 5 days", "3 days ago": by calendar days of this phone. */
  readonly relative: (at: Moment, now: number) => string;
  /** How long until a day: "5 days", "tomorrow", "today"; a day gone by as `relative` says it. */
  readonly left: (at: Moment, now: number) => string;
  /** Name of a language in this one; unknown tags as they are. */
  readonly language: (tag: string) => string;
  /** Order of two words by this language's alphabet. */
  readonly compare: (a: string, b: string) => number;
};

export function formatIn(lang: string, slice: Slice): Format {
  const plural = new Intl.PluralRules(lang);
  const counted = (patterns: Patterns, count: number, shown: string) => (patterns[plural.select(count)] ?? patterns['other'] ?? '{0}').replace('{0}', shown);

  const number = (value: number, digits = 0) => {
    const [whole = '0', fraction] = Math.abs(value).toFixed(digits).split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, slice.group);
    const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? '-' : '';
    return sign + grouped + (fraction ? slice.decimal + fraction : '');
  };
  const amount = (value: number) => (value < 9.95 && !isWhole(value) ? number(value, 1) : number(Math.round(value)));
  const unit = (name: keyof Slice['units'], value: number) => counted(slice.units[name], value, amount(value));

  const size = (bytes: number) => {
    if (bytes < 1000) return unit('kB', bytes === 0 ? 0 : 1);
    if (bytes < 999_500) return unit('kB', Math.round(bytes / 1000));
    if (bytes < 999_500_000) return unit('MB', bytes / 1e6);
    return unit('GB', bytes / 1e9);
  };
  const days = (count: number) => counted(slice.units.day, count, number(count));
  const duration = (seconds: number) => {
    if (seconds < 60) return unit('second', Math.max(1, Math.round(seconds)));
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return unit('minute', minutes);
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (hours >= 48) return days(Math.round(hours / 24));
    return unit('hour', hours) + (rest ? ` ${unit('minute', rest)}` : '');
  };

  const longDate = (at: Moment) => dateBy(slice.date, new Date(at), slice);
  const date = (at: Moment, now: number) => {
    const day = new Date(at);
    return day.getFullYear() === new Date(now).getFullYear() ? dateBy(slice.dayMonth, day, slice) : longDate(at);
  };
  const time = (at: Moment) => {
    const moment = new Date(at);
    return slice.time.replace(/HH?/, two(moment.getHours())).replace('mm', two(moment.getMinutes()));
  };
  const relative = (at: Moment, now: number) => {
    const count = dayNumber(new Date(at)) - dayNumber(new Date(now));
    if (count === 0) return slice.days.today;
    if (count === 1) return slice.days.tomorrow;
    if (count === -1) return slice.days.yesterday;
    return counted(count > 0 ? slice.days.future : slice.days.past, Math.abs(count), number(Math.abs(count)));
  };

  return {
    direction: slice.direction,
    number,
    percent: (share) => slice.percent.replace(/#,##0/, number(share * 100)),
    size,
    megabytes: (bytes) => amount(bytes / 1e6),
    duration,
    days,
    date,
    longDate,
    time,
    moment: (at, now) => {
      const apart = dayNumber(new Date(at)) - dayNumber(new Date(now));
      const day = apart === 0 || apart === -1 ? relative(at, now) : date(at, now);
      return slice.dateTime.replace('{1}', day).replace('{0}', time(at));
    },
    relative,
    left: (at, now) => {
      const count = dayNumber(new Date(at)) - dayNumber(new Date(now));
      return count > 1 ? days(count) : relative(at, now);
    },
    language: (tag) => slice.languages[tag] ?? slice.languages[tag.split('-')[0] ?? ''] ?? tag,
    compare: comparatorOf(lang),
  };
}

function dateBy(pattern: string, day: Date, slice: Slice): string {
  return pattern.replace(/'([^']*)'|MMMM|d|y/g, (found: string, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted;
    if (found === 'MMMM') return slice.months[day.getMonth()] ?? '';
    return String(found === 'd' ? day.getDate() : day.getFullYear());
  });
}

function comparatorOf(lang: string): (a: string, b: string) => number {
  const alphabet = alphabets[lang] ?? '';
  const rank = (letter: string) => {
    const at = alphabet.indexOf(letter);
    return at < 0 ? (letter.codePointAt(0) ?? 0) : 0x100000 + at;
  };
  const fold = (word: string) => [...(lang === 'tr' || lang === 'az' ? word.replaceAll('İ', 'i').replaceAll('I', 'ı') : word).toLowerCase().normalize('NFC')];
  return (a, b) => {
    const [left, right] = [fold(a), fold(b)];
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      const order = rank(left[i]!) - rank(right[i]!);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  };
}

/** Alphabets in their own order: the browser's collator knows neither Azerbaijani nor Kazakh. */
const alphabets: { readonly [lang: string]: string } = {
  tr: 'abcçdefgğhıijklmnoöpqrsştuüvwxyz',
  az: 'abcçdeəfgğhxıijkqlmnoöprsştuüvwyz',
  kk: 'аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя',
  ru: 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя',
  en: 'abcdefghijklmnopqrstuvwxyz',
};

/** Days since 1970 by this phone's calendar. */
function dayNumber(day: Date): number {
  return Math.round(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / 86_400_000);
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 0.05;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
