/**
 * The manifest of a course pack, version 1. `manifest.json` is plain JSON; its exact bytes are signed (signature.ts), and their
 * SHA-256 is the edition, which is therefore never a field. Immutable once people hold it: fields may be added as optional,
 * never changed. Readers ignore fields they do not know.
 *
 * `bytes` is all pieces back to back in the order of `pieces`: text and quizzes first, then audio, then video; inside each by
 * language, then by lesson. Pieces are at most 1 MiB and never mix groups; inside a group small files share pieces, and a file
 * over 1 MiB begins a piece of its own.
 */
import * as v from 'valibot';
import { moveOnSchema, type Structure } from '../core/cmi5/structure.ts';
import type { CourseId, Digest, Edition } from '../core/ids.ts';
import { problem, type Problem } from '../core/problem.ts';
import { digestOf } from './digest.ts';

/** Greatest size of a piece in bytes. One place; see client-performance measurements before changing it. */
export const PIECE_SIZE = 1024 * 1024;
/** Greatest size of a manifest in bytes. */
export const MANIFEST_LIMIT = 8 * 1024 * 1024;
/** Greatest size in bytes of a file that lies deflated, once it is unpacked: an hour of subtitles has a fiftieth of it. */
const DEFLATED_LIMIT = 4 * 1024 * 1024;

export const courseId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,62}\/[a-z0-9][a-z0-9-]{0,62}$/));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** BCP 47, as far as Karvan uses it: language, optional script, optional region. */
const tag = v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/));
export const languageMap = v.record(tag, v.pipe(v.string(), v.maxLength(2000)));
export const iri = v.pipe(v.string(), v.maxLength(512), v.regex(/^[a-z][a-z0-9+.-]*:\S+$/i));
/** A path inside the pack: no traversal, no absolute path, no backslash, no control characters; lower and upper case twins are refused below. */
const path = v.pipe(
  v.string(),
  v.maxLength(255),
  v.regex(/^[\p{L}\p{N}_@()+,-][\p{L}\p{N} ._@()+,-]*(\/[\p{L}\p{N}_@()+,-][\p{L}\p{N} ._@()+,-]*)*$/u),
);

const lesson = v.variant('kind', [
  v.object({
    kind: v.literal('video'),
    medium: digest,
    seconds: v.pipe(v.number(), v.minValue(0)),
    sources: v.pipe(v.array(v.object({ path, rendition: v.picklist(['video-small', 'video']) })), v.minLength(1)),
  }),
  v.object({ kind: v.literal('audio'), medium: digest, seconds: v.pipe(v.number(), v.minValue(0)) }),
  v.object({ kind: v.literal('reading'), unit: digest }),
  v.object({ kind: v.literal('quiz'), unit: digest, path }),
]);

const au = v.object({
  kind: v.literal('au'),
  id: iri,
  title: languageMap,
  minutes: v.optional(size),
  moveOn: moveOnSchema,
  masteryScore: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  needs: v.optional(v.array(v.string())),
  lesson,
});

type Node = v.InferOutput<typeof au> | { kind: 'block'; id: string; title: Record<string, string>; children: Node[] };
const node: v.GenericSchema<Node> = v.lazy(() =>
  v.variant('kind', [au, v.object({ kind: v.literal('block'), id: iri, title: languageMap, children: v.pipe(v.array(node), v.maxLength(1000)) })]),
);

const trackSchema = v.object({
  /** `text`: a reading's Markdown. `quiz`: a quiz's words. `subtitles`: WebVTT. `voice`: a sound file with the film's timeline, or one that reads a reading aloud. */
  kind: v.picklist(['text', 'quiz', 'subtitles', 'voice']),
  lang: tag,
  /** Digest of the medium or unit that it renders: a track can never appear on another film. */
  of: digest,
  /** Digest of the words that it was made from: subtitles of the source's, a voice of its language's. Other words now: it is stale. */
  from: v.optional(digest),
  path,
  /** Where a voice needs the picture to wait, or at which seconds it reads each page: `voiceMapSchema` (voice-map.ts). */
  map: v.optional(path),
  state: v.picklist(['machine', 'reviewed', 'approved']),
  /** Who reviewed it; which engine and voice made it. */
  by: v.optional(v.string()),
  engine: v.optional(v.string()),
  voice: v.optional(v.string()),
  codec: v.optional(v.picklist(['aac', 'opus'])),
  /** Part of the source that it covers, 0…1; absent is all. */
  coverage: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
});

const groupSchema = v.object({
  rendition: v.picklist(['text', 'audio', 'video-small', 'video']),
  /** AU the pieces belong to; absent: they serve the whole course (its picture, say). */
  au: v.optional(iri),
  /** Language the pieces belong to; absent: every language needs them. */
  lang: v.optional(tag),
  /** Sound that only some browsers play: absent is what all do. Taken when it is the one a phone asks for. */
  codec: v.optional(v.picklist(['aac', 'opus'])),
  /** Index of the first piece, and how many follow. Groups cover all pieces in order, without gap or overlap. */
  from: size,
  count: v.pipe(size, v.minValue(1)),
});

/** What courses and language layers (layer.ts) have in common: who says what, in which languages, and where its bytes lie. */
export const packedEntries = {
  karvan: v.literal(1),
  /** Rises with every release; what "older" means. */
  release: v.pipe(size, v.minValue(1)),
  /** When the publisher issued it, ISO 8601 UTC. A key's window is judged against this, never against a device's clock. */
  issued: v.pipe(v.string(), v.isoTimestamp()),
  title: languageMap,
  description: v.optional(languageMap),
  institution: v.optional(languageMap),
  /** SPDX expression or a name of the licence. */
  licence: v.pipe(v.string(), v.minLength(1)),
  /** Language that it was written or translated from, and all it has. */
  source: tag,
  languages: v.pipe(v.array(tag), v.minLength(1)),
  tracks: v.array(trackSchema),
  pieces: v.pipe(v.array(v.tuple([digest, v.pipe(size, v.minValue(1), v.maxValue(PIECE_SIZE))])), v.minLength(1)),
  groups: v.pipe(v.array(groupSchema), v.minLength(1)),
  /**
   * `at`: offset in `bytes`. `size` and `sha256`: of the whole file as it lies there. `deflated`: those of the file itself where it lies
   * deflated (deflated.ts), which only the words of a language layer do.
   */
  files: v.array(v.object({ path, type: v.string(), at: size, size, sha256: digest, deflated: v.optional(v.object({ size: v.pipe(size, v.minValue(1), v.maxValue(DEFLATED_LIMIT)), sha256: digest })) })),
};

export const manifestSchema = v.object({
  ...packedEntries,
  kind: v.literal('course'),
  course: courseId,
  picture: v.optional(path),
  /** Who may open it. Other values are reserved: an app that does not know one refuses the course. */
  access: v.literal('open'),
  /** Languages to fall back on, in order, where one is wanted that a lesson lacks: kk-Latn → [kk, ru]. Said to the person, never silent. */
  fallback: v.optional(v.record(tag, v.pipe(v.array(tag), v.maxLength(8)))),
  /** cmi5 id of the course, and its blocks and AUs. */
  id: iri,
  structure: v.pipe(v.array(node), v.minLength(1), v.maxLength(1000)),
  /** Editions whose answer key this one corrects: attempts on them are to be marked again. */
  supersedes: v.optional(v.array(v.object({ edition: digest, reason: v.optional(languageMap) }))),
});

export type Track = v.InferOutput<typeof trackSchema>;
export type Rendition = v.InferOutput<typeof groupSchema>['rendition'];
export type Group = v.InferOutput<typeof groupSchema>;
export type PackFile = v.InferOutput<typeof manifestSchema>['files'][number];
export type Manifest = Omit<v.InferOutput<typeof manifestSchema>, 'course' | 'structure' | 'pieces'> & Pieced & {
  readonly course: CourseId;
  readonly structure: Structure;
};
/** `pieces`: digest and size of each. */
type Pieced = { readonly pieces: readonly (readonly [Digest, number])[] };
export type Packed = Pick<Manifest, Exclude<keyof typeof packedEntries, 'pieces'>> & Pieced;

/** Parses and checks a course's manifest. Anything that does not fit together is refused as a whole, a language layer by its own name. */
export function parseManifest(bytes: Uint8Array): Manifest | Problem {
  return parsePacked(bytes, manifestSchema, courseFault) as Manifest | Problem;
}

/** Bytes by a schema of what a pack may be, and by what the schema cannot say. */
export function parsePacked<Output extends Omit<Packed, 'pieces'>>(bytes: Uint8Array, schema: v.GenericSchema<unknown, Output>, faultIn: (output: Output) => string | undefined): Output | Problem {
  if (bytes.length > MANIFEST_LIMIT) return problem('pack-manifest-invalid', 'too large');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return problem('pack-manifest-invalid', 'not JSON in UTF-8');
  }
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) {
    if (parsed.issues.some((each) => v.getDotPath(each) === 'kind' && each.input === 'layer')) return problem('pack-file-layer', 'where a course is wanted');
    const issue = parsed.issues[0];
    return problem('pack-manifest-invalid', `${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  }
  const fault = packedFaultOf(parsed.output as unknown as Packed) ?? faultIn(parsed.output);
  return fault ? problem('pack-manifest-invalid', fault) : parsed.output;
}

/** Whether a text can name a file inside a pack. */
export function isPackPath(text: string): boolean {
  return v.is(path, text);
}

export function isLanguageTag(text: string): boolean {
  return v.is(tag, text);
}

export function isCourseId(text: string): text is CourseId {
  return v.is(courseId, text);
}

export async function editionOf(bytes: Uint8Array): Promise<Edition> {
  return (await digestOf(bytes as Uint8Array<ArrayBuffer>)) as string as Edition;
}

export function publisherOf(course: CourseId): string {
  return course.slice(0, course.indexOf('/'));
}

/** Length of `bytes`. */
export function bytesSize(manifest: Pick<Packed, 'pieces'>): number {
  return manifest.pieces.reduce((sum, [, length]) => sum + length, 0);
}

/** What the schema cannot say: groups tile the pieces, files lie inside, names are unique and tracks' files exist. */
function packedFaultOf(pack: Packed): string | undefined {
  let next = 0;
  for (const group of pack.groups) {
    if (group.from !== next) return `group at piece ${group.from}, expected ${next}`;
    next += group.count;
  }
  if (next !== pack.pieces.length) return 'groups do not cover the pieces';
  const total = bytesSize(pack);
  const names = new Set<string>();
  for (const file of pack.files) {
    const name = file.path.normalize('NFC').toLowerCase();
    if (names.has(name)) return `two files are named ${file.path}`;
    names.add(name);
    if (file.at + file.size > total) return `${file.path} lies outside the bytes`;
  }
  return missingIn(pack, pack.tracks.flatMap(({ path: main, map }) => (map === undefined ? [main] : [main, map])));
}

/** Lessons have ids of their own, are not nested without end, and their files exist, as they are: phones that know no other way read courses. */
export function courseFault(manifest: Pick<v.InferOutput<typeof manifestSchema>, 'structure' | 'files' | 'picture'>): string | undefined {
  const wanted = manifest.picture === undefined ? [] : [manifest.picture];
  const ids = new Set<string>();
  const walk = (nodes: Structure, depth: number): string | undefined => {
    if (depth > 8) return 'blocks are nested too deeply';
    for (const each of nodes) {
      if (ids.has(each.id)) return `two parts have the id ${each.id}`;
      ids.add(each.id);
      if (each.kind === 'block') {
        const inner = walk(each.children, depth + 1);
        if (inner) return inner;
      } else if (each.lesson.kind === 'video') wanted.push(...each.lesson.sources.map((source) => source.path));
      else if (each.lesson.kind === 'quiz') wanted.push(each.lesson.path);
    }
    return undefined;
  };
  const deflated = manifest.files.find((file) => file.deflated);
  if (deflated) return `${deflated.path} lies deflated, which only the words of a layer do`;
  return walk(manifest.structure as Structure, 0) ?? missingIn(manifest, wanted);
}

function missingIn({ files }: Pick<Packed, 'files'>, wanted: readonly string[]): string | undefined {
  const held = new Set(files.map((file) => file.path));
  const missing = wanted.find((each) => !held.has(each));
  return missing === undefined ? undefined : `${missing} is named but not in the pack`;
}
