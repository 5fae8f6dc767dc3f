/** What a course will cost people, by language and by what they choose to download. */
import { chosenGroups, renditionsIn } from '../../pack/pieces.ts';
import type { Rendition } from '../../pack/manifest.ts';
import type { Course } from './check.ts';

/** Bytes by language and choice; only choices that differ in this course. */
export type Sizes = { readonly [lang: string]: { readonly [choice in Rendition]?: number } };

const names: { readonly [choice in Rendition]: string } = { text: 'text', audio: 'with sound', 'video-small': 'with small film', video: 'with film' };

export function sizesOf({ plan, cut }: Course): Sizes {
  const grouped = { languages: plan.languages, source: plan.source, groups: cut.groups };
  const bytesOf = (choice: { languages: readonly string[]; rendition: Rendition }) =>
    chosenGroups(grouped, choice).reduce((sum, group) => sum + cut.pieces.slice(group.from, group.from + group.count).reduce((a, b) => a + b, 0), 0);
  return Object.fromEntries(plan.languages.map((lang) => [lang, Object.fromEntries(renditionsIn(grouped).map((rendition) => [rendition, bytesOf({ languages: [lang], rendition })]))]));
}

/** The sizes as a table for the terminal. */
export function sizeLines(sizes: Sizes): readonly string[] {
  const choices = (Object.keys(names) as Rendition[]).filter((choice) => Object.values(sizes).some((row) => row[choice] !== undefined));
  const rows = [['', ...choices.map((choice) => names[choice])], ...Object.entries(sizes).map(([lang, row]) => [lang, ...choices.map((choice) => spoken(row[choice] ?? 0))])];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return ['What one person downloads, by language:', ...rows.map((row) => `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ')}`)];
}

/** Bytes as people say them: decimal, as phones and data plans count. */
export function spoken(bytes: number): string {
  if (bytes < 999_500) return `${Math.ceil(bytes / 1000)} kB`;
  return bytes < 999_500_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
