/**
 * XLIFF 2.0 and 1.2 (OASIS), both ways with states: machine ↔ translated, reviewed ↔ reviewed or signed-off, approved ↔ final.
 * Marks stand in `<ph>`. Ids of ours may hold what an XML id may not: they stand in `name` and `resname`.
 */
import type { Unit } from '../translate/units.ts';
import { attribute, child, elementsIn, escaped, inline, localName, notRead, textIn, type NotRead, type Row } from './markup.ts';
import { readXml, type XmlElement } from './xml.ts';

/** `course`: its id. `from`, `to`: BCP 47. */
export type Heading = { readonly course: string; readonly from: string; readonly to: string };
type Bilingual = { readonly from: string; readonly to: string; readonly rows: readonly Row[] };
type State = Unit['state'];

const states2: { readonly [state in State]: string } = { new: 'initial', stale: 'initial', machine: 'translated', reviewed: 'reviewed', approved: 'final' };
const states12: { readonly [state in State]: string } = { new: 'new', stale: 'needs-adaptation', machine: 'translated', reviewed: 'signed-off', approved: 'final' };
/** How other tools say that somebody still has to do something. */
const unfinished = ['new', 'needs-translation', 'needs-l10n', 'initial'];

export function writeXliff2(units: readonly Unit[], { course, from, to }: Heading): string {
  const rows = units.map((unit, n) => {
    const notes = notesOf(unit);
    const data: string[] = [];
    const refs = (isTarget: boolean) => {
      const left = isTarget ? data.map((mark, at) => ({ mark, at })) : [];
      return (mark: string) => {
        const known = left.findIndex((each) => each.mark === mark);
        const at = known >= 0 ? left.splice(known, 1)[0]!.at : data.push(mark) - 1;
        return `<ph id="p${at}" dataRef="d${at}"/>`;
      };
    };
    const [source, target] = [inline(unit.source, refs(false)), inline(unit.target, refs(true))];
    return [
      `<unit id="u${n + 1}" name="${attribute(unit.id)}">`,
      ...(notes.length > 0 ? [`<notes>${notes.map(([category, text]) => `<note category="${category}">${escaped(text)}</note>`).join('')}</notes>`] : []),
      ...(data.length > 0 ? [`<originalData>${data.map((mark, at) => `<data id="d${at}" xml:space="preserve">${escaped(mark)}</data>`).join('')}</originalData>`] : []),
      `<segment state="${states2[unit.state]}"${unit.state === 'stale' ? ' subState="karvan:stale"' : ''}>`,
      `<source xml:space="preserve">${source}</source>`,
      ...(unit.target === '' ? [] : [`<target xml:space="preserve">${target}</target>`]),
      '</segment>',
      '</unit>',
    ].join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="${attribute(from)}" trgLang="${attribute(to)}">`,
    `<file id="f1" original="${attribute(course)}">`,
    ...rows,
    '</file>',
    '</xliff>\n',
  ].join('\n');
}

export function writeXliff12(units: readonly Unit[], { course, from, to }: Heading): string {
  const rows = units.map((unit, n) => [
    `<trans-unit id="u${n + 1}" resname="${attribute(unit.id)}" xml:space="preserve"${unit.state === 'approved' ? ' approved="yes"' : ''}>`,
    `<source>${marked(unit.source)}</source>`,
    `<target state="${states12[unit.state]}">${marked(unit.target)}</target>`,
    ...notesOf(unit).map(([category, text]) => `<note from="${category}">${escaped(text)}</note>`),
    '</trans-unit>',
  ].join('\n'));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">',
    `<file original="${attribute(course)}" source-language="${attribute(from)}" target-language="${attribute(to)}" datatype="plaintext">`,
    '<body>',
    ...rows,
    '</body>',
    '</file>',
    '</xliff>\n',
  ].join('\n');
}

function marked(text: string): string {
  return inline(text, (mark, n) => `<ph id="${n + 1}">${escaped(mark)}</ph>`);
}

/** Reads either version, as Karvan, Weblate or a bureau's tool wrote it. */
export function readXliff(text: string): Bilingual | NotRead {
  const root = readXml(text);
  if ('kind' in root) return notRead(root.line, root.what);
  const version = root.attributes['version'];
  if (localName(root) !== 'xliff' || (version !== '2.0' && version !== '2.1' && version !== '1.2')) return notRead(root.line, `is not XLIFF 1.2 or 2.0${version === undefined ? '' : `, but ${version}`}`);
  if (version !== '1.2') return { from: root.attributes['srcLang'] ?? '', to: root.attributes['trgLang'] ?? '', rows: elementsIn(root, 'unit').map(row2) };
  const file = child(root, 'file');
  return { from: file?.attributes['source-language'] ?? '', to: file?.attributes['target-language'] ?? '', rows: elementsIn(root, 'trans-unit').map(row12) };
}

/** A tool may part a unit into several segments: they are one again, and as far as the one that is least so. */
function row2(unit: XmlElement): Row {
  const data = new Map(elementsIn(unit, 'data').map((each) => [each.attributes['id'], textIn(each)]));
  const textOf = (element: XmlElement): string => {
    const name = localName(element);
    if (name === 'cp') return String.fromCodePoint(Number.parseInt(element.attributes['hex'] ?? '20', 16));
    const own = (ref: string | undefined) => (ref === undefined ? '' : (data.get(ref) ?? ''));
    return name === 'ph' ? own(element.attributes['dataRef']) : own(element.attributes['dataRefStart']) + textIn(element, textOf) + own(element.attributes['dataRefEnd']);
  };
  const parts = unit.children.filter((each): each is XmlElement => typeof each !== 'string' && ['segment', 'ignorable'].includes(localName(each)));
  const segments = parts.filter((each) => localName(each) === 'segment');
  const isWhole = segments.every((each) => child(each, 'target'));
  const order = ['initial', 'translated', 'reviewed', 'final'];
  const least = order[Math.min(...segments.map((each) => order.indexOf(each.attributes['state'] ?? 'initial')))] ?? 'initial';
  const isStale = segments.some((each) => each.attributes['subState'] === 'karvan:stale');
  return {
    id: unit.attributes['name'] ?? unit.attributes['id'] ?? '',
    source: parts.map((each) => textIn(child(each, 'source'), textOf)).join(''),
    target: isWhole ? parts.map((each) => textIn(child(each, 'target') ?? child(each, 'source'), textOf)).join('') : '',
    state: isStale && least === 'initial' ? 'stale' : stateOf(states2, least),
    ...toldIn(elementsIn(unit, 'note'), 'category'),
  };
}

function row12(unit: XmlElement): Row {
  const target = child(unit, 'target');
  const said = target?.attributes['state'] ?? (target && textIn(target) !== '' ? 'translated' : 'new');
  const state = unit.attributes['approved'] === 'yes' ? 'approved' : stateOf(states12, said);
  return { id: unit.attributes['resname'] ?? unit.attributes['id'] ?? '', source: textIn(child(unit, 'source')), target: textIn(target), state, ...toldIn(elementsIn(unit, 'note'), 'from') };
}

function stateOf(states: { readonly [state in State]: string }, said: string): State {
  if (unfinished.includes(said)) return 'new';
  const found = (Object.keys(states) as State[]).find((state) => states[state] === said);
  // “needs-review-translation” and others: a machine's word, which nobody has read.
  return found ?? 'machine';
}

/** Who read a unit last, and what is to be looked at, as remarks of their own kind. */
function notesOf({ by, note }: Unit): readonly (readonly [string, string])[] {
  return [...(by === undefined ? [] : [['karvan-by', by] as const]), ...(note === undefined ? [] : [['karvan-note', note] as const])];
}

function toldIn(notes: readonly XmlElement[], attributeName: string): Pick<Row, 'by' | 'note'> {
  const found = (category: string) => notes.find((note) => note.attributes[attributeName] === category);
  const [by, note] = [found('karvan-by'), found('karvan-note')];
  return { ...(by ? { by: textIn(by) } : {}), ...(note ? { note: textIn(note) } : {}) };
}
