import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemCodes } from '../../src/core/problem.ts';
import languageNames from '../../locales/languages.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const languages = Object.keys(languageNames);
const areas = ['ui', 'person', 'play', 'desk', 'problem', 'road', 'carry', 'file', 'layer'] as const;
type Words = { readonly [key: string]: string };

const words = (lang: string, area: string) => JSON.parse(readFileSync(join(root, 'locales', lang, `${area}.json`), 'utf8')) as Words;
const bare = (key: string) => key.replace(/_(one|few|many|other)$/, '');
const bases = (lang: string, area: string) => [...new Set(Object.keys(words(lang, area)).map(bare))].toSorted();

test('every problem has its two sentences', () => {
  const wanted = problemCodes.flatMap((code) => [code, `${code}.do`]).toSorted();
  for (const lang of languages) expect(Object.keys(words(lang, 'problem')).toSorted(), lang).toEqual(wanted);
});

test('no key is asked for that no language has, and none is kept that nobody asks for', () => {
  const sources = files(join(root, 'src/app')).map((file) => readFileSync(file, 'utf8')).join('\n');
  const quoted = new Set([...sources.matchAll(/['`"]((?:[a-z]+:)?[a-z][\w.-]*)['`"]/g)].map(([, key]) => key!.replace(/^[a-z]+:/, '')));
  const templates = [...sources.matchAll(/`((?:[a-z]+:)?[a-z][\w.-]*[.-])?\$\{[^`]*`/g)].map(([, head]) => (head ?? '').replace(/^[a-z]+:/, '')).filter((head) => head.length > 2);
  for (const area of ['ui', 'person', 'play', 'desk', 'road', 'carry', 'file', 'layer']) {
    const unused = bases('en', area).filter((key) => !quoted.has(key) && !templates.some((head) => key.startsWith(head)));
    expect(unused, `${area}: nobody asks for`).toEqual([]);
  }
  const asked = [...sources.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key!.replace(/^[a-z]+:/, ''));
  const all = new Set(areas.flatMap((area) => [...bases('en', area)]));
  expect(asked.filter((key) => !all.has(key))).toEqual([]);
});

test('each language is written in its own letters', () => {
  const latin = /[A-Za-zÀ-žƏə]/u;
  const cyrillic = /\p{Script=Cyrillic}/u;
  for (const lang of languages) {
    for (const area of areas) {
      for (const [key, text] of Object.entries(words(lang, area))) {
        const plain = text.replace(/\{\{.*?\}\}/g, '').replace(borrowed, '').replace(/<\/?\w+\/?>/g, '');
        const foreign = lang === 'kk' || lang === 'ru' ? latin : cyrillic;
        expect(foreign.exec(plain)?.[0], `${lang} ${key}: ${text}`).toBeUndefined();
      }
    }
  }
});

test('no sentence shouts, and none says that it was done successfully', () => {
  for (const lang of languages) for (const area of areas) for (const [key, text] of Object.entries(words(lang, area))) expect(text, `${lang} ${key}`).not.toMatch(/!|[Oo]ops|başarıyla|uğurla|успешно|successfully/);
});

/** Names that stand in Latin letters everywhere, and what is typed into a people list. */
const borrowed = /Karvan|move|PIN|USB|QR|Wi-Fi|CSV|Excel|PDF|Enter|Esc|kbit|Ctrl|\b[A-Z]\b/g;

function files(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name)).map((name) => join(folder, name));
}
