import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import { checkFolder, type Course } from '../check/check.ts';
import { mediumOf, type Lesson } from '../check/content.ts';
import { digestOfFile } from '../course/folder.ts';
import { sayFaults } from '../fault.ts';
import { TRANSLATIONS } from '../layer/voices.ts';
import { isPack } from '../translate/original.ts';
import type { World } from '../world.ts';
import type { Script } from './script.ts';
import { speakingOf } from './speaker.ts';
import { planSpeech, speakAll } from './voiceover.ts';

/** `karvan speak`: voices for the films and readings of a course in the languages that it has itself. `karvan build` packs those that speak the words as they are. */
export async function speak(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<course>'], ['lang', 'tts', 'max-rate', 'timeout', 'price', 'cost-cap'], ['small', 'dry-run']);
  if (isWrong(given)) return given;
  const folder = given.names[0]!;
  const speaking = speakingOf(given, world);
  if (isWrong(speaking)) return speaking;
  if (await isPack(folder)) return wrong('this is a built pack: name the folder in which the course is written');
  const { faults, course } = await checkFolder(folder);
  if (!course) return (sayFaults(faults, world.err), 1);
  const { languages } = course.plan;
  const langs = given.options.lang?.split(',') ?? languages;
  const foreign = langs.find((lang) => !languages.includes(lang));
  if (foreign !== undefined) return wrong(`--lang names ${foreign}, which is not in “languages” of course.yaml: ${languages.join(', ')}`);

  for (const lang of langs) {
    const scripts = await scriptsOf(course, lang, { folder: join(folder, TRANSLATIONS), isSmall: given.flags.has('small') });
    const trouble = given.flags.has('dry-run') ? await planSpeech(lang, scripts, speaking, given.options.price, world) : await speakAll(lang, scripts, speaking, world);
    if (!trouble) continue;
    world.err(`karvan speak: ${trouble.what}\n    ${trouble.mend}\n`);
    return 1;
  }
  return 0;
}

type Place = { readonly folder: string; readonly isSmall: boolean };

/** What people have not spoken themselves: readings, and films by their subtitles. */
async function scriptsOf({ plan: { source }, lessons }: Course, lang: string, place: Place): Promise<readonly Script[]> {
  const scripts = await Promise.all(lessons.map((lesson) => scriptOf(lesson, lang, source, place)));
  return scripts.filter((script) => script !== undefined);
}

async function scriptOf({ plan, content }: Lesson, lang: string, source: string, { folder, isSmall }: Place): Promise<Script | undefined> {
  const [medium, file] = content.kind === 'quiz' ? [] : [mediumOf(content, source), content.toSpeak.get(lang)];
  if (content.kind === 'quiz' || !medium || !file) return undefined;
  const script = { folder, lang, key: plan.slug, of: await digestOfFile(medium), words: await readFile(file.disk, 'utf8') };
  // A voice that every phone plays. One without the film's own sound under it may be as small as speech bears.
  return content.kind === 'reading' ? { kind: 'reading', ...script, kinds: [isSmall ? 'small' : 'aac'] } : { kind: 'film', ...script, seconds: content.seconds, kinds: ['aac'] };
}
