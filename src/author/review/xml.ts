/** XML from strangers as a tree. A document type is refused whole, so that no entity is ever expanded and no file fetched. */
import { SaxesParser } from 'saxes';

/** `line`: where it begins. Children are in the order of the text; names are as written, with their prefix. */
export type XmlElement = { readonly name: string; readonly attributes: { readonly [name: string]: string }; readonly children: readonly (XmlElement | string)[]; readonly line: number };
export type Unreadable = { readonly kind: 'unreadable'; readonly line: number; readonly what: string };

const LONGEST = 64 * 1024 * 1024;
const DEEPEST = 64;

export function readXml(text: string): XmlElement | Unreadable {
  if (text.length > LONGEST) return { kind: 'unreadable', line: 1, what: 'the file is longer than 64 MiB' };
  const parser = new SaxesParser({ xmlns: false, position: true });
  const open: (XmlElement & { children: (XmlElement | string)[] })[] = [];
  let root: XmlElement | undefined;
  const stop = (what: string): never => {
    throw new Refused(parser.line, what);
  };
  parser.on('doctype', () => stop('the file declares a document type (<!DOCTYPE …>); that is not read'));
  parser.on('error', (error) => stop(error.message.replace(/^\d+:\d+: /, '')));
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= DEEPEST) stop('the file is nested too deeply');
    const element = { name, attributes, children: [], line: parser.line };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const words = (part: string) => void open.at(-1)?.children.push(part);
  parser.on('text', words);
  parser.on('cdata', words);
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof Refused) return { kind: 'unreadable', line: error.line, what: error.message };
    throw error;
  }
  return root ?? { kind: 'unreadable', line: 1, what: 'the file holds no element' };
}

class Refused extends Error {
  readonly line: number;
  constructor(line: number, what: string) {
    super(what);
    this.line = line;
  }
}
