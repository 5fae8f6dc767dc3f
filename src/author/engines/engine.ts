/**
 * Engines by name. To add one, write one file here: `<name>.mt.ts` for translation, `<name>.asr.ts` for transcription or
 * `<name>.tts.ts` for speech, which exports `engine`. `--mt <name>=<address>` then finds it; nothing else has to be changed.
 */
import type { Glossary } from '../../core/translation/glossary.ts';
import type { TimedWord } from '../../core/translation/cues.ts';
import type { Sound } from '../speak/wav.ts';
import type { Address, Road, Trouble } from './http.ts';

/** `most`: characters that can be read in the time of a cue. */
export type Line = { readonly id: string; readonly text: string; readonly most?: number };
/** `from`, `to`: BCP 47. `before`, `after`: neighbours for the sense, not to be translated. `⟦0⟧` in a text must come back as it is. */
export type Asked = { readonly from: string; readonly to: string; readonly lines: readonly Line[]; readonly before: readonly string[]; readonly after: readonly string[]; readonly terms: Glossary };

export type Translator = {
  /** As records say it: `libretranslate`, `openai#<model>`. */
  readonly name: string;
  /** Whether it keeps the cues of one sentence apart by their ids. Otherwise a sentence is sent as one line and parted afterwards. */
  readonly keepsCues: boolean;
  /** In one request. */
  readonly most: { readonly lines: number; readonly characters: number };
  /** Characters that each request holds besides the lines. */
  readonly around: number;
  /** Looks whether it is there and knows the languages. */
  readonly ready: (pairs: readonly { readonly from: string; readonly to: string }[]) => Promise<Trouble | undefined>;
  /** Translations by id. What is missing counts as not answered; what is wrong is found by the checks. */
  readonly translate: (asked: Asked) => Promise<ReadonlyMap<string, string> | Trouble>;
};
/** `sound`: path of a film or sound file. Words in their order, with times in seconds. */
export type Transcriber = { readonly transcribe: (sound: string, lang: string) => Promise<readonly TimedWord[] | Trouble> };

export type Speaker = {
  /** As records say it: `espeak-ng`, `openai#<model>`. */
  readonly name: string;
  /** The voice with which it speaks a language (BCP 47). */
  readonly ready: (lang: string) => Promise<{ readonly voice: string } | Trouble>;
  /** `pace`: 1 is the engine's own; it speaks faster itself, and nobody squeezes its sound. */
  readonly speak: (text: string, voice: string, pace: number) => Promise<Sound | Trouble>;
};

type Make<Engine> = (address: Address, road: Road) => Engine;

const translators = byName(import.meta.glob<Make<Translator>>('./*.mt.ts', { eager: true, import: 'engine' }));
const transcribers = byName(import.meta.glob<Make<Transcriber>>('./*.asr.ts', { eager: true, import: 'engine' }));

const speakers = byName(import.meta.glob<Make<Speaker>>('./*.tts.ts', { eager: true, import: 'engine' }));

export const translatorNames: readonly string[] = [...translators.keys()];

export function translatorNamed(name: string): Make<Translator> | undefined {
  return translators.get(name);
}

export function transcriberNamed(name: string): Make<Transcriber> | undefined {
  return transcribers.get(name);
}

export function speakerNamed(name: string): Make<Speaker> | undefined {
  return speakers.get(name);
}

function byName<Engine>(files: { readonly [path: string]: Make<Engine> }): ReadonlyMap<string, Make<Engine>> {
  return new Map(Object.entries(files).map(([path, make]) => [path.split('/').at(-1)!.split('.')[0]!, make]));
}
