/**
 * A language layer, version 1: a small signed pack that brings languages to a course which somebody else may have published. It has the
 * form of a course pack (manifest.json, manifest.sig, bytes) and the same rules; its tracks name the digest of the medium or unit that
 * they render, so it outlives the course's editions and is stale only where their words changed. Ids, answers and scoring stay in the
 * course. What it says of a quiz counts only when the course's own publisher signed the layer or endorsed it (endorsement.ts).
 */
import * as v from 'valibot';
import type { CourseId } from '../core/ids.ts';
import type { Structure } from '../core/cmi5/structure.ts';
import type { Problem } from '../core/problem.ts';
import { courseFault, courseId, iri, languageMap, manifestSchema, packedEntries, parsePacked, publisherOf, type Manifest, type Packed } from './manifest.ts';

export const layerSchema = v.object({
  ...packedEntries,
  kind: v.literal('layer'),
  /** Its own id; its publisher's keys sign it. */
  layer: courseId,
  course: courseId,
  /** Names of the course's lessons and blocks by their ids. `title` and `description` are the course's in these languages. */
  names: v.optional(v.record(iri, languageMap)),
});

export type Layer = Omit<v.InferOutput<typeof layerSchema>, 'layer' | 'course' | 'pieces'> & Pick<Packed, 'pieces'> & { readonly layer: CourseId; readonly course: CourseId };
/** What can be signed, published, carried and kept. */
export type Pack = Manifest | Layer;

export function parseLayer(bytes: Uint8Array): Layer | Problem {
  return parsePacked(bytes, layerSchema, layerFault) as Layer | Problem;
}

/** A course or a layer, by what it says it is. */
export function parsePack(bytes: Uint8Array): Pack | Problem {
  const either = v.variant('kind', [manifestSchema, layerSchema]);
  return parsePacked(bytes, either, (pack) => (pack.kind === 'layer' ? layerFault(pack) : courseFault(pack))) as Pack | Problem;
}

/** A film is never copied, no track is in a language that the layer does not name, and a voice lies as it is played. */
function layerFault({ groups, tracks, files, languages }: Pick<v.InferOutput<typeof layerSchema>, 'groups' | 'tracks' | 'files' | 'languages'>): string | undefined {
  const film = groups.find(({ rendition }) => rendition !== 'text' && rendition !== 'audio');
  if (film) return `a layer holds no ${film.rendition}`;
  const foreign = tracks.find(({ lang }) => !languages.includes(lang));
  if (foreign) return `${foreign.path} is in ${foreign.lang}, which the layer does not name`;
  const deflated = new Set(files.flatMap((file) => (file.deflated ? [file.path] : [])));
  const voice = tracks.find(({ kind, path }) => kind === 'voice' && deflated.has(path));
  return voice && `${voice.path} is a voice, and lies deflated`;
}

/** The id under which a pack is published and held; its publisher's keys sign it. */
export function packIdOf(pack: Pack): CourseId {
  return pack.kind === 'layer' ? pack.layer : pack.course;
}

/** A course with the names that layers give it and its parts in their languages; what it says itself stays. */
export function named(manifest: Manifest, layers: readonly Pick<Layer, 'title' | 'description' | 'names'>[]): Manifest {
  const within = (parts: Structure): Structure => parts.map((part) => ({ ...part, title: Object.assign({}, ...layers.map(({ names }) => names?.[part.id]), part.title), ...(part.kind === 'block' ? { children: within(part.children) } : {}) }));
  const { description } = manifest;
  return {
    ...manifest,
    title: Object.assign({}, ...layers.map(({ title }) => title), manifest.title),
    ...(description ? { description: Object.assign({}, ...layers.map((layer) => layer.description), description) } : {}),
    structure: within(manifest.structure),
  };
}

/** Whether a layer's quiz words count without anybody's endorsement. */
export function isOfPublisher({ layer, course }: Pick<Layer, 'layer' | 'course'>): boolean {
  return publisherOf(layer) === publisherOf(course);
}
