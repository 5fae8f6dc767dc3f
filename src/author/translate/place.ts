/** Where the work of translators lies, and what belongs to it. */
import { join } from 'node:path';
import { wrong, type Wrong } from '../arguments.ts';
import { TRANSLATIONS } from '../layer/voices.ts';
import { isLanguageTag } from '../../pack/manifest.ts';
import { sayFaults } from '../fault.ts';
import type { World } from '../world.ts';
import { merged } from './merge.ts';
import { isPack, openOriginal, type Original } from './original.ts';
import { sourceUnits } from './source-units.ts';
import { readUnits, type Unit } from './units.ts';

/** `folder`: of `<lang>.jsonl`, `terms.<lang>.tsv` and `memory.tmx`. */
export type Work = { readonly original: Original; readonly folder: string };
/** `course.yaml` or a manifest that cannot be read: each reason was said. */
type NoWork = { readonly kind: 'no-work' };

/** Opens a course and the place of its translations: a folder in it, or `into` for a built pack, which nobody may write into. */
export async function openWork(course: string, into: string | undefined, { err }: World): Promise<Work | NoWork | Wrong> {
  if (into === undefined && (await isPack(course))) return wrong('--into is missing: the folder for translations of a built pack');
  const { original, faults } = await openOriginal(course);
  if (original) return { original, folder: into ?? join(course, TRANSLATIONS) };
  sayFaults(faults, err);
  return { kind: 'no-work' };
}

/** Where the units of a language lie. */
export function unitsPath({ folder }: Work, lang: string): string {
  return join(folder, `${lang}.jsonl`);
}

/** The units of a language as the course is today. Undefined when their file cannot be read; why was said. */
export async function unitsNow(work: Work, lang: string, { err }: World): Promise<readonly Unit[] | undefined> {
  const { units, faults } = await readUnits(unitsPath(work, lang), `${TRANSLATIONS}/${lang}.jsonl`);
  sayFaults(faults, err);
  return faults.length > 0 ? undefined : merged(units, sourceUnits(work.original));
}

/** What is wrong with languages to translate into. */
export function wrongLanguages(langs: readonly string[], { source }: Original): Wrong | undefined {
  const bad = langs.find((lang) => !isLanguageTag(lang));
  if (langs.length === 0) return wrong('--to is missing: the language, such as az');
  if (bad !== undefined) return wrong(`--to names “${bad}”; write languages such as az or az,kk`);
  return langs.includes(source) ? wrong(`--to is ${source}, in which the course was written`) : undefined;
}
