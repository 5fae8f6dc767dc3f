/** What all files for people and bureaus share: one line for each unit, and how text stands in XML. */
import { partsOf } from '../../core/translation/marks.ts';
import type { Unit } from '../translate/units.ts';
import type { XmlElement } from './xml.ts';

/** A unit as a file of a bureau says it. `state` is absent where the file has no states. */
export type Row = Pick<Unit, 'id' | 'source' | 'target'> & Pick<Partial<Unit>, 'state' | 'by' | 'at' | 'note'>;
/** `line`: where reading stopped. */
export type NotRead = { readonly kind: 'not-read'; readonly line: number; readonly what: string };

export function notRead(line: number, what: string): NotRead {
  return { kind: 'not-read', line, what };
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\r', '&#13;');
}

/** An attribute's value: readers make spaces of what parts lines, unless it is written as a number. */
export function attribute(text: string): string {
  return escaped(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

/** Text with its marks in elements that a translator's tool protects. `element` writes one; it hears which mark of the text it is. */
export function inline(text: string, element: (mark: string, n: number) => string): string {
  let n = 0;
  return partsOf(text).map((part) => (part.isMark ? element(part.text, n++) : escaped(part.text))).join('');
}

/** All text of an element, as it was before `inline`. `textOf` says what stands for an element. */
export function textIn(element: XmlElement | undefined, textOf: (element: XmlElement) => string = (each) => textIn(each)): string {
  return (element?.children ?? []).map((each) => (typeof each === 'string' ? each : textOf(each))).join('');
}

/** A name without its prefix: files differ in which they use. */
export function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}

export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((each): each is XmlElement => typeof each !== 'string' && localName(each) === name);
}

/** All elements of a name below one, in their order. */
export function elementsIn(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((each) => (typeof each === 'string' ? [] : [...(localName(each) === name ? [each] : []), ...elementsIn(each, name)]));
}
