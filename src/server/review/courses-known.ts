/** What the server knows of courses by their newest published release. */
import { sql } from 'kysely';
import type { LanguageMap } from '../../core/ids.ts';
import type { Reader } from '../store/store.ts';

export type CourseName = { readonly id: string; readonly title: LanguageMap; readonly source: string };

/** Titles by course id. A course that was never published here is called by its id. */
export async function courseNames(r: Reader, courses: Iterable<string>): Promise<(course: string) => CourseName> {
  const { rows } = await sql<{ course: string; release: number; title: string; source: string }>`
    select course, max(release) as release, json_extract(entry, '$.title') as title, json_extract(entry, '$.source') as source
    from edition where course in (select value from json_each(${JSON.stringify([...new Set(courses)])})) group by course`.execute(r);
  const known = new Map(rows.map((row) => [row.course, { id: row.course, title: JSON.parse(row.title) as LanguageMap, source: row.source }]));
  return (course) => known.get(course) ?? { id: course, title: { und: course }, source: 'und' };
}
