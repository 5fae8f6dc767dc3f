import { join } from 'node:path';
import { digestOfFile, type FolderFile } from '../course/folder.ts';
import { sayer } from '../fault.ts';
import { readVoice, TRANSLATIONS, voiceRecords, type VoiceFiles } from '../layer/voices.ts';
import type { Checking } from './content.ts';

/** Voices that `karvan speak` made of these words for a medium or a reading. One of other words is left out, and said. */
export async function spokenFrom(wordsByLang: ReadonlyMap<string, FolderFile>, medium: FolderFile, { folder, faults, claimed }: Checking): Promise<ReadonlyMap<string, VoiceFiles>> {
  const spoken = new Map<string, VoiceFiles>();
  // A film of gigabytes is not read for a voice that nobody made.
  const records = voiceRecords(folder.files.keys()).filter(({ lang }) => wordsByLang.has(lang));
  if (records.length === 0) return spoken;
  const of = await digestOfFile(medium);
  for (const [lang, words] of wordsByLang) {
    const record = records.find((each) => each.lang === lang && each.of === of);
    const voice = record && (await readVoice(join(folder.root, TRANSLATIONS), lang, of));
    if (!voice) continue;
    claimed.set(record.path, 0);
    if (voice.from === (await digestOfFile(words))) spoken.set(lang, voice);
    else sayer(faults, words.path)(undefined, 'was changed since it was spoken, so its voice is left out', `Run “karvan speak --lang ${lang}” again.`, 'warning');
  }
  return spoken;
}
