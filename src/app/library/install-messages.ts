/** What the page and its download worker say to each other. */
import * as v from 'valibot';
import type { CourseId, Edition } from '../../core/ids.ts';
import type { Given } from '../../device/import.ts';
import type { Download } from '../../device/install.ts';
import type { Choice } from '../../pack/pieces.ts';

/** `file`: what it holds is taken from there first. `layerOf`: `course` is the id of a language layer of that course. */
export type Order =
  | { readonly kind: 'start'; readonly course: CourseId; readonly edition: Edition; readonly choice: Choice; readonly layerOf?: CourseId; readonly file?: Blob }
  | { readonly kind: 'stop'; readonly course: CourseId };
/** `given`: what came out of a file, once it was read. */
export type News = { readonly course: CourseId; readonly download: Download; readonly given?: Given | undefined };

const orderSchema = v.variant('kind', [
  v.object({
    kind: v.literal('start'),
    course: v.string(),
    edition: v.string(),
    choice: v.object({ languages: v.array(v.string()), rendition: v.picklist(['text', 'audio', 'video-small', 'video']), codec: v.optional(v.picklist(['aac', 'opus'])) }),
    layerOf: v.optional(v.string()),
    file: v.optional(v.blob()),
  }),
  v.object({ kind: v.literal('stop'), course: v.string() }),
]);

export function parseOrder(value: unknown): Order | undefined {
  const parsed = v.safeParse(orderSchema, value);
  return parsed.success ? (parsed.output as Order) : undefined;
}
