/** What the page and its download worker say to each other. */
import * as v from 'valibot';
import type { CourseId, Edition } from '../../core/ids.ts';
import type { Download } from '../../device/install.ts';
import type { Choice } from '../../pack/pieces.ts';

export type Order =
  | { readonly kind: 'start'; readonly course: CourseId; readonly edition: Edition; readonly choice: Choice }
  | { readonly kind: 'stop'; readonly course: CourseId };
export type News = { readonly course: CourseId; readonly download: Download };

const orderSchema = v.variant('kind', [
  v.object({
    kind: v.literal('start'),
    course: v.string(),
    edition: v.string(),
    choice: v.object({ languages: v.array(v.string()), rendition: v.picklist(['text', 'audio', 'video-small', 'video']) }),
  }),
  v.object({ kind: v.literal('stop'), course: v.string() }),
]);

export function parseOrder(value: unknown): Order | undefined {
  const parsed = v.safeParse(orderSchema, value);
  return parsed.success ? (parsed.output as Order) : undefined;
}
