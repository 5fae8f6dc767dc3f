/** What a lesson's Markdown names and what may not stand in it, by the same parser that the app renders with. */
import { parse, postprocess, preprocess } from 'micromark';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { Say } from '../fault.ts';
import type { Reference } from './folder.ts';

/** Pictures as written, with their lines, and how many pages the text has. Raw HTML, addresses and links out of the lesson are faults. */
export function readMarkdown(text: string, say: Say): { readonly pictures: readonly Reference[]; readonly pages: number } {
  let pages = 1;
  const deep = text.split('\n').findIndex((row) => nested.test(row));
  if (deep >= 0) {
    say(deep + 1, 'is nested too deeply', 'Use at most a few levels of quotes and lists.');
    return { pictures: [], pages };
  }
  const pictures: Reference[] = [];
  const definitions: Reference[] = [];
  const usesImage = /!\[/.test(text);
  let imageDepth = 0;
  const events = postprocess(parse({ extensions: [gfmTable()] }).document().write(preprocess()(text, 'utf8', true)));
  for (const [way, token, context] of events) {
    const { line } = token.start;
    if (token.type === 'image') imageDepth += way === 'enter' ? 1 : -1;
    if (way === 'exit') continue;
    switch (token.type) {
      case 'htmlFlow':
      case 'htmlText':
        say(line, `has raw HTML: ${context.sliceSerialize(token).slice(0, 40)}`, 'Write it in Markdown; HTML is not shown.');
        break;
      case 'thematicBreak':
        if (/^-{3,}[ \t]*$/.test(context.sliceSerialize(token))) pages++;
        break;
      case 'setextHeadingLine':
        if (context.sliceSerialize(token).startsWith('---')) say(line, 'makes a heading of the line above it', 'To begin a page, leave an empty line above ---; to write a heading, begin its line with ##.', 'warning');
        break;
      case 'autolink':
        say(line, `links to ${context.sliceSerialize(token)}`, 'Lessons work with no network: write the address as plain text if people need it.');
        break;
      case 'resourceDestinationString':
      case 'definitionDestinationString': {
        const target = { path: destination(context.sliceSerialize(token)), line };
        if (token.type === 'definitionDestinationString') definitions.push(target);
        else if (imageDepth > 0) pictures.push(target);
        else linkFault(target, say);
        break;
      }
    }
  }
  // A definition serves a picture when pictures are written by name at all; otherwise it is a link.
  for (const target of definitions) {
    if (usesImage && isPicture(target.path)) pictures.push(target);
    else linkFault(target, say);
  }
  for (const [i, row] of text.split('\n').entries()) {
    if (/!\[\s*\]\(/.test(row)) say(i + 1, 'a picture has no description', 'Write what it shows between the brackets: people who cannot see it hear that.', 'warning');
  }
  return { pictures, pages };
}

/** A line that opens more quotes and lists than any text has: each costs the parser a pass over the line. */
const nested = /^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])(?=[ \t>]|$)){12}/;

export function isPicture(path: string): boolean {
  return /\.(svg|png|jpe?g|webp)$/i.test(path);
}

/** A path inside the folder from one that is written relative to a file. Undefined when it climbs out. */
export function resolved(from: string, path: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^[/\\]/i.test(path)) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length === 0) return undefined;
      parts.pop();
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function linkFault({ path, line }: Reference, say: Say): void {
  if (path.startsWith('#') || path === '') return;
  const isAddress = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(path);
  if (isAddress) say(line, `links to ${path.slice(0, 120)}`, 'Lessons work with no network: write the address as plain text if people need it.');
  else say(line, `links to “${path.slice(0, 120)}”`, 'A lesson may show pictures, ![what it shows](../pictures/x.svg), but not link to other files.');
}

/** A destination as a path: Markdown's backslashes and percent signs undone. */
function destination(text: string): string {
  const plain = text.replace(/\\([!-/:-@[-`{-~])/g, '$1').replaceAll('&amp;', '&');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
