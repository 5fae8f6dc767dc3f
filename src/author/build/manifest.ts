/** Turns a checked course and the digests of its files into its manifest. The same input gives the same bytes. */
import type { Au, Block, Lesson as PackLesson } from '../../core/cmi5/structure.ts';
import type { LanguageMap } from '../../core/ids.ts';
import { courseIri } from '../../core/registration.ts';
import type { Manifest, Track } from '../../pack/manifest.ts';
import type { Course } from '../check/check.ts';
import { mediumOf, type Content, type Lesson } from '../check/content.ts';
import { quizPath, spokenFiles } from '../check/parts.ts';
import type { PlanNode } from '../course/course.ts';
import type { FolderFile } from '../course/folder.ts';
import type { Contents } from './build.ts';
import type { Digests } from './bytes.ts';

/** A course as `buildPack` writes it. */
export function contentsOf(course: Course): Contents {
  return { id: course.plan.id, cut: course.cut, manifestOf: (digests, issued) => manifestOf(course, digests, issued) };
}

/** `issued`: ISO 8601 in UTC. */
function manifestOf(course: Course, { pieces, byPath }: Digests, issued: string): Manifest {
  const { plan, lessons, cover, cut } = course;
  const digestAt = (path: string) => byPath.get(path)!;
  const made = new Map(lessons.map((lesson) => [lesson.plan.id, madeLesson(lesson, plan.source, digestAt)]));
  const renders = lessons.flatMap(({ plan: { id } }) => made.get(id)!.tracks);
  return {
    karvan: 1,
    kind: 'course',
    course: plan.id,
    release: plan.release,
    issued,
    title: plan.title,
    ...(plan.description ? { description: plan.description } : {}),
    ...(plan.institution ? { institution: plan.institution } : {}),
    licence: plan.licence,
    source: plan.source,
    languages: [...plan.languages],
    ...(cover ? { picture: cover.path } : {}),
    access: 'open',
    ...(plan.corrects.length > 0 ? { supersedes: plan.corrects.map(({ edition, reason }) => ({ edition, ...(reason ? { reason } : {}) })) } : {}),
    id: courseIri(plan.id),
    structure: plan.nodes.map((node) => structureOf(node, made, lessons)),
    tracks: renders.map((track) => ({ ...track, state: stateOf(track.lang, plan) })),
    pieces: cut.pieces.map((size, i) => [pieces[i]!, size] as const),
    groups: [...cut.groups],
    files: cut.files.map(({ part, at }) => ({ path: part.path, type: part.type, at, size: part.size, sha256: digestAt(part.path) })),
  };
}

type Made = { readonly lesson: PackLesson; readonly tracks: readonly Omit<Track, 'state'>[] };

/** A lesson as the pack says it, and the tracks that render it. */
function madeLesson({ plan: { material }, content }: Lesson, source: string, digestAt: (path: string) => string): Made {
  if (content.kind === 'quiz') {
    const unit = digestAt(quizPath(content.path, source));
    const words = [...content.plan.words.keys()].map((lang) => [lang, quizPath(content.path, lang)] as const);
    return { lesson: { kind: 'quiz', unit, path: quizPath(content.path) }, tracks: tracks('quiz', unit, words) };
  }
  const of = digestAt(mediumOf(content, source).path);
  const spoken = spokenTracks(of, content);
  if (content.kind === 'reading') return { lesson: { kind: 'reading', unit: of }, tracks: [...tracks('text', of, paths(content.texts)), ...spoken] };
  const engine = 'spokenBy' in material ? { engine: material.spokenBy } : {};
  const rendering = [...tracks('voice', of, paths(content.voices), engine), ...spoken, ...tracks('subtitles', of, paths(content.subtitles))];
  const seconds = rounded(content.seconds);
  if (content.kind === 'audio') return { lesson: { kind: 'audio', medium: of, seconds }, tracks: rendering };
  const sources = [...(content.small ? [{ path: content.small.path, rendition: 'video-small' as const }] : []), { path: content.full.path, rendition: 'video' as const }];
  return { lesson: { kind: 'video', medium: of, seconds, sources }, tracks: rendering };
}

function spokenTracks(of: string, { toSpeak, spoken }: Exclude<Content, { kind: 'quiz' }>): Made['tracks'] {
  return [...spoken].map(([lang, made]) => {
    const { sound, map } = spokenFiles(toSpeak.get(lang)!, made);
    return { kind: 'voice', lang, of, from: made.from, path: sound.path, map, engine: made.engine, voice: made.voice };
  });
}

function tracks(kind: Track['kind'], of: string, pathByLanguage: Iterable<readonly [string, string]>, more: Pick<Track, 'engine'> = {}): Made['tracks'] {
  return [...pathByLanguage].map(([lang, path]) => ({ kind, lang, of, path, ...more }));
}

function paths(files: ReadonlyMap<string, FolderFile>): readonly (readonly [string, string])[] {
  return [...files].map(([lang, { path }]) => [lang, path]);
}

function structureOf(node: PlanNode, made: ReadonlyMap<string, Made>, lessons: readonly Lesson[]): Au | Block {
  if (node.kind === 'block') return { kind: 'block', id: node.id, title: node.title, children: node.children.map((child) => structureOf(child, made, lessons)) };
  const content = lessons.find(({ plan }) => plan.id === node.id)!.content;
  return {
    kind: 'au',
    id: node.id,
    title: node.title as LanguageMap,
    ...(node.minutes === undefined ? {} : { minutes: node.minutes }),
    moveOn: node.moveOn,
    ...(content.kind === 'quiz' ? { masteryScore: content.plan.pass } : {}),
    lesson: made.get(node.id)!.lesson,
  };
}

/** The source language is its publisher's own word; another one is machine-made until the author says that a person has read it. */
function stateOf(lang: string, { source, reviewed }: Course['plan']): Track['state'] {
  if (lang === source) return 'approved';
  return reviewed.includes(lang) ? 'reviewed' : 'machine';
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
