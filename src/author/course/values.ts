/** Single values out of located YAML, each with the fault it can have. */
import type { LanguageMap } from '../../core/ids.ts';
import { nearest, type Say } from '../fault.ts';
import type { Reference } from './folder.ts';
import type { Located, Mapping } from './located.ts';

/** A mapping whose keys are all known, and how to speak of it. */
export type Fields = { readonly line: number; readonly at: Mapping; readonly say: Say };

/** The fields of a mapping; keys that the format does not know are faults. `what` names the thing in a sentence. */
export function fieldsOf(node: Located | undefined, what: string, known: readonly string[], say: Say): Fields | undefined {
  if (!node) return undefined;
  if (!(node.value instanceof Map)) {
    say(node.line, `${what} is not a list of “key: value” lines`, `Write its keys below it, indented: ${known.slice(0, 4).join(', ')} …`);
    return undefined;
  }
  const at: Mapping = node.value;
  for (const [key, { line }] of at) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    say(line, `${what} has no key “${key}”`, meant ? `Did you mean “${meant}”?` : `It may have ${known.join(', ')}.`);
  }
  return { line: node.line, at, say };
}

/** The value of a key, or a fault when the key must be there. */
export function need(fields: Fields, key: string, mend: string): Located | undefined {
  const node = fields.at.get(key);
  if (node && node.value !== null) return node;
  fields.say(node?.line ?? fields.line, `“${key}” is missing`, mend);
  return undefined;
}

export function textOf(node: Located | undefined, what: string, say: Say, most = 2000): string | undefined {
  if (!node) return undefined;
  const { value, line } = node;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (text === '') say(line, `${what} is not a text`, 'Write words after the colon, in "quotes" when they hold a colon.');
  else if (text.length > most) say(line, `${what} is longer than ${most} characters`, 'Shorten it.');
  else return text;
  return undefined;
}

/** A number within bounds. */
export function numberOf(node: Located | undefined, what: string, say: Say, { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, isWhole = false } = {}): number | undefined {
  if (!node) return undefined;
  const { value, line } = node;
  if (typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most && (!isWhole || Number.isSafeInteger(value))) return value;
  const bounds = `${isWhole ? 'a whole number' : 'a number'}${Number.isFinite(least) ? ` from ${least}` : ''}${Number.isFinite(most) ? ` to ${most}` : ''}`;
  say(line, `${what} is ${typeof value === 'object' ? 'not a number' : `“${value}”`}`, `Write ${bounds}, without quotes.`);
  return undefined;
}

export function booleanOf(node: Located | undefined, what: string, say: Say): boolean | undefined {
  if (!node) return undefined;
  if (typeof node.value === 'boolean') return node.value;
  say(node.line, `${what} is neither true nor false`, 'Write true or false, without quotes.');
  return undefined;
}

export function oneOf<T extends string>(node: Located | undefined, what: string, known: readonly T[], say: Say): T | undefined {
  if (!node) return undefined;
  const found = known.find((each) => each === node.value);
  if (found) return found;
  const meant = typeof node.value === 'string' ? nearest(node.value, known) : undefined;
  say(node.line, `${what} is “${typeof node.value === 'object' ? '…' : node.value}”`, meant ? `Did you mean “${meant}”?` : `Write one of ${known.join(', ')}.`);
  return undefined;
}

export function listOf(node: Located | undefined, what: string, say: Say): readonly Located[] {
  if (!node || node.value === null) return [];
  if (Array.isArray(node.value)) return node.value as readonly Located[];
  say(node.line, `${what} is not a list`, 'Begin each entry with “- ” on a line of its own, or write [a, b].');
  return [];
}

/** A slug: what stays the same over all editions. */
export function slugOf(node: Located | undefined, what: string, say: Say): string | undefined {
  const slug = textOf(node, what, say);
  // JSON readers drop some names as keys, because they mean something to JavaScript: words under them would be lost.
  const isReserved = slug === 'constructor' || slug === 'prototype';
  if (slug === undefined || (/^[a-z0-9][a-z0-9-]{0,62}$/.test(slug) && !isReserved)) return slug;
  say(node!.line, `${what} “${slug.slice(0, 80)}” is not a valid id`, isReserved ? 'Choose another word.' : 'Use small letters a to z, digits and -, at most 63, such as safe-passwords.');
  return undefined;
}

/** A text in every language of the course. A language that is missing or unknown is a fault. */
export function wordsOf(node: Located | undefined, what: string, languages: readonly string[], say: Say, most = 2000): LanguageMap | undefined {
  const byLanguage = perLanguage(node, what, languages, say);
  if (!byLanguage) return undefined;
  const entries = [...byLanguage].map(([lang, each]) => [lang, textOf(each, `${what} in ${lang}`, say, most)] as const);
  const missing = languages.filter((lang) => !byLanguage.has(lang));
  if (missing.length > 0) say(node!.line, `${what} has no ${missing.join(', ')}`, `Write it in ${missing.length > 1 ? 'those languages' : 'that language'} too, or take the language out of “languages”.`);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A file for each language. Languages without one are not a fault here. */
export function filesOf(node: Located | undefined, what: string, languages: readonly string[], say: Say): ReadonlyMap<string, Reference> {
  const byLanguage = perLanguage(node, what, languages, say) ?? new Map<string, Located>();
  const references = languages.flatMap((lang) => {
    const reference = fileOf(byLanguage.get(lang), `${what} in ${lang}`, say);
    return reference ? [[lang, reference] as const] : [];
  });
  return new Map(references);
}

export function fileOf(node: Located | undefined, what: string, say: Say): Reference | undefined {
  const path = textOf(node, what, say, 1000);
  return path === undefined ? undefined : { path, line: node!.line };
}

function perLanguage(node: Located | undefined, what: string, languages: readonly string[], say: Say): Mapping | undefined {
  if (!node) return undefined;
  if (!(node.value instanceof Map)) {
    say(node.line, `${what} is not given by language`, `Write a line for each language: ${languages.map((lang) => `${lang}: …`).join(', ')}`);
    return undefined;
  }
  const mapping: Mapping = node.value;
  for (const [lang, { line }] of mapping) {
    if (!languages.includes(lang)) say(line, `${what} is given in “${lang}”, which is not a language of the course`, `Add it to “languages”, or use one of ${languages.join(', ')}.`);
  }
  return new Map([...mapping].filter(([lang]) => languages.includes(lang)));
}
