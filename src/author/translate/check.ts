/** What is wrong with the translations of a language as they lie there: each cue and text beside its source of today. */
import { checkCounterparts, checkTimes, type TimedText } from '../../core/translation/cue-checks.ts';
import type { Finding } from '../../core/translation/finding.ts';
import type { Glossary } from '../../core/translation/glossary.ts';
import { checkTranslated } from '../../core/translation/text-checks.ts';
import { plainText } from '../../pack/vtt.ts';
import { TRANSLATIONS } from '../layer/voices.ts';
import { sayFinding } from '../course/subtitles.ts';
import { counted, sayer, type Fault } from '../fault.ts';
import type { World } from '../world.ts';
import { harmIn } from './accept.ts';
import { materialFor } from './by-hand.ts';
import { merged } from './merge.ts';
import type { Original } from './original.ts';
import { unitsPath, type Work } from './place.ts';
import { sourceUnits } from './source-units.ts';
import { isShown, readUnits, type Unit } from './units.ts';

export type CheckedUnits = { readonly units: readonly Unit[]; readonly faults: readonly Fault[] };

/** Checks the records of a language. Lines are those of its file. */
export async function checkUnits(work: Work, lang: string, world: World): Promise<CheckedUnits> {
  const name = `${TRANSLATIONS}/${lang}.jsonl`;
  const { units: records, lineById, faults: broken } = await readUnits(unitsPath(work, lang), name);
  const { glossary, faults: material } = await materialFor(work, lang, { glossary: undefined, memory: undefined, pivot: undefined }, world);
  const faults: Fault[] = [...broken, ...material];
  const say = sayer(faults, name);
  const units = merged(records, sourceUnits(work.original));
  for (const finding of findingsIn(units, work.original, lang, glossary)) sayFinding(finding, lineById.get(finding.id), say);
  for (const unit of units.filter(isShown)) {
    const harm = harmIn(unit, unit.target);
    if (harm !== undefined) say(lineById.get(unit.id), `“${unit.id}” would do what its source does not: ${harm.replace(/^[a-z-]+: /, '')} [marks-differ]`, 'Keep tags, links and the form of Markdown as in the source.', 'error', 'marks-differ');
  }
  const waiting = (state: Unit['state']) => units.filter((unit) => unit.state === state).length;
  if (waiting('new') > 0) say(undefined, `${counted(waiting('new'), 'unit')} of ${units.length} not translated yet [unit-new]`, 'Translate them, or let learners see the source language there.', 'warning', 'unit-new');
  if (waiting('stale') > 0) say(undefined, `${counted(waiting('stale'), 'unit')} of ${units.length} translated from what the course said before [unit-stale]`, 'Read them beside the new source; “karvan review export” hands them to people.', 'warning', 'unit-stale');
  const unread = units.filter(({ kind, state, engine }) => kind === 'answers' && state === 'machine' && engine !== 'course').length;
  if (unread > 0) say(undefined, `typed answers of ${counted(unread, 'question')} were proposed by a machine and count for nobody yet [answers-unread]`, 'Let a person read them: “karvan review export”, then “review import … --as reviewed --by <name>”.', 'warning', 'answers-unread');
  return { units, faults };
}

/** What is guessed by letters and lengths. A person who has read the text knows better. */
const guesses = new Set<Finding['code']>(['text-untranslated', 'language-wrong', 'length-odd']);

function findingsIn(units: readonly Unit[], { source, parts }: Original, lang: string, glossary: Glossary): readonly Finding[] {
  const shown = units.filter(isShown);
  const ofTexts = shown.flatMap(({ id, kind, source: text, target, state }) => checkTranslated(kind, { id, source: text, target, from: source, to: lang }, glossary).filter(({ code }) => state === 'machine' || !guesses.has(code)));
  const ofCues = parts.flatMap(({ key, words }) => {
    if (words?.kind !== 'cues') return [];
    const cues = shown.filter(({ id, kind }) => kind === 'cue' && id.startsWith(`${key}/`));
    const target = cues.map((unit) => timed(unit, unit.target));
    return [...checkTimes(target, words.seconds), ...checkCounterparts(cues.map((unit) => timed(unit, unit.source)), target)];
  });
  return [...ofTexts, ...ofCues];
}

function timed({ id, start = 0, end = 0 }: Unit, text: string): TimedText {
  return { id, start, end, text: plainText({ id, start, end, line: 0, text }) };
}
