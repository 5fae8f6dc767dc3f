/** The way of a machine from the source language to another: straight, or through a pivot that it knows better. */
import { join } from 'node:path';
import type { Glossary } from '../../core/translation/glossary.ts';
import type { Translator } from '../engines/engine.ts';
import type { Trouble } from '../engines/http.ts';
import type { World } from '../world.ts';
import { accepted, machineMade, type Accepted } from './accept.ts';
import { openCache } from './cache.ts';
import { planned, translated, type Job } from './machine.ts';
import { unitsNow, type Work } from './place.ts';
import { isShown, type Unit } from './units.ts';

type Keep = Job['keep'];
export type Route = {
  readonly name: string;
  /** What it would take. `characters`: both ways. */
  readonly plan: (units: readonly Unit[], open: readonly Unit[]) => { readonly requests: number; readonly characters: number; readonly known: number };
  readonly translate: (units: readonly Unit[], open: readonly Unit[], keep: Keep) => Promise<Trouble | undefined>;
  /** A unit with what came of it. */
  readonly recorded: (unit: Unit, outcome: Accepted) => Unit;
};
type Means = { readonly work: Work; readonly translator: Translator; readonly glossary: Glossary; readonly pivot: string | undefined };
type Leg = Omit<Job, 'all' | 'keep'>;

export async function routeTo(to: string, { work, translator, glossary, pivot }: Means, world: World): Promise<Route> {
  const { source } = work.original;
  const name = pivot === undefined ? translator.name : `${translator.name} via ${pivot}`;
  const legTo = async (from: string, into: string, terms: Glossary): Promise<Leg> => ({
    from, to: into, glossary: terms, translator, cache: await openCache(join(work.folder, '.cache', `${into}.jsonl`)),
    accept: (unit, text) => accepted(unit, text, { from, to: into, glossary: terms }),
  });
  const straight = pivot === undefined || pivot === source || pivot === to;
  const first = straight ? await legTo(source, to, glossary) : await legTo(source, pivot, []);
  const second = straight ? undefined : await legTo(pivot, to, glossary);
  const told = new Map(second ? ((await unitsNow(work, pivot!, world)) ?? []).filter(isShown).map(({ id, target }) => [id, target]) : []);
  const legs = second ? { first, second } : { first };
  return {
    name,
    plan: (units, open) => planOf(legs, told, units, open),
    translate: async (units, open, keep) => {
      const { requests } = planOf(legs, told, units, open);
      const problem = requests > 0 ? await translator.ready(second ? [{ from: source, to: pivot! }, { from: pivot!, to }] : [{ from: source, to }]) : undefined;
      if (problem) return problem;
      return second ? throughPivot({ first, second }, told, { units, open, keep }) : translated(open, { ...first, all: units, keep });
    },
    recorded: (unit, outcome) => recorded(unit, outcome, name),
  };
}

type Legs = { readonly first: Leg; readonly second?: Leg };
type Told = ReadonlyMap<string, string>;

function planOf({ first, second }: Legs, told: Told, units: readonly Unit[], open: readonly Unit[]) {
  const plans = [planned(second ? open.filter(({ id }) => !told.has(id)) : open, { ...first, all: units }), ...(second ? [planned(inPivot(open, told), { ...second, all: inPivot(units, told) })] : [])];
  const requests = plans.flatMap((plan) => plan.requests);
  const characters = requests.flat().reduce((sum, { text }) => sum + 2 * text.length, 0) + requests.length * first.translator.around;
  return { requests: requests.length, characters, known: plans.reduce((sum, { known }) => sum + known.size, 0) };
}

/** What a person said in the pivot language is taken from there; the rest is asked for first. */
async function throughPivot({ first, second }: { readonly first: Leg; readonly second: Leg }, before: Told, { units, open, keep }: { readonly units: readonly Unit[]; readonly open: readonly Unit[]; readonly keep: Keep }): Promise<Trouble | undefined> {
  const told = new Map(before);
  const problem = await translated(open.filter(({ id }) => !told.has(id)), {
    ...first, all: units,
    keep: async (outcomes) => {
      for (const [id, outcome] of outcomes) if (outcome.kind === 'accepted') told.set(id, outcome.target);
      const refused = [...outcomes].flatMap(([id, outcome]) => (outcome.kind === 'refused' ? [[id, { ...outcome, note: `${first.to}: ${outcome.note}` }] as const] : []));
      if (refused.length > 0) await keep(new Map(refused));
    },
  });
  if (problem) return problem;
  const originals = new Map(units.map((unit) => [unit.id, unit]));
  const accept: Leg['accept'] = (unit, text) => accepted(originals.get(unit.id)!, text, { from: first.from, to: second.to, glossary: second.glossary });
  return translated(inPivot(open.filter(({ id }) => told.has(id)), told), { ...second, all: inPivot(units, told), accept, keep });
}

function inPivot(units: readonly Unit[], told: Told): readonly Unit[] {
  return units.map((unit) => ({ ...unit, source: told.get(unit.id) ?? unit.source }));
}

/** What was refused stays as it was, with the reason: a proposal from a memory is not lost by it. */
function recorded(unit: Unit, outcome: Accepted, engine: string): Unit {
  return outcome.kind === 'refused' ? { ...unit, note: outcome.note } : machineMade(unit, outcome, engine);
}
