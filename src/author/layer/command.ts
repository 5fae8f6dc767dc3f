/** `karvan layer`: what was translated and spoken becomes a signed layer, and a course's publisher endorses somebody else's. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblem } from '../../core/problem.ts';
import { answersIn, checkAnswers } from '../../core/translation/answer-checks.ts';
import { levelOf } from '../../core/translation/finding.ts';
import { endorse } from '../../pack/endorsement.ts';
import { parseLayer } from '../../pack/layer.ts';
import { ENDORSEMENT_FILE, MANIFEST_FILE } from '../../pack/layout.ts';
import { editionOf, isCourseId, isLanguageTag, publisherOf } from '../../pack/manifest.ts';
import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import { buildPack } from '../build/build.ts';
import { issuedAt } from '../build/command.ts';
import { spoken } from '../check/sizes.ts';
import { sayFinding } from '../course/subtitles.ts';
import { counted, errorsIn, sayer, sayFaults, type Fault } from '../fault.ts';
import { isKeyFault, keysFolder, privateKeyOf } from '../keys/keys.ts';
import { progressBar } from '../progress.ts';
import { merged } from '../translate/merge.ts';
import { openOriginal, type Original } from '../translate/original.ts';
import { sourceUnits } from '../translate/source-units.ts';
import { isShown, readUnits, type Unit } from '../translate/units.ts';
import { verifyPack } from '../verify/verify.ts';
import type { World } from '../world.ts';
import { digestOfText, layerContents, spokenWords } from './contents.ts';
import { readVoice, type VoiceFiles } from './voices.ts';

export async function layer(args: readonly string[], world: World): Promise<Ending> {
  const [word, ...rest] = args;
  if (word === 'build') return build(rest, world);
  if (word === 'endorse') return endorseLayer(rest, world);
  return wrong('say “layer build” or “layer endorse”');
}

const ENDING = '.jsonl';

async function build(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<course>'], ['lang', 'id', 'release', 'licence', 'into', 'keys', 'out', 'issued']);
  if (isWrong(given)) return given;
  const { options } = given;
  const course = given.names[0]!;
  const issued = issuedAt(options.issued, world);
  if (issued === undefined) return wrong(`--issued is “${options.issued}”; write a time such as 2026-11-01T00:00:00Z`);
  const release = Number(options.release ?? '1');
  if (!Number.isSafeInteger(release) || release < 1) return wrong(`--release is “${options.release}”; write a whole number from 1`);
  const translations = options.into ?? join(course, 'translations');
  const languages = options.lang?.split(',') ?? (await translatedIn(translations));
  const odd = languages.find((lang) => !isLanguageTag(lang));
  if (odd !== undefined) return wrong(`“${odd}” is not a language tag; use BCP 47, such as az, kk or kk-Latn`);
  const { faults, original } = await openOriginal(course);
  const units = await unitsOf(translations, languages, original);
  const all = [...faults.filter(({ level }) => level === 'error'), ...units.faults];
  sayFaults(all, world.err);
  if (!original || errorsIn(all) > 0) return fail('nothing was written.', world);
  const id = options.id ?? `${original.course}-${languages.join('-').toLowerCase()}`;
  if (!isCourseId(id)) return wrong(`“${id}” cannot name a layer; write --id publisher/slug in small letters, digits and -`);
  const key = await privateKeyOf(publisherOf(id), keysFolder(options.keys, world));
  if (isKeyFault(key)) return fail(`${key.what}\n    ${key.mend} Nothing was written.`, world);

  const voices = await voicesFor(original, units.byLang, translations, world);
  const contents = layerContents({ id, release, licence: options.licence ?? original.licence, original, unitsByLang: units.byLang, voices });
  if (!contents) return fail(`nothing is translated into ${languages.join(', ') || 'any language'} yet; “karvan translate” begins.`, world);
  const size = contents.cut.pieces.reduce((a, b) => a + b, 0);
  const bar = progressBar('Building', size, world);
  const built = await buildPack(contents, { out: options.out ?? '.', key, issued, now: world.now() }, bar.done).finally(bar.end);
  if (built.kind === 'not-built') return fail(`${built.what}\n    ${built.mend}`, world);
  world.out(`${id}, release ${release}, for ${original.course} in ${languages.join(', ')}: ${spoken(size)}${built.wasThere ? '; it was there already' : ''}`);
  world.out(built.folder);
  return 0;
}

/** Voices that speak the words as they are now. One of older words is left out, and said. */
async function voicesFor(original: Original, byLang: ReadonlyMap<string, readonly Unit[]>, translations: string, world: World): Promise<readonly VoiceFiles[]> {
  const voices: VoiceFiles[] = [];
  for (const [lang, units] of byLang) {
    for (const part of original.parts) {
      const words = spokenWords(part, lang, original.source, units);
      const voice = part.words && (await readVoice(translations, lang, part.words.of));
      if (!voice || words === undefined) continue;
      if (voice.from === digestOfText(words)) voices.push(voice);
      else world.err(`${part.key}: warning: its words in ${lang} were changed since they were spoken, so the voice is left out\n    Run “karvan translate … --to ${lang} --voiceover” again.\n`);
    }
  }
  return voices;
}

/** The units as the course is today: what was translated from older words is stale, and not shown. */
async function unitsOf(translations: string, languages: readonly string[], original: Original | undefined): Promise<{ readonly byLang: ReadonlyMap<string, readonly Unit[]>; readonly faults: readonly Fault[] }> {
  const files = await Promise.all(languages.map(async (lang) => {
    const { units, lineById, faults } = await readUnits(join(translations, lang + ENDING), `translations/${lang}${ENDING}`);
    const now = original ? merged(units, sourceUnits(original)) : units;
    return { lang, now, faults: [...faults, ...answerFaults(now, lang, lineById)] };
  }));
  return { byLang: new Map(files.map(({ lang, now }) => [lang, now])), faults: files.flatMap(({ faults }) => faults) };
}

/** Typed answers that no phone would read: the whole quiz would be refused for them. */
function answerFaults(units: readonly Unit[], lang: string, lineById: ReadonlyMap<string, number>): readonly Fault[] {
  const faults: Fault[] = [];
  const say = sayer(faults, `translations/${lang}${ENDING}`);
  for (const { id, target } of units.filter((unit) => unit.kind === 'answers' && isShown(unit))) {
    for (const finding of checkAnswers(id, answersIn(target), lang)) if (levelOf(finding.code) === 'error') sayFinding(finding, lineById.get(id), say);
  }
  return faults;
}

async function translatedIn(translations: string): Promise<readonly string[]> {
  const names = await readdir(translations).catch(() => []);
  return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length)).filter(isLanguageTag).toSorted();
}

async function endorseLayer(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<layer folder>'], ['keys', 'issued']);
  if (isWrong(given)) return given;
  const issued = issuedAt(given.options.issued, world);
  if (issued === undefined) return wrong(`--issued is “${given.options.issued}”; write a time such as 2026-11-01T00:00:00Z`);
  const folder = given.names[0]!;
  const { faults } = await verifyPack(folder, async () => undefined, () => undefined);
  sayFaults(faults, world.err);
  if (errorsIn(faults) > 0) return fail(`${counted(errorsIn(faults), 'fault')}: nothing was endorsed.`, world);
  const bytes = new Uint8Array(await readFile(join(folder, MANIFEST_FILE)));
  const made = parseLayer(bytes);
  if (isProblem(made)) return fail('this is a course; only a language layer is endorsed.', world);
  const key = await privateKeyOf(publisherOf(made.course), keysFolder(given.options.keys, world));
  if (isKeyFault(key)) return fail(`${key.what}\n    ${key.mend} Only who publishes ${made.course} can endorse its layers.`, world);
  await writeFile(join(folder, ENDORSEMENT_FILE), await endorse(made, await editionOf(bytes), issued, key));
  world.out(`The quiz words and typed answers of ${made.layer} count in ${made.course}, once “karvan publish” was run again.`);
  return 0;
}

function fail(text: string, { err }: World): 1 {
  err(`karvan layer: ${text}\n`);
  return 1;
}
