/**
 * Seeded defects in five languages. The clean text is the sample film's own subtitles and the sample courses' own pages, written by
 * people line by line beside each other; each defect changes one clean cue in one way and names the code by which it must be found.
 * Written before the checks.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainText, readVtt } from '../../../src/pack/vtt.ts';
import type { FindingCode } from '../../../src/core/translation/finding.ts';
import type { Glossary } from '../../../src/core/translation/glossary.ts';

const languages = ['tr', 'az', 'kk', 'ru', 'en'] as const;
type Language = (typeof languages)[number];
type Cue = { readonly id: string; readonly start: number; readonly end: number; readonly text: string };
export type Pair = { readonly from: Language; readonly to: Language; readonly source: readonly Cue[]; readonly target: readonly Cue[] };
/** `at`: ids of cues at one of which it must be found. `glossary`: terms in force. */
export type Defect = Pair & { readonly code: FindingCode; readonly at: readonly string[]; readonly glossary?: Glossary };
export type Line = { readonly from: Language; readonly to: Language; readonly source: string; readonly target: string };

const samples = join(import.meta.dirname, '../../../src/samples');
/** Length of the sample film in seconds, with room after the last cue. */
export const SECONDS = 150;

function film(language: Language): readonly Cue[] {
  const { cues } = readVtt(readFileSync(join(samples, `safe-computers/media/five-habits.${language}.vtt`), 'utf8'));
  return cues.map((cue) => ({ id: cue.id, start: cue.start, end: cue.end, text: plainText(cue) }));
}

/** Every language of the film from two others. */
export function cleanFilms(): readonly Pair[] {
  return languages.flatMap((to) => (['tr', 'ru'] as const).filter((from) => from !== to).map((from) => ({ from, to, source: film(from), target: film(to) })));
}

/** Lines of all reading pages that stand at the same place in both languages. */
export function cleanLines(): readonly Line[] {
  return readdirSync(samples).flatMap((course) => {
    const folder = join(samples, course, 'lessons');
    const names = course.includes('.') ? [] : [...new Set(readdirSync(folder).map((name) => name.split('.')[0]!))];
    return names.flatMap((name) => languages.filter((to) => to !== 'tr').flatMap((to) => linesBeside(folder, name, to)));
  });
}

function linesBeside(folder: string, name: string, to: Language): readonly Line[] {
  const [source, target] = (['tr', to] as const).map((language) => readFileSync(join(folder, `${name}.${language}.md`), 'utf8').split('\n').filter((line) => /\p{L}/u.test(line)));
  if (source!.length !== target!.length) return [];
  return source!.map((line, n) => ({ from: 'tr', to, source: line, target: target![n]! }));
}

/** At least two hundred. */
export function defects(): readonly Defect[] {
  return cleanFilms().flatMap((pair, n) => [...inText(pair, n), ...inTimes(pair, n), ...inTerms(pair)]);
}

type Change = (cue: Cue, n: number, all: readonly Cue[]) => Cue | readonly Cue[];

function changed(pair: Pair, n: number, code: FindingCode, change: Change): Defect {
  const cue = pair.target[n]!;
  const made = [change(cue, n, pair.target)].flat();
  const target = [...pair.target.slice(0, n), ...made, ...pair.target.slice(n + 1)];
  return { ...pair, target, code, at: [cue.id, ...made.map((each) => each.id)] };
}

function withText(text: (before: string, pair: string) => string): Change {
  return (cue) => ({ ...cue, text: text(cue.text, cue.id) });
}

/** What a machine that translates does wrong. `n` turns, so that not always the same cue is hit. */
function inText(pair: Pair, n: number): readonly Defect[] {
  const { to, from, source } = pair;
  const at = (place: number) => (place + n * 3) % 24;
  const other = film(foreign[to]);
  const withSource = (add: string): Pair => ({ ...pair, source: source.map((cue) => ({ ...cue, text: `${cue.text} ${add}` })), target: pair.target.map((cue) => ({ ...cue, text: `${cue.text} ${add}` })) });
  const numbered = withSource('2024/117');
  const marked = withSource('{name}');
  const linked = withSource('https://karvan.example/a');
  const tagged = withSource('<b>A1</b>');
  const coded = withSource('`rm -r`');
  return [
    changed(pair, at(0), 'text-empty', withText(() => '')),
    changed(pair, at(1), 'text-empty', withText(() => ' \n')),
    changed(pair, at(2), 'text-untranslated', (cue) => ({ ...cue, text: source.find((each) => each.id === cue.id)!.text })),
    changed(pair, at(5), 'text-untranslated', (cue) => ({ ...cue, text: `${source.find((each) => each.id === cue.id)!.text.replace(/[.]$/, '')}!` })),
    changed(pair, longPlace(pair, at(8)), to === foreign[to] || scriptOf(to) === scriptOf(foreign[to]) ? 'language-wrong' : 'script-wrong', (cue) => ({ ...cue, text: other.find((each) => each.id === cue.id)!.text })),
    changed(pair, longPlace(pair, at(11)), scriptOf(to) === scriptOf(alien[to]) ? 'language-wrong' : 'script-wrong', (cue) => ({ ...cue, text: film(alien[to]).find((each) => each.id === cue.id)!.text })),
    changed(numbered, at(3), 'numbers-differ', withText((text) => text.replace('2024', '2042'))),
    changed(numbered, at(6), 'numbers-differ', withText((text) => text.replace('/117', ''))),
    changed(numbered, at(9), 'numbers-differ', withText((text) => `${text} 5`)),
    changed(marked, at(4), 'marks-differ', withText((text) => text.replace(' {name}', ''))),
    changed(marked, at(7), 'marks-differ', withText((text) => text.replace('{name}', '{ad}'))),
    changed(linked, at(10), 'marks-differ', withText((text) => text.replace('karvan.example/a', 'karvan.example/b'))),
    changed(tagged, at(12), 'marks-differ', withText((text) => text.replace('</b>', ''))),
    changed(coded, at(13), 'marks-differ', withText((text) => text.replace('`rm -r`', 'rm -r'))),
    changed(pair, at(14), 'text-loop', withText((text) => Array.from({ length: 5 }, () => text.split(/\s+/).slice(0, 3).join(' ')).join(' '))),
    changed(pair, at(15), 'text-loop', withText((text) => `${text} ${Array.from({ length: 6 }, () => text.split(/\s+/)[0]).join(' ')}`)),
    changed(pair, at(16), 'text-phantom', withText(() => phantoms[to])),
    changed(pair, at(17), 'length-odd', (cue) => ({ ...cue, text: cue.text.split(/\s+/)[0]!.slice(0, 4), end: cue.end })),
    changed(pair, at(18), 'length-odd', (cue, place, all) => ({ ...cue, text: `${cue.text} ${all[(place + 1) % 24]!.text} ${all[(place + 2) % 24]!.text} ${all[(place + 3) % 24]!.text}` })),
    ...(from === to ? [] : [changed(pair, at(19), 'cue-loop', (cue, place, all) => ({ ...cue, text: all[place - 1 < 0 ? 1 : place - 1]!.text }))]),
  ];
}

/** What goes wrong with times, lines and numbers of cues. */
function inTimes(pair: Pair, n: number): readonly Defect[] {
  const at = (place: number) => 1 + ((place + n * 5) % 22);
  const long = 'а'.codePointAt(0) && pair.to === 'kk' ? 'сөз ' : 'word ';
  return [
    changed(pair, at(0), 'cue-overlap', (cue, place, all) => ({ ...cue, start: all[place - 1]!.end - 0.4 })),
    changed(pair, at(1), 'cue-backwards', (cue) => ({ ...cue, start: cue.end, end: cue.start })),
    changed(pair, 24, 'cue-outside', (cue) => ({ ...cue, start: SECONDS + 5, end: SECONDS + 8 })),
    { ...pair, code: 'cue-missing', at: [pair.target[at(2)]!.id], target: pair.target.filter((_, place) => place !== at(2)) },
    { ...pair, code: 'cue-extra', at: ['c99'], target: [...pair.target, { id: 'c99', start: SECONDS - 2, end: SECONDS - 1, text: pair.target[0]!.text.slice(0, 10) }] },
    changed(pair, at(3), 'reading-fast', (cue) => ({ ...cue, end: cue.start + [...cue.text].length / 24 })),
    changed(pair, at(4), 'reading-quick', (cue) => ({ ...cue, end: cue.start + [...cue.text].length / 18.5 })),
    changed(pair, at(5), 'line-long', (cue) => ({ ...cue, text: `${cue.text.replaceAll('\n', ' ')} ${long.repeat(11)}`.slice(0, 60).trim(), end: cue.start + 6 })),
    changed(pair, at(6), 'lines-many', withText((text) => `${text.replaceAll('\n', ' ').slice(0, 12)}\n${text.slice(0, 9).trim()}\n${text.slice(0, 8).trim()}`)),
    changed(pair, at(7), 'gap-short', (cue, place, all) => ({ ...cue, start: all[place - 1]!.end + 0.04 })),
    changed(pair, at(8), 'cue-short', (cue) => ({ ...cue, end: cue.start + 0.5, text: cue.text.slice(0, 4) })),
    changed(pair, at(9), 'cue-long', (cue) => ({ ...cue, start: cue.end - 7.6 })),
  ];
}

/** Terms that must stand, inflected as people write them, and words that must not. */
function inTerms(pair: Pair): readonly Defect[] {
  const [place, term, wrong] = terms[pair.to];
  const [, sourceTerm] = terms[pair.from];
  const glossary: Glossary = [{ source: sourceTerm, target: term, forbidden: [wrong] }];
  const lost = changed(pair, place, 'term-missing', withText((text) => text.replace(stemOf(term), neutral[pair.to])));
  const bad = changed(pair, place, 'term-forbidden', withText((text) => `${text.replace(stemOf(term), neutral[pair.to])} ${wrong}`));
  return [{ ...lost, glossary }, { ...bad, glossary }];
}

/** The glossary by which the clean films must be without a finding. */
export function glossaryFor({ from, to }: Pick<Pair, 'from' | 'to'>): Glossary {
  const [, term, wrong] = terms[to];
  return [{ source: terms[from][1], target: term, forbidden: [wrong] }];
}

/** The cue (place), the term of "password" as the dictionary has it, and a word that an office forbids for it. */
const terms: { readonly [language in Language]: readonly [number, string, string] } = {
  tr: [5, 'parola', 'şifre'],
  az: [5, 'parol', 'şifrə'],
  kk: [5, 'құпиясөз', 'пароль'],
  ru: [5, 'пароль', 'код'],
  en: [5, 'password', 'passcode'],
};
const neutral: { readonly [language in Language]: string } = { tr: 'Bunu', az: 'Bunu', kk: 'Мұны', ru: 'это', en: 'thing' };

function stemOf(term: string): RegExp {
  return new RegExp(`${term.replace(/[аь]$/, '')}\\p{L}*`, 'iu');
}

/** The neighbour by which a target is most easily confused, and one that is plainly another. */
const foreign: { readonly [language in Language]: Language } = { tr: 'az', az: 'tr', kk: 'ru', ru: 'kk', en: 'tr' };
const alien: { readonly [language in Language]: Language } = { tr: 'kk', az: 'ru', kk: 'az', ru: 'en', en: 'ru' };

function scriptOf(language: Language): 'Latn' | 'Cyrl' {
  return language === 'kk' || language === 'ru' ? 'Cyrl' : 'Latn';
}

/** The next cue from a place on that has enough words to tell its language by. */
function longPlace({ target }: Pair, from: number): number {
  for (let step = 0; step < target.length; step++) {
    const place = (from + step) % target.length;
    if ([...target[place]!.text].length >= 32) return place;
  }
  throw new Error('no long cue');
}

/** What speech recognition hears in silence. */
const phantoms: { readonly [language in Language]: string } = {
  tr: 'Abone olmayı unutmayın.',
  az: 'Kanala abunə olmağı unutmayın.',
  kk: 'Арнаға жазылуды ұмытпаңыз.',
  ru: 'Подписывайтесь на канал.',
  en: 'Thanks for watching!',
};
