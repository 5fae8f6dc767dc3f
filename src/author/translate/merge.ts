/** Records and the course of today brought together: what was changed is stale, and nothing that a person wrote is thrown away. */
import { chrF } from '../../core/translation/likeness.ts';
import type { SourceUnit } from './source-units.ts';
import { isShown, type Unit } from './units.ts';

/** A block that was changed still looks like this much of itself (chrF). */
const ALIKE = 35;

/** A unit for each of the source, in its order: with its record if there is one, with that of a changed twin as stale, else new. */
export function merged(records: readonly Unit[], source: readonly SourceUnit[]): readonly Unit[] {
  const unused = new Map(records.map((unit) => [unit.id, unit]));
  const take = (unit: Unit | undefined) => {
    if (unit) unused.delete(unit.id);
    return unit;
  };
  const made = new Map<string, Unit>();
  const keep = (each: SourceUnit, record: Unit | undefined) => record && made.set(each.id, joined(take(record)!, each));
  for (const each of source) if (unused.get(each.id)?.source === each.source) keep(each, unused.get(each.id));
  const rest = () => source.filter(({ id }) => !made.has(id));
  // The same words under another id: cues were inserted before it, or a block was moved.
  for (const each of rest()) keep(each, find(unused, (unit) => isSameText(unit, each)));
  for (const each of rest()) keep(each, unused.get(each.id));
  for (const each of rest()) keep(each, each.kind === 'text' ? likest(unused, each) : undefined);
  return source.map((each) => made.get(each.id) ?? { ...each, target: '', state: 'new' });
}

function joined({ target, state, by, at, engine, note, source }: Unit, each: SourceUnit): Unit {
  const told = { ...(by === undefined ? {} : { by }), ...(at === undefined ? {} : { at }), ...(engine === undefined ? {} : { engine }) };
  if (source === each.source) return { ...each, target, state, ...told, ...(note === undefined ? {} : { note }) };
  return target === '' ? { ...each, target, state: 'new' } : { ...each, target, state: 'stale', ...told };
}

function find(units: ReadonlyMap<string, Unit>, fits: (unit: Unit) => boolean): Unit | undefined {
  for (const unit of units.values()) if (fits(unit)) return unit;
  return undefined;
}

function isSameText(unit: Unit, each: SourceUnit): boolean {
  return unit.kind === each.kind && unit.source === each.source && lessonOf(unit.id) === lessonOf(each.id);
}

function likest(units: ReadonlyMap<string, Unit>, each: SourceUnit): Unit | undefined {
  const near = [...units.values()].filter((unit) => unit.kind === 'text' && lessonOf(unit.id) === lessonOf(each.id) && (isShown(unit) || unit.target !== ''));
  const [best] = near.map((unit) => ({ unit, alike: chrF(unit.source, each.source) })).toSorted((a, b) => b.alike - a.alike);
  return best && best.alike >= ALIKE ? best.unit : undefined;
}

function lessonOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}
