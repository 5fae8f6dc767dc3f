/** A machine's words are a stranger's: they come in only when they can do no harm and are what was asked for. */
import { answersIn } from '../../core/translation/answer-checks.ts';
import { checkTimes } from '../../core/translation/cue-checks.ts';
import { balanced } from '../../core/translation/cues.ts';
import { levelOf, type Finding } from '../../core/translation/finding.ts';
import type { Glossary } from '../../core/translation/glossary.ts';
import { harmOf } from '../../core/translation/harm.ts';
import { checkTranslated } from '../../core/translation/text-checks.ts';
import { readMarkdown } from '../course/markdown.ts';
import { plain } from './blocks.ts';
import type { Unit } from './units.ts';

/** `note`: what a reader should look at, though it was taken. */
type Taken = { readonly kind: 'accepted'; readonly target: string; readonly note?: string };
export type Accepted = Taken | { readonly kind: 'refused'; readonly note: string };
/** `from`, `to`: BCP 47. */
export type Speech = { readonly from: string; readonly to: string; readonly glossary: Glossary };

/** Warnings that say a machine lost its thread or made something up. */
const lost = new Set(['text-loop', 'text-phantom']);

/** A translation as it may stand in a record, or why not: the codes of what is wrong. */
export function accepted(unit: Unit, text: string, { from, to, glossary }: Speech): Accepted {
  const clean = plain(text).trim();
  const target = formed(unit, clean);
  const harm = harmIn(unit, target);
  const findings = checkTranslated(unit.kind, { id: unit.id, source: unit.source, target, from, to }, glossary);
  const bad = findings.filter(({ code }) => levelOf(code) === 'error' || lost.has(code));
  if (harm !== undefined || bad.length > 0) return { kind: 'refused', note: [...(harm === undefined ? [] : [harm]), ...bad.map(spoken)].join('; ') };
  const looks = [...findings, ...timesOf(unit, target)];
  return { kind: 'accepted', target, ...(looks.length > 0 ? { note: looks.map(spoken).join('; ') } : {}) };
}

/** A text in the form that its kind has: a title is one line, answers are one a line. */
function formed({ kind }: Unit, text: string): string {
  if (kind === 'answers') return answersIn(text).join('\n');
  return kind === 'cue' ? balanced(text) : kind === 'text' ? text : text.replace(/\n+/g, ' ');
}

/** A unit with words that nobody has read yet. */
export function machineMade({ id, kind, of, source, start, end }: Unit, { target, note }: Taken, engine: string): Unit {
  return { id, kind, of, source, target, state: 'machine', engine, ...(note === undefined ? {} : { note }), ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

/** Why a text may not stand in a unit's place: what it would do that its source does not. People's words are looked at in the same way. */
export function harmIn(unit: Unit, target: string): string | undefined {
  const faults: string[] = [];
  if (unit.kind === 'text' && target !== unit.source) readMarkdown(target, (_, what, __, level = 'error') => void (level === 'error' && faults.push(what)));
  const harm = faults[0] ?? harmOf(unit, target);
  return harm === undefined ? undefined : `marks-differ: ${harm}`;
}

function spoken({ code, detail }: Finding): string {
  return detail === undefined ? code : `${code}: ${detail}`;
}

function timesOf({ id, kind, start, end }: Unit, target: string): readonly Finding[] {
  return kind === 'cue' && start !== undefined && end !== undefined ? checkTimes([{ id, start, end, text: target }]).filter(({ code }) => /^(reading|line)/.test(code)) : [];
}
