/** What needs no machine: the course's own words in a language, letters of another script, and what was translated before. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Glossary } from '../../core/translation/glossary.ts';
import { inScript } from '../../core/translation/script.ts';
import { sayer, type Fault } from '../fault.ts';
import { readTmx } from '../review/tmx.ts';
import type { World } from '../world.ts';
import { accepted, harmIn, machineMade } from './accept.ts';
import { memoryOf, type Memory, type Pair } from './memory.ts';
import { unitsNow, type Work } from './place.ts';
import { ownWords } from './source-units.ts';
import { readTerms } from './terms.ts';
import { isShown, type Unit } from './units.ts';

/** `likewise`: translations into the pivot language by unit id, where that is only another script of this one. */
export type Material = { readonly glossary: Glossary; readonly pairs: readonly Pair[]; readonly likewise: ReadonlyMap<string, string>; readonly faults: readonly Fault[] };
type Named = { readonly glossary: string | undefined; readonly memory: string | undefined; readonly pivot: string | undefined };

/** Glossary and memory of a language: those beside the units, and those that were named. */
export async function materialFor(work: Work, to: string, { glossary, memory, pivot }: Named, world: World): Promise<Material> {
  const faults: Fault[] = [];
  const own = `terms.${to}.tsv`;
  const terms = [...(glossary === undefined ? [] : await readTerms(glossary, { name: glossary, isOptional: false }, faults)), ...(await readTerms(join(work.folder, own), { name: own, isOptional: true }, faults))];
  const pairs: Pair[] = [];
  for (const path of [join(work.folder, 'memory.tmx'), ...(memory === undefined ? [] : [memory])]) {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && path !== memory) return undefined;
      throw error;
    });
    const rows = text === undefined ? [] : readTmx(text, { from: work.original.source, to });
    if ('kind' in rows) sayer(faults, path)(rows.line, rows.what, 'Export it again as TMX 1.4 from the tool that made it.');
    else pairs.push(...rows.filter(({ target, state }) => target !== '' && state !== 'new' && state !== 'stale'));
  }
  const twin = pivot !== undefined && inScript('', pivot, to) !== undefined ? await unitsNow(work, pivot, world) : undefined;
  return { glossary: terms, pairs, likewise: new Map((twin ?? []).filter(isShown).map(({ id, target }) => [id, inScript(target, pivot!, to)!])), faults };
}

type Filling = { readonly work: Work; readonly to: string; readonly material: Material; readonly kinds: ReadonlySet<Unit['kind']> };

/** Fills new units of some kinds. A text that is only like one from before is proposed, and its unit stays new. */
export function filled(units: readonly Unit[], { work: { original }, to, material, kinds }: Filling): readonly Unit[] {
  const own = ownWords(original, to);
  const read = units.filter(({ state }) => state === 'reviewed' || state === 'approved');
  const memory = memoryOf([...material.pairs, ...read]);
  const speech = { from: original.source, to, glossary: material.glossary };
  const taken = (unit: Unit, text: string, engine: string): Unit | undefined => {
    const outcome = accepted(unit, text, speech);
    return outcome.kind === 'refused' ? undefined : machineMade(unit, outcome, engine);
  };
  return units.map((unit) => {
    if (unit.state !== 'new' || !kinds.has(unit.kind)) return unit;
    const said = own.get(unit.id);
    if (said !== undefined && harmIn(unit, said) === undefined) return { ...unit, target: said, state: original.reviewed.includes(to) ? 'reviewed' : 'machine', engine: 'course' };
    const letters = material.likewise.get(unit.id) ?? inScript(unit.source, original.source, to);
    return (letters === undefined ? undefined : taken(unit, letters, 'transliteration')) ?? fromMemory(unit, memory, taken) ?? unit;
  });
}

function fromMemory(unit: Unit, memory: Memory, taken: (unit: Unit, text: string, engine: string) => Unit | undefined): Unit | undefined {
  const found = memory(unit.source);
  if (!found) return undefined;
  const same = found.alike === 100 ? taken(unit, found.target, 'memory') : undefined;
  return same ?? { ...unit, target: found.target, engine: 'memory', note: `memory ${found.alike}: ${found.source.replace(/\s+/g, ' ').slice(0, 200)}` };
}
