import { isWrong, readArguments, wrong, type Ending, type Given, type Wrong } from '../arguments.ts';
import { isLanguageTag } from '../../pack/manifest.ts';
import { costOf, engineAt } from '../engines/choose.ts';
import { translatorNamed, translatorNames, type Translator } from '../engines/engine.ts';
import type { Trouble } from '../engines/http.ts';
import { speakingOf, type Speaking } from '../speak/speaker.ts';
import { planSpeech, speakAll, translatedScripts } from '../speak/voiceover.ts';
import { countLine } from '../progress.ts';
import { sayFaults } from '../fault.ts';
import type { World } from '../world.ts';
import { filled, materialFor } from './by-hand.ts';
import { openWork, unitsNow, unitsPath, wrongLanguages, type Work } from './place.ts';
import { routeTo, type Route } from './route.ts';
import { summary } from './summary.ts';
import { writeUnits, type Unit } from './units.ts';

type Kind = Unit['kind'];
/** What `--subtitles`, `--text` and `--quiz` stand for. None of them is all. */
const kindsByFlag: { readonly [flag: string]: readonly Kind[] } = { subtitles: ['cue'], text: ['text', 'title'], quiz: ['quiz', 'answers'] };
const options = ['to', 'into', 'mt', 'tts', 'max-rate', 'pivot', 'glossary', 'tm', 'timeout', 'price', 'cost-cap'];

/** `karvan translate`: brings the units of a course into other languages, from memory, letter by letter and by machine. What is done is never asked for again. */
export async function translate(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<course>'], options, [...Object.keys(kindsByFlag), 'voiceover', 'dry-run']);
  if (isWrong(given)) return given;
  const langs = (given.options.to ?? '').split(',').map((lang) => lang.trim()).filter(Boolean);
  const translator = translatorOf(given, world);
  if (translator && isWrong(translator)) return translator;
  const speaking = given.flags.has('voiceover') ? speakingOf(given, world) : undefined;
  if (speaking && isWrong(speaking)) return speaking;
  const { pivot } = given.options;
  if (pivot !== undefined && !isLanguageTag(pivot)) return wrong(`--pivot is “${pivot}”; write one language, such as ru`);
  if (given.options.glossary !== undefined && langs.length > 1) return wrong('--glossary is for one language: translate into each by itself');
  const work = await openWork(given.names[0]!, given.options.into, world);
  if (isWrong(work)) return work;
  if ('kind' in work) return 1;
  const bad = wrongLanguages(langs, work.original);
  if (bad) return bad;
  for (const to of langs) {
    const ending = await translateInto(to, work, { given, translator, speaking }, world);
    if (ending !== 0) return ending;
  }
  return 0;
}

type Wish = { readonly given: Given; readonly translator: Translator | undefined; readonly speaking: Speaking | undefined };

async function translateInto(to: string, work: Work, { given, translator, speaking }: Wish, world: World): Promise<0 | 1> {
  const records = await unitsNow(work, to, world);
  const { pivot, glossary, tm } = given.options;
  const material = await materialFor(work, to, { glossary, memory: tm, pivot }, world);
  sayFaults(material.faults, world.err);
  if (!records || material.faults.length > 0) return 1;
  const kinds = kindsIn(given);
  const units = filled(records, { work, to, material, kinds });
  const isOpen = ({ kind, state, by }: Unit) => kinds.has(kind) && (state === 'new' || (state === 'stale' && by === undefined));
  const machine = translator && (await routeTo(to, { work, translator, glossary: material.glossary, pivot }, world));
  if (given.flags.has('dry-run')) {
    await sayPlan(to, units, units.filter(isOpen), { machine, given }, world);
    return ended(speaking && (await planSpeech(to, translatedScripts(work, to, units), speaking, given.options.price, world)), world);
  }
  await writeUnits(unitsPath(work, to), units);
  const { done, trouble } = machine ? await run(machine, { units, open: units.filter(isOpen), path: unitsPath(work, to), to }, world) : { done: units };
  world.out(`${to}: ${summary(done)}`);
  return ended(trouble ?? (speaking && (await speakInto(to, work, done, speaking, world))), world);
}

function ended(trouble: Trouble | undefined, { err }: World): 0 | 1 {
  if (!trouble) return 0;
  err(`karvan translate: ${trouble.what}\n    ${trouble.mend}\n`);
  return 1;
}

async function speakInto(to: string, work: Work, units: readonly Unit[], speaking: Speaking, world: World): Promise<Trouble | undefined> {
  const scripts = translatedScripts(work, to, units);
  const trouble = await speakAll(to, scripts, speaking, world);
  if (!trouble && scripts.length === 0) world.out(`${to}: no film has subtitles and no reading has a text to speak yet`);
  return trouble;
}

type Running = { readonly units: readonly Unit[]; readonly open: readonly Unit[]; readonly path: string; readonly to: string };

/** Lets the machine work, and writes the file after each answer: who is interrupted loses none. */
async function run(machine: Route, { units, open, path, to }: Running, world: World): Promise<{ readonly done: readonly Unit[]; readonly trouble?: Trouble }> {
  const line = countLine(to, open.length, 'units', world);
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const problem = await machine.translate(units, open, async (outcomes) => {
    for (const [id, outcome] of outcomes) byId.set(id, machine.recorded(byId.get(id)!, outcome));
    line.done(outcomes.size);
    await writeUnits(path, [...byId.values()]);
  }).finally(line.end);
  return { done: [...byId.values()], ...(problem ? { trouble: problem } : {}) };
}

async function sayPlan(to: string, units: readonly Unit[], open: readonly Unit[], { machine, given }: { readonly machine: Route | undefined; readonly given: Given }, { out }: World): Promise<void> {
  out(`${to}: ${summary(units)}`);
  const characters = open.reduce((sum, { source }) => sum + source.length, 0);
  const plan = machine && machine.plan(units, open);
  out(`  to translate: ${open.length} units, ${characters} characters`);
  if (!plan) return;
  const price = Number(given.options.price ?? Number.NaN);
  out(`  requests to ${machine.name}: ${plan.requests}, about ${plan.characters} characters both ways${plan.known > 0 ? `; ${plan.known} answers are known from before` : ''}`);
  out(`  cost: ${Number.isNaN(price) ? 'unknown; say what a million characters cost with --price' : costOf(plan.characters, price).toFixed(2)}`);
}

function kindsIn({ flags }: Given): ReadonlySet<Kind> {
  const chosen = Object.keys(kindsByFlag).filter((flag) => flags.has(flag));
  // A voice alone is spoken from the words that are there.
  return new Set((chosen.length > 0 || flags.has('voiceover') ? chosen : Object.keys(kindsByFlag)).flatMap((flag) => kindsByFlag[flag]!));
}

function translatorOf(given: Given, world: World): Translator | Wrong | undefined {
  const { mt = 'none' } = given.options;
  if (mt === 'none') return undefined;
  const place = engineAt(mt, 'mt', given, world);
  if (isWrong(place)) return place;
  const make = translatorNamed(place.name);
  return make ? make(place.address, place.road) : wrong(`--mt names “${place.name}”; it may be none or ${translatorNames.map((name) => `${name}=<address>`).join(' or ')}`);
}
