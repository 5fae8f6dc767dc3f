/** Markdown as blocks between empty lines, each translated by itself: whoever changes one paragraph makes only that one stale. */
import { createHash } from 'node:crypto';

/** `key`: first 12 digits of the SHA-256 of the text, `-2`, `-3` … where the same block comes again. `at`: where it begins in the file. */
export type Block = { readonly key: string; readonly text: string; readonly at: number; readonly length: number };

/** The blocks that hold words, in their order. A fenced block is whole, with its empty lines. */
export function blocksOf(markdown: string): readonly Block[] {
  const times = new Map<string, number>();
  return runsOf(markdown).flatMap(({ at, end }) => {
    const raw = markdown.slice(at, end);
    const text = plain(raw);
    if (!/\p{L}/u.test(text)) return [];
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    const time = (times.get(hash) ?? 0) + 1;
    times.set(hash, time);
    return [{ key: time === 1 ? hash : `${hash}-${time}`, text, at, length: raw.length }];
  });
}

/** The same file with other words: each block as `textOf` gives it, and as it was where that gives nothing. */
export function withBlocks(markdown: string, textOf: (block: Block) => string | undefined): string {
  let made = '';
  let from = 0;
  for (const block of blocksOf(markdown)) {
    made += markdown.slice(from, block.at) + (textOf(block) ?? block.text);
    from = block.at + block.length;
  }
  return made + markdown.slice(from);
}

/** Without what XML, and so a bureau's tools, cannot hold. */
export function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\t\n\P{C}\p{Cf}\p{Co}\p{Cn}]|[\ufffe\uffff]/gu, '');
}

/** Runs of lines that are not empty. An indented run keeps its indentation outside: it is no part of the words. */
function runsOf(markdown: string): readonly { readonly at: number; readonly end: number }[] {
  const runs: { at: number; end: number }[] = [];
  let run: { at: number; end: number } | undefined;
  let fence: string | undefined;
  let offset = markdown.startsWith('\uFEFF') ? 1 : 0;
  for (const line of markdown.slice(offset).split('\n')) {
    const words = line.trimEnd();
    if (words.trim() !== '' || (fence !== undefined && run)) {
      run ??= { at: offset + (words.length - words.trimStart().length), end: 0 };
      if (words !== '') run.end = offset + words.length;
    } else if (run) {
      runs.push(run);
      run = undefined;
    }
    const mark = /^\s*(?:[-+*>]\s+|\d+[.)]\s+)*(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : mark.startsWith(fence) && words.trim() === mark ? undefined : fence;
    offset += line.length + 1;
  }
  return run ? [...runs, run] : runs;
}
