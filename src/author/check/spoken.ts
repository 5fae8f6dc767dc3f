import { join } from 'node:path';
import { digestOfFile, type FolderFile } from '../course/folder.ts';
import { sayer } from '../fault.ts';
import { readVoice, TRANSLATIONS, type VoiceFiles } from '../layer/voices.ts';
import type { Checking } from './content.ts';

/** Voices that `karvan speak` made of these words for a medium or a reading. One of other words is left out, and said. */
export async function spokenFrom(wordsByLang: ReadonlyMap<string, FolderFile>, medium: FolderFile, { folder, faults }: Checking): Promise<ReadonlyMap<string, VoiceFiles>> {
  const spoken = new Map<string, VoiceFiles>();
  // A film of gigabytes is not read for a voice that nobody made.
  const langs = [...wordsByLang].filter(([lang]) => [...folder.files.keys()].some((path) => path.startsWith(`${TRANSLATIONS}/voice/${lang}/`)));
  if (langs.length === 0) return spoken;
  const of = await digestOfFile(medium);
  for (const [lang, words] of langs) {
    const voice = await readVoice(join(folder.root, TRANSLATIONS), lang, of);
    if (!voice) continue;
    if (voice.from === (await digestOfFile(words))) spoken.set(lang, voice);
    else sayer(faults, words.path)(undefined, 'was changed since it was spoken, so its voice is left out', `Run “karvan speak --lang ${lang}” again.`, 'warning');
  }
  return spoken;
}
