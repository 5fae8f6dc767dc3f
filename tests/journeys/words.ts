/** What stands on the screen, taken from the locales: steps name things by their key, so that a story can be walked in any language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Lang = 'tr' | 'az' | 'kk' | 'ru' | 'en';
/** A text by its key (`area:key` where two areas have it); as a pattern in which every placeholder may be anything. */
export type Say = { (key: string): RegExp; readonly lang: Lang; readonly exactly: (key: string) => string };

const areas = ['ui', 'person', 'play', 'desk', 'problem', 'road', 'carry', 'file', 'layer'] as const;

export function wordsOf(lang: Lang): Say {
  const all: Record<string, string> = {};
  for (const area of areas) {
    const words = JSON.parse(readFileSync(join(import.meta.dirname, '../../locales', lang, `${area}.json`), 'utf8')) as Record<string, string>;
    for (const [key, text] of Object.entries(words)) all[`${area}:${key}`] = all[key] = text;
  }
  const exactly = (key: string) => {
    const text = all[key];
    if (text === undefined) throw new Error(`no word ${key} in ${lang}`);
    return text;
  };
  const pattern = (key: string) => {
    const forms = ['', '_one', '_few', '_many', '_other'].flatMap((form) => all[key + form] ?? []);
    if (forms.length === 0) throw new Error(`no word ${key} in ${lang}`);
    return new RegExp(`^(${forms.map((form) => form.split(/\{\{\w+\}\}/).map(escaped).join('.+')).join('|')})$`, 'u');
  };
  return Object.assign(pattern, { lang, exactly });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
