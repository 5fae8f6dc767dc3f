/** A language layer out of what translators and voices made: files, names, and what its manifest says of them. */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { CourseId, LanguageMap } from '../../core/ids.ts';
import { cut } from '../../pack/cut.ts';
import type { Layer } from '../../pack/layer.ts';
import type { Track } from '../../pack/manifest.ts';
import { writeVtt } from '../../pack/vtt.ts';
import type { Contents } from '../build/build.ts';
import type { Digests } from '../build/bytes.ts';
import type { PackPart } from '../check/parts.ts';
import { mediaType } from '../course/media.ts';
import { withBlocks } from '../translate/blocks.ts';
import type { Original, Part, Words } from '../translate/original.ts';
import { numbered, withQuizWords } from '../translate/source-units.ts';
import { isShown, type Unit } from '../translate/units.ts';
import { deflatedWhereSmaller } from './deflate.ts';
import type { VoiceFiles } from './voices.ts';

/** `unitsByLang`: as they lie in `translations/`. `voices`: those spoken from the words as they are now. */
export type Making = {
  readonly id: CourseId;
  readonly release: number;
  readonly licence: string;
  readonly original: Original;
  readonly unitsByLang: ReadonlyMap<string, readonly Unit[]>;
  readonly voices: readonly VoiceFiles[];
};
/** A file with the track that it is; a voice's map has none. */
type Made = { readonly part: PackPart; readonly track?: Omit<Track, 'path'> };

/** A layer as `buildPack` writes it; undefined when there is nothing in it. */
export function layerContents(making: Making): Contents | undefined {
  const { id, original, unitsByLang, voices } = making;
  const languages = [...unitsByLang.keys()];
  const words = languages.flatMap((lang) => original.parts.flatMap((part) => wordsIn(part, lang, original.source, unitsByLang.get(lang)!)));
  const made = [...words, ...voices.flatMap((voice) => voiceFiles(voice, original))];
  if (made.length === 0) return undefined;
  const tracks = made.flatMap(({ part, track }) => (track ? [{ ...track, path: part.path }] : []));
  const parts = cut(made.map(({ part }) => part), languages, original.parts.map((part) => part.id));
  return { id, cut: parts, manifestOf: (digests, issued) => manifestOf(making, { languages, tracks, cut: parts, digests, issued }) };
}

/** What a voice speaks of a lesson in a language, as it stands in the layer: subtitles of a film, the text of a reading. Undefined when nothing of it is translated. */
export function spokenWords(part: Part, lang: string, source: string, units: readonly Unit[]): string | undefined {
  const { words } = part;
  if (!words || words.kind === 'quiz') return undefined;
  const visible = shown(units).filter(({ id, kind }) => kind === kinds[words.kind].unit && id.startsWith(`${part.key}/`));
  return visible.length > 0 ? textOf(words, source, lang, byEnd(part, visible)) : undefined;
}

type Result = { readonly languages: readonly string[]; readonly tracks: readonly Track[]; readonly cut: Contents['cut']; readonly digests: Digests; readonly issued: string };

function manifestOf({ id, release, licence, original, unitsByLang }: Making, { languages, tracks, cut: { pieces, groups, files }, digests, issued }: Result): Layer {
  const words = (unit: string): LanguageMap => Object.fromEntries(languages.flatMap((lang) => shown(unitsByLang.get(lang)!).filter((each) => each.id === unit).map(({ target }) => [lang, target])));
  const names = original.parts.map((part) => [part.id, words(`${part.key}/title`)] as const).filter(([, map]) => Object.keys(map).length > 0);
  const description = words('course/description');
  return {
    karvan: 1,
    kind: 'layer',
    layer: id,
    course: original.course,
    release,
    issued,
    title: words('course/title'),
    ...(Object.keys(description).length > 0 ? { description } : {}),
    ...(names.length > 0 ? { names: Object.fromEntries(names) } : {}),
    licence,
    source: original.source,
    languages: [...languages],
    tracks: [...tracks],
    pieces: pieces.map((size, n) => [digests.pieces[n]!, size] as const),
    groups: [...groups],
    files: files.map(({ part, at }) => ({ path: part.path, type: part.type, at, size: part.size, sha256: digests.byPath.get(part.path)!, ...(part.deflated ? { deflated: part.deflated } : {}) })),
  };
}

/** The words of a lesson in a language as a file. None when nothing of it is translated. */
function wordsIn(part: Part, lang: string, source: string, units: readonly Unit[]): readonly Made[] {
  const { words } = part;
  if (words?.path === undefined) return [];
  const mine = units.filter(({ id, kind }) => kind === kinds[words.kind].unit && id.startsWith(`${part.key}/`));
  const visible = shown(mine);
  if (visible.length === 0) return [];
  const answers = words.kind === 'quiz' ? shown(units).filter(({ id, kind }) => kind === 'answers' && id.startsWith(`${part.key}/`)) : [];
  const all = [...visible, ...answers];
  const from = new TextEncoder().encode(textOf(words, source, lang, byEnd(part, all)));
  const path = inLanguage(words.path, source, lang);
  const track: Omit<Track, 'path'> = {
    kind: kinds[words.kind].track,
    lang,
    of: words.of,
    ...(words.kind === 'cues' && words.from !== undefined ? { from: words.from } : {}),
    ...honestly(all),
    ...(visible.length < mine.length ? { coverage: Math.floor((visible.length / mine.length) * 1000) / 1000 } : {}),
  };
  return [{ part: { path, rendition: 'text', au: part.id, lang, type: mediaType(path), ...deflatedWhereSmaller(from) }, track }];
}

const kinds = { cues: { unit: 'cue', track: 'subtitles' }, text: { unit: 'text', track: 'text' }, quiz: { unit: 'quiz', track: 'quiz' } } as const;

function byEnd({ key }: Part, units: readonly Unit[]): ReadonlyMap<string, string> {
  return new Map(units.map(({ id, target }) => [id.slice(key.length + 1), target]));
}

/** What is not translated stays in the source language; a cue that is not translated is not there. */
function textOf(words: Words, source: string, lang: string, targetByEnd: ReadonlyMap<string, string>): string {
  switch (words.kind) {
    case 'cues':
      return writeVtt(numbered(words.cues.get(source) ?? []).flatMap(({ id, start, end }) => (targetByEnd.has(id) ? [{ id, start, end, text: targetByEnd.get(id)! }] : [])));
    case 'text':
      return withBlocks(words.texts.get(source)!, ({ key }) => targetByEnd.get(key));
    case 'quiz':
      return JSON.stringify({ ...withQuizWords(words.quizzes.get(source)!, (end) => targetByEnd.get(end)), lang });
  }
}

/** A track is as good as its weakest unit, and says who and what made it. */
function honestly(units: readonly Unit[]): Pick<Track, 'state' | 'by' | 'engine'> {
  const state = states.find((each) => units.some((unit) => unit.state === each))!;
  const all = (field: 'by' | 'engine') => [...new Set(units.flatMap((unit) => unit[field] ?? []))].join(', ');
  return { state, ...(all('by') ? { by: all('by') } : {}), ...(all('engine') ? { engine: all('engine') } : {}) };
}

const states = ['machine', 'reviewed', 'approved'] as const;

function voiceFiles({ lang, of, files, map, engine, voice, from }: VoiceFiles, original: Original): readonly Made[] {
  const part = original.parts.find(({ words }) => words?.of === of)!;
  const base = `voice/${part.key}.${lang}`;
  const bytes = new TextEncoder().encode(JSON.stringify(map));
  const place: PackPart = { path: `${base}.json`, rendition: 'text', au: part.id, lang, type: 'application/json', ...deflatedWhereSmaller(bytes) };
  return [
    { part: place },
    ...files.map(({ disk, size, codec }): Made => {
      const path = base + extname(disk);
      return {
        part: { path, size, rendition: 'audio', au: part.id, lang, codec, type: mediaType(path), from: { path, disk, size } },
        track: { kind: 'voice', lang, of, from, map: place.path, state: 'machine', engine, voice, codec },
      };
    }),
  ];
}

function shown(units: readonly Unit[]): readonly Unit[] {
  return units.filter(isShown);
}

/** `lessons/gifts.tr.md` in another language; a name that does not say its language gets it. */
function inLanguage(path: string, source: string, lang: string): string {
  const ending = extname(path);
  const base = path.slice(0, -ending.length);
  return `${base.endsWith(`.${source}`) ? base.slice(0, -source.length - 1) : base}.${lang}${ending}`;
}

export function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
