/** Where each file of a pack comes to lie: the one place that knows the order of groups and how files share pieces. */
import { PIECE_SIZE, type Group, type Rendition } from './manifest.ts';
import { renditions } from './pieces.ts';

/** A file on its way into a pack, and the group that it belongs to. `size` is at least 1. */
export type Part = { readonly path: string; readonly size: number; readonly rendition: Rendition; readonly au?: string; readonly lang?: string; readonly codec?: NonNullable<Group['codec']> };

/** `files` in the order of `bytes`; `at` is the offset there. `pieces` are sizes. */
export type Cut<P extends Part> = { readonly groups: readonly Group[]; readonly pieces: readonly number[]; readonly files: readonly { readonly part: P; readonly at: number }[] };

/**
 * Cuts parts into pieces. Groups go by rendition, then by language (those for every language first, then in the order of
 * `languages`), then by lesson (those for the whole course first, then in the order of `aus`); inside a group files go by path.
 * The same parts give the same cut, in whatever order they come.
 */
export function cut<P extends Part>(parts: readonly P[], languages: readonly string[], aus: readonly string[]): Cut<P> {
  const groups: Group[] = [];
  const pieces: number[] = [];
  const files: { part: P; at: number }[] = [];
  let at = 0;
  for (const members of grouped(parts, languages, aus)) {
    const { rendition, au, lang, codec } = members[0]!;
    const from = pieces.length;
    let open = 0;
    const close = () => {
      if (open > 0) pieces.push(open);
      open = 0;
    };
    for (const part of members) {
      if (open + part.size > PIECE_SIZE) close();
      files.push({ part, at });
      at += part.size;
      if (part.size <= PIECE_SIZE) {
        open += part.size;
        continue;
      }
      for (let rest = part.size; rest > 0; rest -= PIECE_SIZE) pieces.push(Math.min(rest, PIECE_SIZE));
    }
    close();
    groups.push({ rendition, ...(au === undefined ? {} : { au }), ...(lang === undefined ? {} : { lang }), ...(codec === undefined ? {} : { codec }), from, count: pieces.length - from });
  }
  return { groups, pieces, files };
}

function grouped<P extends Part>(parts: readonly P[], languages: readonly string[], aus: readonly string[]): readonly (readonly P[])[] {
  const rank = (part: P) => [renditions.indexOf(part.rendition), part.lang === undefined ? -1 : languages.indexOf(part.lang), part.au === undefined ? -1 : aus.indexOf(part.au), part.codec === 'aac' ? 1 : 0];
  const byKey = new Map<string, { rank: readonly number[]; members: P[] }>();
  for (const part of parts) {
    const key = rank(part).join();
    const group = byKey.get(key) ?? { rank: rank(part), members: [] };
    group.members.push(part);
    byKey.set(key, group);
  }
  const inOrder = [...byKey.values()].toSorted((a, b) => a.rank[0]! - b.rank[0]! || a.rank[1]! - b.rank[1]! || a.rank[2]! - b.rank[2]! || a.rank[3]! - b.rank[3]!);
  return inOrder.map(({ members }) => members.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
}
