/** Where the files of a pack lie on any static host, hub or stick, and how a catalogue names them. The same everywhere. */
import * as v from 'valibot';
import type { CourseId, Edition } from '../core/ids.ts';

/** `packs/<publisher>/<slug>/`: all editions of a course. */
export function courseFolder(course: CourseId): string {
  return `packs/${course}`;
}

/** `packs/<publisher>/<slug>/<edition>/` */
export function packFolder(course: CourseId, edition: Edition): string {
  return `${courseFolder(course)}/${edition}`;
}

export const MANIFEST_FILE = 'manifest.json';
export const SIGNATURE_FILE = 'manifest.sig';
/** Beside a language layer: its course's publisher agrees to its quiz words (endorsement.ts). */
export const ENDORSEMENT_FILE = 'endorsement.json';
export const BYTES_FILE = 'bytes';
/** In a carried file only: on a host the list stands at `/.well-known/karvan-trust`, because it changes and packs do not. */
export const TRUST_FILE = 'trust.json';

const languageMap = v.record(v.string(), v.string());

/** One language layer of a course in a catalogue. `sizes`: bytes of its words, with its voices, and with them in Opus where there is such. */
const layerEntrySchema = v.object({
  layer: v.string(),
  edition: v.string(),
  release: v.number(),
  issued: v.string(),
  institution: v.optional(languageMap),
  languages: v.array(v.string()),
  voices: v.array(v.string()),
  machine: v.array(v.string()),
  sizes: v.object({ text: v.number(), audio: v.number(), opus: v.optional(v.number()) }),
  /** Least part of a source that a track covers, 0…1; absent is all. */
  coverage: v.optional(v.number()),
  /** Engines that speak its voices. */
  engines: v.optional(v.array(v.string())),
  /** The course's publisher said that its quiz words count; his own always do. */
  endorsed: v.optional(v.boolean()),
});

/** One course in a catalogue: enough to show it and to find its manifest. What it says is believed only once the manifest is verified. */
const catalogueEntrySchema = v.object({
  course: v.string(),
  edition: v.string(),
  release: v.number(),
  issued: v.string(),
  title: languageMap,
  description: v.optional(languageMap),
  institution: v.optional(languageMap),
  source: v.string(),
  languages: v.array(v.string()),
  /** Languages with a voice, with text, and those whose text no person has reviewed. */
  voices: v.array(v.string()),
  machine: v.array(v.string()),
  minutes: v.optional(v.number()),
  lessons: v.number(),
  /** Bytes by rendition choice, for the source language; the course page computes the exact cost from the manifest. */
  sizes: v.record(v.string(), v.number()),
  withdrawn: v.optional(v.boolean()),
  layers: v.optional(v.array(layerEntrySchema)),
});
export const catalogueSchema = v.object({ karvan: v.literal(1), courses: v.array(catalogueEntrySchema) });

export type LayerEntry = Omit<v.InferOutput<typeof layerEntrySchema>, 'layer' | 'edition'> & { readonly layer: CourseId; readonly edition: Edition };
export type CatalogueEntry = Omit<v.InferOutput<typeof catalogueEntrySchema>, 'course' | 'edition' | 'layers'> & { readonly course: CourseId; readonly edition: Edition; readonly layers?: readonly LayerEntry[] };
export type Catalogue = { readonly karvan: 1; readonly courses: readonly CatalogueEntry[] };
