import type { CatalogueEntry } from '../../pack/layout.ts';
import type { Rendition } from '../../pack/manifest.ts';

/** What is offered first: the smallest way to have the whole course with its pictures, else its voice, else its text. */
export const firstChoice: readonly Rendition[] = ['video-small', 'video', 'audio', 'text'];

/** Bytes of a course as the catalogue shows them: of the choice offered first. */
export function shownSize(entry: CatalogueEntry): number {
  const rendition = firstChoice.find((each) => entry.sizes[each] !== undefined);
  return (rendition && entry.sizes[rendition]) ?? 0;
}
