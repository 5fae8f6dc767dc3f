/** What an interface language lacks beside English, which is complete by its types. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sayer, type Fault } from '../fault.ts';

/** In `locales`: the languages that people can choose, and their names in themselves. */
const LANGUAGES = 'languages.json';
const MODEL = 'en';

type Words = { readonly [key: string]: string };

/**
 * Gaps of every language of a `locales` folder, or of one. Codes: `locale-unlisted` (a folder that no line names, or the reverse),
 * `locale-tag-unknown`, `locale-unreadable`, `locale-missing`, `locale-unknown` (a key that English has not), `locale-form-missing` (a plural
 * form that the language counts in), `locale-places-differ` (names and numbers in double braces), `locale-same` (still English).
 */
export async function checkLocales(folder: string, only?: string): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  const listed = Object.keys((await wordsAt(folder, LANGUAGES, faults)) ?? {});
  const folders = (await readdir(folder, { withFileTypes: true })).filter((each) => each.isDirectory()).map(({ name }) => name);
  const areas = (await readdir(join(folder, MODEL))).filter((name) => name.endsWith('.json')).toSorted();
  const models = new Map(await Promise.all(areas.map(async (area) => [area, (await wordsAt(folder, join(MODEL, area), faults)) ?? {}] as const)));
  const say = sayer(faults, LANGUAGES);
  for (const lang of new Set([...listed, ...folders])) {
    if (only !== undefined && lang !== only) continue;
    if (!listed.includes(lang)) say(undefined, `there is a folder “${lang}” and no line that names it [locale-unlisted]`, 'Add a line with the language’s own name.', 'error', 'locale-unlisted');
    else if (!folders.includes(lang)) say(undefined, `there is a line for “${lang}” and no folder [locale-unlisted]`, `Begin with a copy of the folder “${MODEL}”.`, 'error', 'locale-unlisted');
    if (!folders.includes(lang)) continue;
    const forms = formsOf(lang);
    if (!forms) say(undefined, `“${lang}” is not a BCP 47 tag of a language that CLDR can count in [locale-tag-unknown]`, 'Name it as in “kk”, “kk-Latn” or “ky”.', 'error', 'locale-tag-unknown');
    else for (const [area, model] of models) await checkArea(folder, { lang, area, model, forms }, faults);
  }
  return faults;
}

type Area = { readonly lang: string; readonly area: string; readonly model: Words; readonly forms: readonly string[] };

async function checkArea(folder: string, { lang, area, model, forms }: Area, faults: Fault[]): Promise<void> {
  const name = join(lang, area);
  const words = await wordsAt(folder, name, faults);
  if (!words) return;
  const say = sayer(faults, name);
  const wanted = keysIn(model, forms);
  for (const [key, like] of wanted) {
    const text = words[key];
    const isForm = !(key in model);
    if (text === undefined) say(undefined, `“${key}” is missing: ${like} [${isForm ? 'locale-form-missing' : 'locale-missing'}]`, isForm ? 'This language counts in this form too.' : 'Say it in this language.', 'error', isForm ? 'locale-form-missing' : 'locale-missing');
    else {
      const [ours, theirs] = [placesIn(text), placesIn(like)];
      if (ours.join(' ') !== theirs.join(' ')) say(undefined, `“${key}” has the places ${shown(ours)}, and English ${shown(theirs)} [locale-places-differ]`, 'Keep each of them once, letter by letter.', 'error', 'locale-places-differ');
      if (lang !== MODEL && text === like && /\p{L}+\P{L}+\p{L}+\P{L}+\p{L}+/u.test(text)) say(undefined, `“${key}” still says “${text}” [locale-same]`, 'Say it in this language.', 'warning', 'locale-same');
    }
  }
  for (const key of Object.keys(words).filter((each) => !wanted.has(each))) say(undefined, `nobody asks for “${key}” [locale-unknown]`, 'Delete the line, or mend its key.', 'error', 'locale-unknown');
}

/** Each key that a language must have, with the English text that it stands for. What is counted has the language's own forms. */
function keysIn(model: Words, forms: readonly string[]): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  for (const [key, text] of Object.entries(model)) {
    const [, base] = /^(.+)_(?:zero|one|two|few|many|other)$/.exec(key) ?? [];
    if (base === undefined || !(`${base}_other` in model)) wanted.set(key, text);
    else for (const form of forms) wanted.set(`${base}_${form}`, model[`${base}_${form}`] ?? model[`${base}_other`]!);
  }
  return wanted;
}

/** Plural forms by CLDR; undefined for a tag that it does not know. */
function formsOf(lang: string): readonly string[] | undefined {
  try {
    const rules = new Intl.PluralRules(lang).resolvedOptions();
    return rules.locale.split('-')[0] === new Intl.Locale(lang).language ? rules.pluralCategories : undefined;
  } catch {
    return undefined;
  }
}

/** Of a counted sentence the number itself may be said in words. */
function placesIn(text: string): readonly string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).filter((name) => name !== 'count').toSorted();
}

function shown(places: readonly string[]): string {
  return places.length === 0 ? 'none' : places.map((name) => `{{${name}}}`).join(' ');
}

async function wordsAt(folder: string, name: string, faults: Fault[]): Promise<Words | undefined> {
  const say = sayer(faults, name);
  const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
  try {
    const found = text === undefined ? undefined : (JSON.parse(text) as unknown);
    if (found && typeof found === 'object' && Object.values(found).every((each) => typeof each === 'string')) return found as Words;
    say(undefined, text === undefined ? 'is not there [locale-unreadable]' : 'is no list of words [locale-unreadable]', `Begin with a copy of ${join(MODEL, name.split('/').at(-1)!)}.`, 'error', 'locale-unreadable');
  } catch (error) {
    say(undefined, `cannot be read: ${(error as Error).message} [locale-unreadable]`, 'Mend the JSON.', 'error', 'locale-unreadable');
  }
  return undefined;
}
