/** The units of a course, in its order, and what the course itself says of them in another language. */
import { createHash } from 'node:crypto';
import type { LanguageMap } from '../../core/ids.ts';
import type { QuizWords } from '../../core/quiz/quiz.ts';
import { answersIn } from '../../core/translation/answer-checks.ts';
import type { Cue } from '../../pack/vtt.ts';
import { blocksOf, plain } from './blocks.ts';
import type { Original, Part } from './original.ts';
import type { Unit } from './units.ts';

export type SourceUnit = Pick<Unit, 'id' | 'kind' | 'of' | 'source' | 'start' | 'end'>;

/** All units in the source language, each id once. */
export function sourceUnits(original: Original): readonly SourceUnit[] {
  const byId = new Map<string, SourceUnit>();
  for (const { id, kind, of, text, start, end } of wordsIn(original, original.source)) {
    if (text.trim() !== '' && !byId.has(id)) byId.set(id, { id, kind, of, source: text, ...(start === undefined || end === undefined ? {} : { start, end }) });
  }
  return [...byId.values()];
}

/** What the course itself says in `lang`, by unit id. Blocks of a text belong together by their places, if there are equally many. */
export function ownWords(original: Original, lang: string): ReadonlyMap<string, string> {
  if (lang === original.source || !original.languages.includes(lang)) return new Map();
  const [theirs, ours] = [wordsIn(original, lang), wordsIn(original, original.source)];
  const pairs = theirs.filter(({ kind }) => kind !== 'text').map(({ id, text }) => [id, text] as const);
  const blocks = original.parts.flatMap(({ key }) => {
    const [there, here] = [theirs, ours].map((all) => all.filter(({ kind, id }) => kind === 'text' && id.startsWith(`${key}/`)));
    return there!.length === here!.length ? here!.map(({ id }, n) => [id, there![n]!.text] as const) : [];
  });
  return new Map([...pairs, ...blocks].filter(([, text]) => text !== ''));
}

const LONGEST_ID = 100;

/** Cues with an id each: one that has none, a very long one, or that of another cue or of the title, gets one made of its place. */
export function numbered(cues: readonly Cue[]): readonly Cue[] {
  const taken = new Set(cues.map(({ id }) => id));
  const seen = new Set<string>();
  return cues.map((cue, n) => {
    let id = cue.id;
    if (id === '' || id === 'title' || id.length > LONGEST_ID || seen.has(id)) for (id = `c${n + 1}`; taken.has(id); id = `${id}-b`);
    taken.add(id);
    seen.add(id);
    return { ...cue, id };
  });
}

type Said = { readonly id: string; readonly kind: Unit['kind']; readonly of: string; readonly text: string; readonly start?: number; readonly end?: number };

function wordsIn(original: Original, lang: string): readonly Said[] {
  const { source, title, description, parts } = original;
  const titled = (id: string, map: LanguageMap | undefined): readonly Said[] =>
    map?.[lang] === undefined ? [] : [{ id, kind: 'title', of: createHash('sha256').update(map[source] ?? '').digest('hex'), text: plain(map[lang]) }];
  return [...titled('course/title', title), ...titled('course/description', description), ...parts.flatMap((part) => [...titled(`${part.key}/title`, part.title), ...lessonWords(part, lang)])];
}

function lessonWords({ key, words }: Part, lang: string): readonly Said[] {
  switch (words?.kind) {
    case undefined:
      return [];
    case 'cues':
      return numbered(words.cues.get(lang) ?? []).map(({ id, text, start, end }) => ({ id: `${key}/${id}`, kind: 'cue', of: words.of, text: plain(text), start, end }));
    case 'text':
      return blocksOf(words.texts.get(lang) ?? '').map((block) => ({ id: `${key}/${block.key}`, kind: 'text', of: words.of, text: block.text }));
    case 'quiz': {
      const quiz = words.quizzes.get(lang);
      return quiz ? quizWords(quiz).map(([id, text, kind]) => ({ id: `${key}/${id}`, kind, of: words.of, text: plain(text) })) : [];
    }
  }
}

/** The same quiz with other words, by the end of their unit ids; where there is none it stays as it is, but for answers: those of another language are none. */
export function withQuizWords(words: QuizWords, textOf: (end: string) => string | undefined): QuizWords {
  const other = (end: string, text: string) => textOf(end) ?? text;
  const items = Object.entries(words.items).map(([id, { prompt, unit, choices, right, wrong }]) => {
    const accepted = answersIn(textOf(`${id}/accepted`) ?? '');
    const spoken = {
      prompt: other(`${id}/prompt`, prompt),
      ...(unit === undefined ? {} : { unit: other(`${id}/unit`, unit) }),
      ...(choices === undefined ? {} : { choices: Object.fromEntries(Object.entries(choices).map(([choice, { text, feedback }]) => [choice, { text: other(`${id}/choice/${choice}`, text), ...(feedback === undefined ? {} : { feedback: other(`${id}/choice/${choice}/feedback`, feedback) }) }])) }),
      ...(right === undefined ? {} : { right: other(`${id}/right`, right) }),
      ...(wrong === undefined ? {} : { wrong: other(`${id}/wrong`, wrong) }),
      ...(accepted.length > 0 ? { accepted } : {}),
    };
    return [id, spoken] as const;
  });
  return { ...words, items: Object.fromEntries(items) as QuizWords['items'] };
}

/** All words of a quiz by the end of their unit ids. */
function quizWords({ items }: QuizWords): readonly (readonly [string, string, 'quiz' | 'answers'])[] {
  return Object.entries(items).flatMap(([id, { prompt, unit, choices, right, wrong, accepted = [] }]) => {
    const all: readonly (readonly [string, string | undefined])[] = [
      [`${id}/prompt`, prompt],
      [`${id}/unit`, unit],
      ...Object.entries(choices ?? {}).flatMap(([choice, { text, feedback }]) => [[`${id}/choice/${choice}`, text] as const, [`${id}/choice/${choice}/feedback`, feedback] as const]),
      [`${id}/right`, right],
      [`${id}/wrong`, wrong],
    ];
    const said = all.flatMap(([end, text]) => (text === undefined || text === '' ? [] : [[end, text, 'quiz'] as const]));
    return accepted.length > 0 ? [...said, [`${id}/accepted`, accepted.join('\n'), 'answers'] as const] : said;
  });
}
