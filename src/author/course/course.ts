/** `course.yaml`: what an author says of a course. Parsed here once; lines are kept for later faults. */
import type { MoveOn } from '../../core/cmi5/structure.ts';
import type { AuId, CourseId, LanguageMap } from '../../core/ids.ts';
import { isCourseId, isLanguageTag } from '../../pack/manifest.ts';
import type { Say } from '../fault.ts';
import { correctsNothing, readCorrects, type Corrects } from './corrects.ts';
import type { Reference } from './folder.ts';
import { readLessons } from './lessons.ts';
import { readYaml, type Located } from './located.ts';
import { fieldsOf, fileOf, listOf, need, numberOf, textOf, wordsOf, type Fields } from './values.ts';

type References = ReadonlyMap<string, Reference>;

/** What a lesson is made of, by the files that the author named. `spokenBy`: the engine that made its voices; absent: people speak. */
export type Material =
  | { readonly kind: 'video'; readonly full: Reference; readonly small?: Reference; readonly voices: References; readonly spokenBy?: string; readonly subtitles: References }
  | { readonly kind: 'audio'; readonly voices: References; readonly spokenBy?: string; readonly subtitles: References }
  | { readonly kind: 'reading'; readonly base: Reference }
  | { readonly kind: 'quiz'; readonly file: Reference };

export type LessonPlan = {
  readonly kind: 'lesson';
  readonly line: number;
  readonly slug: string;
  readonly id: AuId;
  readonly title: LanguageMap;
  readonly minutes?: number;
  readonly moveOn: MoveOn;
  readonly material: Material;
};
export type BlockPlan = { readonly kind: 'block'; readonly id: string; readonly title: LanguageMap; readonly children: readonly PlanNode[] };
export type PlanNode = LessonPlan | BlockPlan;

export type CoursePlan = {
  readonly id: CourseId;
  readonly release: number;
  readonly licence: string;
  readonly source: string;
  readonly languages: readonly string[];
  readonly reviewed: readonly string[];
  readonly title: LanguageMap;
  readonly description?: LanguageMap;
  readonly institution?: LanguageMap;
  readonly picture?: Reference;
  /** Earlier editions whose answer key was wrong: what was handed in on them is marked again by this one's. */
  readonly corrects: readonly Corrects[];
  readonly nodes: readonly PlanNode[];
};

const keys = ['karvan', 'id', 'release', 'licence', 'source', 'languages', 'reviewed', 'minutes', 'title', 'description', 'institution', 'picture', 'corrects', 'lessons'];

/** Reads `course.yaml`. Undefined when too much is missing to look further; each reason has been said. */
export function readCourse(text: string, say: Say): CoursePlan | undefined {
  const fields = fieldsOf(readYaml(text, say), 'the course', keys, say);
  if (!fields) return undefined;
  const { at } = fields;
  const version = numberOf(need(fields, 'karvan', 'Write “karvan: 1”, the version of this format.'), '“karvan”', say);
  if (version !== undefined && version !== 1) say(at.get('karvan')!.line, `this is format ${version}`, 'This tool knows “karvan: 1” only; use a newer one.');
  const id = textOf(need(fields, 'id', 'Write publisher/slug, such as my-ministry/first-steps.'), '“id”', say);
  if (id !== undefined && !isCourseId(id)) say(at.get('id')!.line, `“${id.slice(0, 130)}” is not a course id`, 'Write publisher/slug in small letters a to z, digits and -, such as my-ministry/first-steps.');
  const release = numberOf(need(fields, 'release', 'Write “release: 1”, and one more with every release.'), '“release”', say, { least: 1, isWhole: true });
  const licence = textOf(need(fields, 'licence', 'Write under which licence people may use the course, such as CC-BY-4.0.'), '“licence”', say, 200);
  const { source, languages, reviewed } = readLanguages(fields, say);
  numberOf(at.get('minutes'), '“minutes”', say, { least: 1, most: 10_000, isWhole: true });
  const title = wordsOf(need(fields, 'title', 'Write a title in every language.'), 'the title', languages, say);
  const description = wordsOf(at.get('description'), 'the description', languages, say);
  const institution = wordsOf(at.get('institution'), 'the institution', languages, say);
  const picture = fileOf(at.get('picture'), 'the picture', say);
  const lessons = listOf(need(fields, 'lessons', 'Write at least one lesson.'), '“lessons”', say);
  if (at.get('lessons') && lessons.length === 0) say(at.get('lessons')!.line, 'there is no lesson', 'Write at least one.');
  if (id === undefined || !isCourseId(id) || languages.length === 0) return undefined;
  const nodes = readLessons(lessons, id, languages, say);
  const corrects = readCorrects(at.get('corrects'), { release, languages }, say);
  correctsNothing(at.get('corrects'), nodes, say);
  if (release === undefined || licence === undefined || source === undefined || title === undefined) return undefined;
  return {
    id, release, licence, source, languages, reviewed, title, corrects, nodes,
    ...(description ? { description } : {}),
    ...(institution ? { institution } : {}),
    ...(picture ? { picture } : {}),
  };
}

/** All lessons in reading order. */
export function lessonsOf(nodes: readonly PlanNode[]): readonly LessonPlan[] {
  return nodes.flatMap((node) => (node.kind === 'lesson' ? [node] : lessonsOf(node.children)));
}

function readLanguages(fields: Fields, say: Say): { source: string | undefined; languages: readonly string[]; reviewed: readonly string[] } {
  const source = tagOf(need(fields, 'source', 'Write the language the course was written in, such as tr.'), say);
  const list = tagsOf(need(fields, 'languages', 'Write the languages of the course, such as [tr, ru].'), '“languages”', say);
  const line = fields.at.get('languages')?.line ?? fields.line;
  if (source !== undefined && list.length > 0 && !list.includes(source)) say(line, `“languages” lacks ${source}, the source language`, 'Add it to the list.');
  const reviewed = tagsOf(fields.at.get('reviewed'), '“reviewed”', say);
  for (const each of reviewed) {
    if (!list.includes(each)) say(fields.at.get('reviewed')!.line, `“reviewed” names ${each}, which is not a language of the course`, 'Take it out, or add it to “languages”.');
  }
  // The source language goes first, so that what everybody can fall back on lies first.
  const languages = source === undefined ? list : [...new Set([source, ...list])];
  return { source, languages, reviewed };
}

function tagsOf(node: Located | undefined, what: string, say: Say): readonly string[] {
  const tags = listOf(node, what, say).flatMap((each) => tagOf(each, say) ?? []);
  const twice = tags.find((each, i) => tags.indexOf(each) < i);
  if (twice) say(node!.line, `${what} names ${twice} twice`, 'Keep one.');
  return tags;
}

function tagOf(node: Located | undefined, say: Say): string | undefined {
  const tag = textOf(node, 'the language', say, 20);
  if (tag === undefined || isLanguageTag(tag)) return tag;
  const hint = /^[a-z]{2,3}[-_][a-z]/i.test(tag) ? 'Write the region in capitals after a hyphen, such as az-AZ or az-Latn.' : 'Use a BCP 47 tag, such as tr, az, kk, ru or en.';
  say(node!.line, `“${tag}” is not a language tag`, hint);
  return undefined;
}
