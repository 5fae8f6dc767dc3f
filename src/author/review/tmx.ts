/** Translation memories, TMX 1.4b. What Karvan writes keeps ids and states in `prop`; what others write has only pairs. */
import type { Unit } from '../translate/units.ts';
import { attribute, child, elementsIn, escaped, inline, localName, notRead, textIn, type NotRead, type Row } from './markup.ts';
import type { Heading } from './xliff.ts';
import { readXml, type XmlElement } from './xml.ts';

type State = Unit['state'];
const states: readonly string[] = ['new', 'machine', 'reviewed', 'approved', 'stale'];

export function writeTmx(units: readonly Unit[], { from, to }: Omit<Heading, 'course'>): string {
  const rows = units.filter(({ target }) => target !== '').map((unit) => [
    `<tu tuid="${attribute(unit.id)}">`,
    ...property('state', unit.state), ...property('by', unit.by), ...property('note', unit.note),
    `<tuv xml:lang="${attribute(from)}">${segment(unit.source)}</tuv>`,
    `<tuv xml:lang="${attribute(to)}">${segment(unit.target)}</tuv>`,
    '</tu>',
  ].join('\n'));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<tmx version="1.4">',
    `<header creationtool="Karvan" creationtoolversion="1" segtype="block" o-tmf="Karvan" adminlang="en" srclang="${attribute(from)}" datatype="plaintext"/>`,
    '<body>', ...rows, '</body>',
    '</tmx>\n',
  ].join('\n');
}

function segment(text: string): string {
  return `<seg>${inline(text, (mark, n) => `<ph x="${n + 1}">${escaped(mark)}</ph>`)}</seg>`;
}

function property(type: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`<prop type="x-karvan-${type}">${escaped(value)}</prop>`];
}

/** The pairs of two languages. `id` is empty where the memory is not one of ours. */
export function readTmx(text: string, { from, to }: Omit<Heading, 'course'>): readonly Row[] | NotRead {
  const root = readXml(text);
  if ('kind' in root) return notRead(root.line, root.what);
  if (localName(root) !== 'tmx') return notRead(root.line, 'is not TMX');
  return elementsIn(root, 'tu').flatMap((tu) => {
    const [source, target] = [segmentIn(tu, from), segmentIn(tu, to)];
    if (source === undefined || target === undefined) return [];
    const prop = (type: string) => {
      const found = elementsIn(tu, 'prop').find((each) => each.attributes['type'] === `x-karvan-${type}`);
      return found && textIn(found);
    };
    const [state, by, note] = [prop('state'), prop('by'), prop('note')];
    return [{
      id: state === undefined ? '' : (tu.attributes['tuid'] ?? ''), source, target,
      ...(state !== undefined && states.includes(state) ? { state: state as State } : {}),
      ...(by === undefined ? {} : { by }), ...(note === undefined ? {} : { note }),
    }];
  });
}

/** The text in a language; where there is none of just this tag, one whose region is different serves too. */
function segmentIn(tu: XmlElement, lang: string): string | undefined {
  const all = elementsIn(tu, 'tuv').map((tuv) => ({ tag: (tuv.attributes['xml:lang'] ?? tuv.attributes['lang'] ?? '').toLowerCase(), tuv }));
  const wanted = lang.toLowerCase();
  const found = all.find(({ tag }) => tag === wanted) ?? all.find(({ tag }) => withoutRegion(tag) === withoutRegion(wanted));
  const seg = found && child(found.tuv, 'seg');
  return seg && textIn(seg);
}

function withoutRegion(tag: string): string {
  return tag.split('-').filter((part, n) => n === 0 || part.length === 4).join('-');
}
