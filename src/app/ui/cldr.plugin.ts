/**
 * `virtual:cldr`: for each interface language how its slice is loaded. `virtual:cldr/<language>`: the slice, which is what Karvan needs to say dates, numbers, sizes and days, cut at build time from the CLDR packages.
 * Chromium ships no Azerbaijani and no Kazakh data and claims that it does ("2026 M04 23"), so the app never asks its Intl.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';
import type { Slice } from './slice.ts';

export function cldr(): Plugin {
  return {
    name: 'karvan-cldr',
    resolveId: (id) => (id === ALL || id.startsWith(`${ALL}/`) ? `\0${id}` : undefined),
    load: (id) => {
      if (id === `\0${ALL}`) return `export default { ${languages().map((lang) => `${JSON.stringify(lang)}: () => import('${ALL}/${lang}')`).join(', ')} }`;
      return id.startsWith(`\0${ALL}/`) ? `export default ${JSON.stringify(sliceOf(id.slice(ALL.length + 2)))}` : undefined;
    },
  };
}

function languages(): readonly string[] {
  return Object.keys(JSON.parse(readFileSync(new URL('../../../locales/languages.json', import.meta.url), 'utf8')) as object);
}

/** The slice of one interface language. English is that of Europe: day before month, 24 hours. */
export function sliceOf(lang: string): Slice {
  const tag = lang === 'en' ? 'en-GB' : lang;
  const read = (name: string, file: string) => part(JSON.parse(readFileSync(require.resolve(`cldr-${name}-full/main/${tag}/${file}.json`), 'utf8')), 'main', tag);
  const gregorian = part(read('dates', 'ca-gregorian'), 'dates', 'calendars', 'gregorian');
  const numbers = part(read('numbers', 'numbers'), 'numbers');
  const symbols = part(numbers, 'symbols-numberSystem-latn');
  const units = part(read('units', 'units'), 'units', 'short');
  const days = part(read('units', 'units'), 'units', 'long', 'duration-day');
  const day = part(read('dates', 'dateFields'), 'dates', 'fields', 'day');
  const names = part(read('localenames', 'languages'), 'localeDisplayNames', 'languages');
  return {
    direction: directionOf(tag),
    months: Array.from({ length: 12 }, (_, i) => text(gregorian, 'months', 'format', 'wide', String(i + 1))),
    date: text(gregorian, 'dateFormats', 'long'),
    dayMonth: text(gregorian, 'dateTimeFormats', 'availableFormats', 'MMMMd'),
    time: text(gregorian, 'dateTimeFormats', 'availableFormats', 'Hm'),
    dateTime: text(gregorian, 'dateTimeFormats', 'medium'),
    decimal: text(symbols, 'decimal'),
    group: text(symbols, 'group'),
    percent: text(numbers, 'percentFormats-numberSystem-latn', 'standard'),
    units: {
      kB: patterns(part(units, 'digital-kilobyte')),
      MB: patterns(part(units, 'digital-megabyte')),
      GB: patterns(part(units, 'digital-gigabyte')),
      second: patterns(part(units, 'duration-second')),
      minute: patterns(part(units, 'duration-minute')),
      hour: patterns(part(units, 'duration-hour')),
      day: patterns(days),
    },
    days: {
      yesterday: text(day, 'relative-type--1'),
      today: text(day, 'relative-type-0'),
      tomorrow: text(day, 'relative-type-1'),
      past: patterns(part(day, 'relativeTime-type-past')),
      future: patterns(part(day, 'relativeTime-type-future')),
    },
    languages: Object.fromEntries(named.map((each) => [each, text(names, each)])),
  };
}

const ALL = 'virtual:cldr';
const require = createRequire(import.meta.url);

/** By the script in which a language is most likely written. */
function directionOf(tag: string): 'ltr' | 'rtl' {
  const { script = '' } = new Intl.Locale(tag).maximize();
  const { scriptMetadata } = JSON.parse(readFileSync(require.resolve('cldr-core/scriptMetadata.json'), 'utf8')) as { scriptMetadata: { readonly [script: string]: { readonly rtl: string } } };
  return scriptMetadata[script]?.rtl === 'YES' ? 'rtl' : 'ltr';
}

/** Languages that a course is likely to speak. */
const named = ['tr', 'az', 'kk', 'ru', 'en', 'ky', 'uz', 'tk', 'ka', 'hy', 'tg', 'fa', 'ar', 'uk', 'de', 'fr'];

/** Patterns by plural category. Two mendings: Latin M in the Kazakh МБ, and the full stop of a Turkish abbreviation before another one. */
function patterns(unit: unknown): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [key, value] of Object.entries(unit as Record<string, string>)) {
    const category = /^(?:unitPattern|relativeTimePattern)-count-(\w+)$/.exec(key)?.[1];
    if (category) out[category] = value.replace('MБ', 'МБ').replace(/\.$/, '');
  }
  return out;
}

function part(value: unknown, ...path: string[]): unknown {
  return path.reduce((held, key) => {
    const next = (held as Record<string, unknown>)[key];
    if (next === undefined) throw new Error(`CLDR has no ${path.join('.')}`);
    return next;
  }, value);
}

function text(value: unknown, ...path: string[]): string {
  return String(part(value, ...path));
}
