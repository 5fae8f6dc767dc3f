/** Sends to an engine what nobody has translated yet, looks at each answer, and asks once more, line by line, where it was no good. */
import { holdsTerm, type Glossary } from '../../core/translation/glossary.ts';
import type { Line, Translator } from '../engines/engine.ts';
import { isTrouble, type Trouble } from '../engines/http.ts';
import type { Accepted } from './accept.ts';
import { keyOf, type Cache } from './cache.ts';
import { parted, requestsOf, sentence, sentencesOf, type Sentence } from './sentences.ts';
import type { Unit } from './units.ts';

/** `all`: the course in its order, for the neighbours. `keep`: what came of some units; it is on the disk when it resolves. */
export type Job = {
  readonly all: readonly Unit[];
  readonly from: string;
  readonly to: string;
  readonly glossary: Glossary;
  readonly translator: Translator;
  readonly cache: Cache;
  readonly accept: (unit: Unit, text: string) => Accepted;
  readonly keep: (outcomes: ReadonlyMap<string, Accepted>) => Promise<void>;
};
/** What is to be asked: requests, and units whose answer is known already. */
type Plan = { readonly requests: readonly (readonly Sentence[])[]; readonly known: ReadonlyMap<string, string> };

/** A short word may be the right answer to many; a longer text hardly to three. */
const OFTEN = 3;
const LONG = 12;
const NEIGHBOURS = 2;
/** Above it a cue cannot be read in its time. */
const PER_SECOND = 20;

export function planned(units: readonly Unit[], job: Omit<Job, 'accept' | 'keep'>): Plan {
  const { all, from, translator, cache } = job;
  const keys = keysOf(job);
  const known = new Map(units.flatMap(({ id }) => {
    const answer = cache.get(keys.get(id)!);
    return answer === undefined ? [] : [[id, answer] as const];
  }));
  const waiting = new Set(units.filter(({ id }) => !known.has(id)).map(({ id }) => id));
  const isWaiting = ({ id }: Unit) => waiting.has(id);
  // Of a sentence that is translated in part, the rest goes alone.
  const rest = sentencesOf(all, from, translator.keepsCues).flatMap((each) => (each.units.every(isWaiting) ? [each] : each.units.filter(isWaiting).map((unit) => sentence([unit]))));
  return { requests: requestsOf(rest, translator), known };
}

/** Translates units. A trouble ends it early; what was kept until then stays. */
export async function translated(units: readonly Unit[], job: Job): Promise<Trouble | undefined> {
  const { requests, known } = planned(units, job);
  const run: Run = { job, keys: keysOf(job), repeated: new Set() };
  const told = units.filter(({ id }) => known.has(id));
  if (told.length > 0) await job.keep(new Map(told.map((unit) => [unit.id, job.accept(unit, known.get(unit.id)!)])));
  for (const request of requests) {
    const again = await taken(request, run, false);
    if (isTrouble(again)) return again;
    for (const unit of again) {
      const more = await taken([sentence([unit])], run, true);
      if (isTrouble(more)) return more;
    }
  }
  return undefined;
}

/** `repeated`: what the engine has said to several different texts. */
type Run = { readonly job: Job; readonly keys: ReadonlyMap<string, string>; readonly repeated: Set<string> };

/** Asks for some sentences and keeps what is good of the answer; gives the units that are to be asked for again. */
async function taken(request: readonly Sentence[], { job, keys, repeated }: Run, isLast: boolean): Promise<readonly Unit[] | Trouble> {
  const answers = await job.translator.translate(asked(request, job));
  if (isTrouble(answers)) return answers;
  for (const text of saidOften(request, answers)) repeated.add(text);
  const outcomes = new Map<string, Accepted>();
  const good = new Map<string, string>();
  const again: Unit[] = [];
  for (const each of request) {
    const answer = answers.get(each.units[0]!.id);
    const why = answer === undefined ? 'no-answer' : repeated.has(answer) ? 'cue-loop' : 'marks-differ';
    const parts = why === 'marks-differ' ? parted(each, answer!) : undefined;
    const tried = each.units.map((unit, n): Accepted => (parts ? job.accept(unit, parts[n]!) : { kind: 'refused', note: why }));
    // One cue of a sentence that went wrong spoils the others: words may have wandered.
    if (!isLast && tried.some(({ kind }) => kind === 'refused')) again.push(...each.units);
    else for (const [n, { id }] of each.units.entries()) {
      outcomes.set(id, tried[n]!);
      if (tried[n]!.kind === 'accepted') good.set(keys.get(id)!, parts![n]!);
    }
  }
  if (good.size > 0) await job.cache.add(good);
  if (outcomes.size > 0) await job.keep(outcomes);
  return again;
}

/** Answers to several different texts of a request: a machine that says the same to everything has understood none of them. */
function saidOften(request: readonly Sentence[], answers: ReadonlyMap<string, string>): readonly string[] {
  const textsByAnswer = new Map<string, Set<string>>();
  for (const { units, text } of request) {
    const answer = answers.get(units[0]!.id);
    if (answer !== undefined && answer.length >= LONG) textsByAnswer.set(answer, (textsByAnswer.get(answer) ?? new Set()).add(text));
  }
  return [...textsByAnswer].filter(([, texts]) => texts.size >= OFTEN).map(([answer]) => answer);
}

function asked(request: readonly Sentence[], { all, from, to, glossary }: Job) {
  const first = all.findIndex(({ id }) => id === request[0]!.units[0]!.id);
  const last = all.findIndex(({ id }) => id === request.at(-1)!.units.at(-1)!.id);
  const lines = request.map(({ units, text }): Line => {
    const [{ id, start }, { end }] = [units[0]!, units.at(-1)!];
    return { id, text, ...(start === undefined || end === undefined ? {} : { most: Math.floor((end - start) * PER_SECOND) }) };
  });
  const near = (begin: number, end: number) => all.slice(Math.max(0, begin), end).map(({ source }) => source);
  return { from, to, lines, before: near(first - NEIGHBOURS, first), after: near(last + 1, last + 1 + NEIGHBOURS), terms: termsIn(lines.map(({ text }) => text).join('\n'), glossary) };
}

function termsIn(text: string, glossary: Glossary): Glossary {
  return glossary.filter(({ source }) => holdsTerm(text, source));
}

/** By what an answer is known again: engine, languages, the terms that stand in it, the sentence around it and the words. */
function keysOf({ all, from, to, glossary, translator }: Pick<Job, 'all' | 'from' | 'to' | 'glossary' | 'translator'>): ReadonlyMap<string, string> {
  return new Map(sentencesOf(all, from, false).flatMap(({ units: run, text }) => run.map((unit) => [unit.id, keyOf(translator.name, from, to, termsIn(unit.source, glossary), text, unit.source)] as const)));
}
