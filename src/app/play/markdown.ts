/**
 * A page of a lesson as what may stand on the screen: text, lists, tables and the pack's own pictures. Publishers are trusted
 * to write, not to run anything: no scripts, no addresses outside the pack, no styles.
 */
import DOMPurify from 'dompurify';
import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import { packPath } from './pack-path.ts';

/** `file`: the lesson's own path in the pack. `address`: where a picture of the pack can be read; undefined when it is not here. */
export type Pictures = { readonly file: string; readonly address: (path: string) => Promise<string | undefined> };

export async function showMarkdown(markdown: string, pictures: Pictures): Promise<DocumentFragment> {
  const html = micromark(markdown, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] });
  // First as a string, so that the pictures' addresses are never asked for while they are still the publisher's.
  const clean = DOMPurify.sanitize(html, { ALLOWED_TAGS: tags, ALLOWED_ATTR: ['src', 'alt', 'href', 'start', 'align'], ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false });
  const page = new DOMParser().parseFromString(clean, 'text/html').body;
  for (const link of page.querySelectorAll('a')) link.replaceWith(linkWords(link));
  for (const heading of page.querySelectorAll('h1')) renamed(heading, 'h2');
  for (const table of page.querySelectorAll('table')) inFrame(table);
  for (const picture of page.querySelectorAll('img')) await showPicture(picture, pictures);
  const fragment = document.createDocumentFragment();
  fragment.append(...page.childNodes);
  return fragment;
}

const tags = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'strong', 'em', 'code', 'pre', 'blockquote', 'br', 'hr', 'a', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'];

/** A link leads nowhere without a network: its words stay, and its address as text when the words do not say it. */
function linkWords(link: HTMLAnchorElement): string {
  const words = link.textContent ?? '';
  const address = link.getAttribute('href') ?? '';
  const isOutside = /^(https?:|mailto:)/i.test(address);
  return !isOutside || address.includes(words.trim()) ? words : `${words} (${address.replace(/^mailto:/i, '')})`;
}

/** A picture that is not in the pack, or not here, is told by its description. */
async function showPicture(picture: HTMLImageElement, { file, address }: Pictures): Promise<void> {
  const path = packPath(file, picture.getAttribute('src') ?? '');
  const found = path === undefined ? undefined : await address(path);
  if (found === undefined) {
    picture.replaceWith(picture.alt);
    return;
  }
  picture.setAttribute('src', found);
  picture.decoding = 'async';
}

function renamed(element: Element, name: string): void {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.replaceWith(made);
}

/** A wide table moves inside its own frame, by finger and by keyboard, and never makes the page move. */
function inFrame(table: HTMLTableElement): void {
  const frame = table.ownerDocument.createElement('div');
  frame.className = 'prose__table';
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}
