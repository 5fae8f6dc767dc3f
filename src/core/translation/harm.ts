/** What a text would do on a page or in a file of subtitles that its source does not do. A machine's words are looked at so, and people's. */
import { parse, postprocess, preprocess } from 'micromark';
import { gfmTable } from 'micromark-extension-gfm-table';

export type Kind = 'cue' | 'text' | 'quiz' | 'answers' | 'title';

/** In a few signs; undefined when there is nothing. `text` is Markdown, `cue` the payload of a WebVTT cue. */
export function harmOf({ kind, source }: { readonly kind: Kind; readonly source: string }, target: string): string | undefined {
  if (opened(target) > opened(source)) return '<';
  if (kind === 'cue') return target.includes('-->') || /\n\s*\n/.test(target) ? '-->' : undefined;
  if (kind !== 'text') return undefined;
  const [ours, theirs] = [shapeOf(target), shapeOf(source)];
  return ours === theirs ? undefined : `Markdown (${theirs || 'text'} → ${ours || 'text'})`;
}

/** Beginnings of tags, closed or not: a cue swallows all words after one that nobody closed. */
function opened(text: string): number {
  return text.match(/<[a-z/!?]/gi)?.length ?? 0;
}

const shapes = ['atxHeading', 'setextHeading', 'listOrdered', 'listUnordered', 'listItemPrefix', 'blockQuote', 'codeFenced', 'codeIndented', 'thematicBreak', 'tableRow', 'image', 'link', 'definition'];

/** How many of each kind of part a Markdown text has: a list of six stays a list of six. */
function shapeOf(markdown: string): string {
  const counts = new Map<string, number>();
  for (const [way, { type }] of postprocess(parse({ extensions: [gfmTable()] }).document().write(preprocess()(markdown, 'utf8', true)))) {
    if (way === 'enter' && shapes.includes(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return shapes.flatMap((type) => (counts.has(type) ? [`${type} ${counts.get(type)}`] : [])).join(', ');
}
