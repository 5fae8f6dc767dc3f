/** Voices for the films and readings of a course, spoken from their words. What was spoken from the same words is left as it is. */
import { costOf } from '../engines/choose.ts';
import { isTrouble, type Trouble } from '../engines/http.ts';
import { spokenWords } from '../layer/contents.ts';
import type { Work } from '../translate/place.ts';
import type { Unit } from '../translate/units.ts';
import type { World } from '../world.ts';
import { sentencesOf, speakFilm } from './film.ts';
import { passagesOf, speakReading } from './reading.ts';
import { voiceHeld, type Manner, type Script, type Spoken } from './script.ts';
import type { Speaking } from './speaker.ts';

/** Phones choose which sound of a layer they fetch. */
const BOTH = ['opus', 'aac'] as const;

/** What can be spoken of a course in a language into which it was translated: its subtitles, and the texts of its readings. */
export function translatedScripts({ original, folder }: Work, lang: string, units: readonly Unit[]): readonly Script[] {
  return original.parts.flatMap((part): readonly Script[] => {
    const words = spokenWords(part, lang, original.source, units);
    if (words === undefined || !part.words) return [];
    const script = { folder, lang, key: part.key, of: part.words.of, words, kinds: BOTH };
    return [part.words.kind === 'cues' ? { kind: 'film', seconds: part.words.seconds, ...script } : { kind: 'reading', ...script }];
  });
}

/** Speaks scripts of one language, and says so of each. */
export async function speakAll(lang: string, scripts: readonly Script[], { speaker, most }: Speaking, world: World): Promise<Trouble | undefined> {
  const ready = await speaker.ready(lang);
  if (isTrouble(ready)) return ready;
  const manner: Manner = { speaker, most, voice: ready.voice };
  for (const script of scripts) {
    const spoken = script.kind === 'film' ? await speakFilm(script, manner, world) : await speakReading(script, manner, world);
    if (isTrouble(spoken)) return spoken;
    world.out(`${lang}: ${saidOf(spoken, speaker.name)}`);
  }
  return undefined;
}

/** Says what there is to speak. `price`: of a million characters. */
export async function planSpeech(lang: string, scripts: readonly Script[], { speaker, most }: Speaking, price: string | undefined, { out }: World): Promise<Trouble | undefined> {
  const ready = await speaker.ready(lang);
  if (isTrouble(ready)) return ready;
  const held = await Promise.all(scripts.map((script) => voiceHeld(script, { speaker, most, voice: ready.voice })));
  const open = scripts.filter((_, n) => !held[n]);
  const characters = open.reduce((sum, script) => sum + charactersOf(script), 0);
  out(`${lang}: to speak: ${open.length} of ${scripts.length} lessons, ${characters} characters${price === undefined ? '' : `; cost: ${costOf(characters, Number(price)).toFixed(2)}`}`);
  return undefined;
}

/** How many characters an engine is given. */
function charactersOf(script: Script): number {
  const { words, lang } = script;
  const said = script.kind === 'film' ? sentencesOf(words, script.seconds, lang) : passagesOf(words, lang).flat();
  return said.reduce((sum, { text }) => sum + text.length, 0);
}

function saidOf({ key, kind, seconds, sentences, waits, wasThere }: Spoken, engine: string): string {
  const waited = waits.reduce((sum, each) => sum + each, 0);
  const how = kind === 'reading' ? `${sentences} passages by ${engine}, ${seconds.toFixed(0)} s` : `${sentences} sentences by ${engine}; the picture waits ${waits.length} times, ${waited.toFixed(1)} s of ${seconds.toFixed(0)} s, at most ${Math.max(0, ...waits).toFixed(1)} s`;
  return `${key} is spoken in ${how}${wasThere ? '; it was there already' : ''}`;
}
