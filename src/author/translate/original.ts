/** A course as translators need it: its words in every language that it has itself, out of an author's folder or a built pack. */
import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ausOf, type Structure } from '../../core/cmi5/structure.ts';
import type { CourseId, LanguageMap } from '../../core/ids.ts';
import type { Quiz, QuizWords } from '../../core/quiz/quiz.ts';
import { auIri } from '../../core/registration.ts';
import { BYTES_FILE, MANIFEST_FILE } from '../../pack/layout.ts';
import type { Manifest } from '../../pack/manifest.ts';
import { readVtt, type Cue } from '../../pack/vtt.ts';
import { checkFolder } from '../check/check.ts';
import { mediumOf, type Content } from '../check/content.ts';
import { quizPath } from '../check/parts.ts';
import type { PlanNode } from '../course/course.ts';
import { digestOfFile } from '../course/folder.ts';
import { errorsIn, type Fault } from '../fault.ts';
import { verifyPack } from '../verify/verify.ts';

type ByLanguage<T> = ReadonlyMap<string, T>;
/**
 * `of`: digest by which tracks name what they render. `path`: of the file that is translated, where there is one; `from`: its digest.
 * `seconds`: length of the film or sound.
 */
export type Words =
  | { readonly kind: 'cues'; readonly of: string; readonly path?: string; readonly from?: string; readonly seconds: number; readonly cues: ByLanguage<readonly Cue[]> }
  | { readonly kind: 'text'; readonly of: string; readonly path: string; readonly texts: ByLanguage<string> }
  /** With the answers that count, which stand in the key of a course. */
  | { readonly kind: 'quiz'; readonly of: string; readonly path: string; readonly quizzes: ByLanguage<QuizWords> };
/** A lesson, or a block of lessons, which has a title only. `key`: its part of unit ids. */
export type Part = { readonly id: string; readonly key: string; readonly title: LanguageMap; readonly words?: Words };
export type Original = {
  readonly course: CourseId;
  readonly licence: string;
  readonly source: string;
  readonly languages: readonly string[];
  /** Languages whose own words in the course a person has read. */
  readonly reviewed: readonly string[];
  readonly title: LanguageMap;
  readonly description?: LanguageMap;
  readonly parts: readonly Part[];
};
/** `original` is absent when there are errors. */
type Opened = { readonly faults: readonly Fault[]; readonly original?: Original };

/** Opens an author's folder, or the folder of a built pack. */
export async function openOriginal(folder: string): Promise<Opened> {
  return (await isPack(folder)) ? fromPack(folder) : fromFolder(folder);
}

/** Whether a folder is a built pack, and not a course that is being written. */
export async function isPack(folder: string): Promise<boolean> {
  return stat(join(folder, MANIFEST_FILE)).then((place) => place.isFile(), () => false);
}

/** Part of unit ids and of file names for a lesson or block: what its author called it, in the pack too. A pack of strangers may call it anything. */
function keyOf(iri: string, course: CourseId): string {
  const head = [auIri(course, ''), `urn:karvan:block:${course}/`].find((each) => iri.startsWith(each));
  const slug = head === undefined ? '' : iri.slice(head.length);
  // `course/title` is the title of the course itself.
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(slug) && slug !== 'course' ? slug : createHash('sha256').update(iri).digest('hex').slice(0, 12);
}

async function fromFolder(folder: string): Promise<Opened> {
  const { faults, course } = await checkFolder(folder);
  if (!course) return { faults };
  const { plan, lessons } = course;
  const contents = new Map(lessons.map((lesson) => [lesson.plan.id as string, lesson.content]));
  const parts = await Promise.all(
    nodesOf(plan.nodes).map(async (node): Promise<Part> => {
      const content = contents.get(node.id);
      const words = content && (await wordsOf(content, plan.source));
      return { id: node.id, key: keyOf(node.id, plan.id), title: node.title, ...(words ? { words } : {}) };
    }),
  );
  return { faults, original: { course: plan.id, licence: plan.licence, source: plan.source, languages: plan.languages, reviewed: plan.reviewed, title: plan.title, ...(plan.description ? { description: plan.description } : {}), parts } };
}

function nodesOf(nodes: readonly PlanNode[]): readonly PlanNode[] {
  return nodes.flatMap((node) => (node.kind === 'lesson' ? [node] : [node, ...nodesOf(node.children)]));
}

async function wordsOf(content: Content, source: string): Promise<Words> {
  switch (content.kind) {
    case 'video':
    case 'audio': {
      const cues = new Map(await Promise.all([...content.subtitles].map(async ([lang, { disk }]) => [lang, readVtt(await readFile(disk, 'utf8')).cues] as const)));
      const said = content.subtitles.get(source);
      return { kind: 'cues', of: await digestOfFile(mediumOf(content, source)), ...(said ? { path: said.path, from: await digestOfFile(said) } : {}), seconds: content.seconds, cues };
    }
    case 'reading': {
      const texts = new Map(await Promise.all([...content.texts].map(async ([lang, { disk }]) => [lang, await readFile(disk, 'utf8')] as const)));
      const main = content.texts.get(source)!;
      return { kind: 'text', of: await digestOfFile(main), path: main.path, texts };
    }
    case 'quiz':
      return { kind: 'quiz', path: quizPath(content.path, source), of: createHash('sha256').update(JSON.stringify(content.plan.words.get(source))).digest('hex'), quizzes: answering(content.plan.quiz, content.plan.words) };
  }
}

/** Words with the answers that the key accepts in their language. */
function answering({ items }: Quiz, wordsByLang: ByLanguage<QuizWords>): ByLanguage<QuizWords> {
  return new Map([...wordsByLang].map(([lang, words]) => {
    const accepted = (id: string) => items.flatMap((item) => (item.id === id && item.kind === 'text' ? (item.correct?.[lang] ?? []) : []));
    return [lang, { ...words, items: Object.fromEntries(Object.entries(words.items).map(([id, said]) => [id, { ...said, accepted: [...accepted(id)] }])) }];
  }));
}

async function fromPack(folder: string): Promise<Opened> {
  // Who signed it is of no matter here: a layer is bound to the bytes that it translates.
  const { faults, manifest } = await verifyPack(folder, async () => undefined, () => undefined);
  if (!manifest || errorsIn(faults) > 0) return { faults };
  if (manifest.kind === 'layer') return { faults: [{ level: 'error', file: MANIFEST_FILE, what: 'is a language layer, not a course', mend: `Name the folder of the course ${manifest.course}.` }] };
  const read = reader(join(folder, BYTES_FILE), manifest);
  const parts: Part[] = [];
  for (const { id, title, lesson } of partsOf(manifest.structure)) {
    const words = lesson && (await packWords(lesson, manifest, read));
    parts.push({ id, key: keyOf(id, manifest.course), title, ...(words ? { words } : {}) });
  }
  const reviewed = manifest.languages.filter((lang) => manifest.tracks.filter((track) => track.lang === lang && track.kind !== 'voice').every(({ state }) => state !== 'machine'));
  const { course, licence, source, languages, title, description } = manifest;
  return { faults, original: { course, licence, source, languages, reviewed, title, ...(description ? { description } : {}), parts } };
}

type Lesson = ReturnType<typeof ausOf>[number]['lesson'];

function partsOf(structure: Structure): readonly { readonly id: string; readonly title: LanguageMap; readonly lesson?: Lesson }[] {
  return structure.flatMap((node) => (node.kind === 'au' ? [node] : [{ id: node.id, title: node.title }, ...partsOf(node.children)]));
}

type ReadText = (path: string) => Promise<string>;

async function packWords(lesson: Lesson, manifest: Manifest, read: ReadText): Promise<Words> {
  const of = lesson.kind === 'video' || lesson.kind === 'audio' ? lesson.medium : lesson.unit;
  const textsOf = async (kind: 'subtitles' | 'text' | 'quiz') => {
    const tracks = manifest.tracks.filter((track) => track.kind === kind && track.of === of);
    return new Map(await Promise.all(tracks.map(async ({ lang, path }) => [lang, await read(path)] as const)));
  };
  const mapped = <T>(texts: ByLanguage<string>, change: (text: string) => T) => new Map([...texts].map(([lang, text]) => [lang, change(text)]));
  const main = manifest.tracks.find(({ kind, lang, of: what }) => what === of && lang === manifest.source && kind !== 'voice')?.path;
  switch (lesson.kind) {
    case 'video':
    case 'audio':
      return { kind: 'cues', of, ...(main === undefined ? {} : { path: main, from: manifest.files.find(({ path }) => path === main)!.sha256 }), seconds: lesson.seconds, cues: mapped(await textsOf('subtitles'), (text) => readVtt(text).cues) };
    case 'reading':
      return { kind: 'text', of, path: main!, texts: await textsOf('text') };
    case 'quiz':
      // The pack was verified: its quizzes are quizzes.
      return { kind: 'quiz', of, path: main!, quizzes: answering(JSON.parse(await read(lesson.path)) as Quiz, mapped(await textsOf('quiz'), (text) => JSON.parse(text) as QuizWords)) };
  }
}

function reader(bytes: string, manifest: Manifest): ReadText {
  return async (path) => {
    const file = manifest.files.find((each) => each.path === path)!;
    const handle = await open(bytes, 'r');
    const buffer = Buffer.alloc(file.size);
    await handle.read(buffer, 0, file.size, file.at).finally(() => handle.close());
    return buffer.toString('utf8');
  };
}
