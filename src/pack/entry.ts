import { ausOf } from '../core/cmi5/structure.ts';
import type { Edition } from '../core/ids.ts';
import type { Layer } from './layer.ts';
import type { CatalogueEntry, LayerEntry } from './layout.ts';
import type { Manifest } from './manifest.ts';
import { missingPieces, renditionsIn, sizeOf, type Choice } from './pieces.ts';

/** How a catalogue shows an edition: the same words and sizes on a server, a hub and a stick. */
export function entryOf(manifest: Manifest, edition: Edition): CatalogueEntry {
  const aus = ausOf(manifest.structure);
  const minutes = aus.reduce((sum, au) => sum + (au.minutes ?? 0), 0);
  const { course, release, issued, title, description, institution, source, languages } = manifest;
  return {
    course,
    edition,
    release,
    issued,
    title,
    ...(description ? { description } : {}),
    ...(institution ? { institution } : {}),
    source,
    languages,
    voices: languages.filter((lang) => speaks(manifest, lang)),
    machine: languages.filter((lang) => manifest.tracks.some((track) => track.lang === lang && track.state === 'machine' && (track.kind === 'text' || track.kind === 'quiz'))),
    ...(minutes > 0 ? { minutes } : {}),
    lessons: aus.length,
    sizes: Object.fromEntries(renditionsIn(manifest).map((rendition) => [rendition, sizeOf(manifest, missingPieces(manifest, new Set(), { languages: [source], rendition }))])),
  };
}

export function layerEntryOf(layer: Layer, edition: Edition, isEndorsed: boolean): LayerEntry {
  const { release, issued, institution, languages, tracks } = layer;
  const size = (choice: Pick<Choice, 'rendition' | 'codec'>) => sizeOf(layer, missingPieces(layer, new Set(), { languages, ...choice }));
  const coverage = Math.min(...tracks.map((track) => track.coverage ?? 1));
  const engines = [...new Set(tracks.flatMap(({ kind, engine }) => (kind === 'voice' && engine !== undefined ? [engine] : [])))];
  return {
    layer: layer.layer,
    edition,
    release,
    issued,
    ...(institution ? { institution } : {}),
    languages,
    voices: languages.filter((lang) => tracks.some((track) => track.kind === 'voice' && track.lang === lang)),
    machine: languages.filter((lang) => tracks.some((track) => track.lang === lang && track.kind !== 'voice' && track.state === 'machine')),
    sizes: { text: size({ rendition: 'text' }), audio: size({ rendition: 'audio' }), ...(layer.groups.some(({ codec }) => codec === 'opus') ? { opus: size({ rendition: 'audio', codec: 'opus' }) } : {}) },
    ...(coverage < 1 ? { coverage } : {}),
    ...(engines.length > 0 ? { engines } : {}),
    ...(isEndorsed ? { endorsed: true } : {}),
  };
}

/** Whether a course has a voice in a language. A film speaks its source language itself. */
export function speaks({ tracks, source, structure }: Manifest, lang: string): boolean {
  if (tracks.some((track) => track.kind === 'voice' && track.lang === lang)) return true;
  return lang === source && ausOf(structure).some((au) => au.lesson.kind === 'video');
}
