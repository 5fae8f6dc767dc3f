/** The `lessons` of `course.yaml`: lessons, and blocks of lessons. */
import type { MoveOn } from '../../core/cmi5/structure.ts';
import type { AuId, CourseId } from '../../core/ids.ts';
import { auIri } from '../../core/registration.ts';
import type { Say } from '../fault.ts';
import type { BlockPlan, LessonPlan, Material, PlanNode } from './course.ts';
import type { Located } from './located.ts';
import { fieldsOf, fileOf, filesOf, listOf, need, numberOf, oneOf, slugOf, textOf, wordsOf, type Fields } from './values.ts';

/** What to write after `done-when`, and what it means in cmi5. */
const moveOns: { readonly [words: string]: MoveOn } = {
  always: 'NotApplicable',
  completed: 'Completed',
  passed: 'Passed',
  'completed-and-passed': 'CompletedAndPassed',
  'completed-or-passed': 'CompletedOrPassed',
};
const kinds = ['video', 'audio', 'read', 'quiz'] as const;
const blockKeys = ['block', 'title', 'lessons', 'iri'];
const commonKeys = ['id', 'title', 'minutes', 'done-when', 'iri'];
const ownKeys = { video: ['video', 'voices', 'spoken-by', 'subtitles'], audio: ['audio', 'spoken-by', 'subtitles'], read: ['read'], quiz: ['quiz'] };
const DEEPEST = 6;

/** Lessons and blocks as written; ids that stand twice are faults. */
export function readLessons(list: readonly Located[], course: CourseId, languages: readonly string[], say: Say): readonly PlanNode[] {
  return readNodes(list, { course, languages, say, ids: new Map() }, 0);
}

type Reading = { readonly course: CourseId; readonly languages: readonly string[]; readonly say: Say; readonly ids: Map<string, number> };

function readNodes(list: readonly Located[], reading: Reading, depth: number): readonly PlanNode[] {
  if (depth > DEEPEST) {
    reading.say(list[0]?.line, 'blocks are nested too deeply', `Use at most ${DEEPEST} levels.`);
    return [];
  }
  return list.flatMap((node) => {
    const isBlock = node.value instanceof Map && node.value.has('block');
    return (isBlock ? readBlock(node, reading, depth) : readLesson(node, reading)) ?? [];
  });
}

function readBlock(node: Located, reading: Reading, depth: number): BlockPlan | undefined {
  const { say, languages, course } = reading;
  const fields = fieldsOf(node, 'the block', blockKeys, say)!;
  const slug = slugOf(need(fields, 'block', 'Write an id for the block.'), 'the block', say);
  const id = iriOf(fields, say) ?? (slug === undefined ? undefined : `urn:karvan:block:${course}/${slug}`);
  const title = wordsOf(need(fields, 'title', 'Write a title in every language.'), 'the title', languages, say);
  const inner = listOf(need(fields, 'lessons', 'Write the lessons of the block.'), '“lessons”', say);
  if (fields.at.get('lessons') && inner.length === 0) say(fields.line, 'the block has no lesson', 'Write one, or take the block out.');
  const children = readNodes(inner, reading, depth + 1);
  if (slug === undefined || id === undefined || !title) return undefined;
  claim(reading, slug, id, node.line);
  return { kind: 'block', id, title, children };
}

function readLesson(node: Located, reading: Reading): LessonPlan | undefined {
  const { say, languages, course } = reading;
  const present = node.value instanceof Map ? kinds.filter((kind) => (node.value as ReadonlyMap<string, Located>).has(kind)) : [];
  const fields = fieldsOf(node, 'the lesson', [...commonKeys, ...(present.length > 0 ? present.flatMap((kind) => ownKeys[kind]) : Object.values(ownKeys).flat())], say);
  if (!fields) return undefined;
  const slug = slugOf(need(fields, 'id', 'Write an id that never changes, such as safe-passwords.'), 'the id', say);
  const title = wordsOf(need(fields, 'title', 'Write a title in every language.'), 'the title', languages, say);
  const minutes = numberOf(fields.at.get('minutes'), '“minutes”', say, { least: 1, most: 1000, isWhole: true });
  if (present.length !== 1) {
    say(node.line, present.length === 0 ? 'the lesson has nothing to show' : `the lesson is ${present.join(' and ')} at once`, 'Give it exactly one of video, audio, read, quiz.');
    return undefined;
  }
  const kind = present[0]!;
  const words = oneOf(fields.at.get('done-when'), '“done-when”', Object.keys(moveOns), say) ?? (kind === 'quiz' ? 'passed' : 'completed');
  if (kind !== 'quiz' && (words === 'passed' || words === 'completed-and-passed')) {
    say(fields.at.get('done-when')!.line, `a lesson without a quiz can never be ${words}`, 'Write “done-when: completed”.');
  }
  const material = materialOf(kind, fields, reading);
  const id = iriOf(fields, say) ?? (slug === undefined ? undefined : auIri(course, slug));
  if (slug === undefined || id === undefined || !title || !material) return undefined;
  claim(reading, slug, id, node.line);
  return { kind: 'lesson', line: node.line, slug, id: id as AuId, title, ...(minutes === undefined ? {} : { minutes }), moveOn: moveOns[words]!, material };
}

function materialOf(kind: (typeof kinds)[number], fields: Fields, { languages, say }: Reading): Material | undefined {
  const node = fields.at.get(kind)!;
  switch (kind) {
    case 'video': {
      const sizes = node.value instanceof Map ? fieldsOf(node, 'the video', ['full', 'small'], say) : undefined;
      const full = fileOf(sizes ? need(sizes, 'full', 'Write “full: media/film.mp4”.') : node, 'the video', say);
      const small = fileOf(sizes?.at.get('small'), 'the small video', say);
      const voices = filesOf(fields.at.get('voices'), 'the voice', languages, say);
      const subtitles = filesOf(fields.at.get('subtitles'), 'the subtitles', languages, say);
      return full && { kind, full, ...(small ? { small } : {}), voices, ...spokenBy(fields, say), subtitles };
    }
    case 'audio':
      return { kind, voices: filesOf(node, 'the sound', languages, say), ...spokenBy(fields, say), subtitles: filesOf(fields.at.get('subtitles'), 'the subtitles', languages, say) };
    case 'read': {
      const base = fileOf(node, 'the text', say);
      return base && { kind: 'reading', base };
    }
    case 'quiz': {
      const file = fileOf(node, 'the quiz', say);
      return file && { kind, file };
    }
  }
}

/** Whoever hears a computer is told so. */
function spokenBy(fields: Fields, say: Say): { readonly spokenBy?: string } {
  const engine = textOf(fields.at.get('spoken-by'), '“spoken-by”', say, 100);
  return engine === undefined ? {} : { spokenBy: engine };
}

function iriOf(fields: Fields, say: Say): string | undefined {
  const node = fields.at.get('iri');
  const iri = textOf(node, '“iri”', say, 512);
  if (iri === undefined || /^[a-z][a-z0-9+.-]*:\S+$/i.test(iri)) return iri;
  say(node!.line, `“${iri.slice(0, 80)}” is not an IRI`, 'Write a full one, such as https://ministry.example/courses/ethics, or take the line out.');
  return undefined;
}

function claim({ ids, say }: Reading, slug: string, id: string, line: number): void {
  for (const name of new Set([slug, id])) {
    const first = ids.get(name);
    if (first !== undefined) say(line, `the id “${name}” is already used on line ${first}`, 'Give each lesson and block its own id.');
    else ids.set(name, line);
  }
}
