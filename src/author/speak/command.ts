import { join } from 'node:path';
import { isWrong, readArguments, wrong, type Ending } from '../arguments.ts';
import { TRANSLATIONS } from '../layer/voices.ts';
import { isTrouble, type Trouble } from '../engines/http.ts';
import { sayFaults } from '../fault.ts';
import { openOriginal, isPack } from '../translate/original.ts';
import type { World } from '../world.ts';
import { speakReading } from './reading.ts';
import { saidOf, speakerOf } from './speaker.ts';

/** `karvan speak`: voices for the readings of a course in the languages that it has itself. `karvan build` packs those that speak the words as they are. */
export async function speak(args: readonly string[], world: World): Promise<Ending> {
  const given = readArguments(args, ['<course>'], ['lang', 'tts', 'timeout'], ['small']);
  if (isWrong(given)) return given;
  const course = given.names[0]!;
  const speaker = speakerOf(given, world);
  if (isWrong(speaker)) return speaker;
  if (await isPack(course)) return wrong('this is a built pack: name the folder in which the course is written');
  const { original, faults } = await openOriginal(course);
  if (!original) return (sayFaults(faults, world.err), 1);
  const langs = given.options.lang?.split(',') ?? original.languages;
  const foreign = langs.find((lang) => !original.languages.includes(lang));
  if (foreign !== undefined) return wrong(`--lang names ${foreign}, which is not in “languages” of course.yaml: ${original.languages.join(', ')}`);

  const kinds = given.flags.has('small') ? (['small'] as const) : (['opus', 'aac'] as const);
  for (const lang of langs) {
    const ready = await speaker.ready(lang);
    if (isTrouble(ready)) return fail(ready, world);
    for (const { key, words } of original.parts) {
      const text = words?.kind === 'text' ? words.texts.get(lang) : undefined;
      if (text === undefined) continue;
      const spoken = await speakReading({ folder: join(course, TRANSLATIONS), lang, key, of: words!.of, text, kinds }, { speaker, voice: ready.voice }, world);
      if (isTrouble(spoken)) return fail(spoken, world);
      world.out(`${lang}: ${saidOf(spoken, speaker)}`);
    }
  }
  return 0;
}

function fail({ what, mend }: Trouble, { err }: World): 1 {
  err(`karvan speak: ${what}\n    ${mend}\n`);
  return 1;
}
