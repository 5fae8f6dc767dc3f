/** What is to be spoken of a lesson, and how a voice for it comes to lie in its files: whole with its record, or without one. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { VoiceMap } from '../../pack/voice-map.ts';
import type { Speaker } from '../engines/engine.ts';
import { isTrouble, type Trouble } from '../engines/http.ts';
import { digestOfText } from '../layer/contents.ts';
import { readVoice, voicePath, type VoiceRecord } from '../layer/voices.ts';
import { countLine } from '../progress.ts';
import type { World } from '../world.ts';
import { codecOf, type Kind } from './encode.ts';
import { newTrack, notEncoded, type TrackFile } from './track.ts';

type Words = { readonly folder: string; readonly lang: string; readonly key: string; readonly of: string; readonly words: string; readonly kinds: readonly Kind[] };
/** `words`: WebVTT of a film or sound that takes `seconds`. */
export type FilmScript = Words & { readonly kind: 'film'; readonly seconds: number };
/** `words`: Markdown. */
export type ReadingScript = Words & { readonly kind: 'reading' };
/** `folder`: of translations. `of`: digest of the medium, or of the reading in its source language. */
export type Script = FilmScript | ReadingScript;
/** `most`: how much faster than its own pace the engine may speak. */
export type Manner = { readonly speaker: Speaker; readonly voice: string; readonly most: number };
/** Seconds of a film or of a reading's voice, and of each wait; how many sentences or passages were spoken. */
export type Spoken = { readonly key: string; readonly kind: Script['kind']; readonly seconds: number; readonly sentences: number; readonly waits: readonly number[]; readonly wasThere: boolean };
/** Speaks into a track, counting what is `done`: where the voice ends, in seconds, and its map. */
type Speech = (track: TrackFile, done: (count: number) => void) => Promise<{ readonly end: number; readonly map: VoiceMap } | Trouble>;

/** The map of a voice, spoken now unless it was there. `count`: of what is spoken, for people who watch. */
export async function voiced(script: Script, manner: Manner, count: number, speech: Speech, world: World): Promise<{ readonly map: VoiceMap; readonly wasThere: boolean } | Trouble> {
  const held = await voiceHeld(script, manner);
  if (held) return { map: held, wasThere: true };
  const { folder, lang, key, of, words, kinds } = script;
  const base = voicePath(folder, lang, of);
  await mkdir(dirname(base), { recursive: true });
  const line = countLine(`${key} ${lang}`, count, script.kind === 'film' ? 'sentences' : 'passages', world);
  const track = newTrack(base, kinds);
  const said = await speech(track, line.done).finally(line.end);
  if (isTrouble(said)) return (await track.drop(), said);
  const fault = await track.end(said.end);
  if (fault !== undefined) return (await track.drop(), notEncoded(fault));
  // The record first: sounds of other words, or in a kind that is not made again, are nobody's voice.
  for (const ending of ['json', 'webm', 'm4a']) await rm(`${base}.${ending}`, { force: true });
  await track.keep();
  const record: VoiceRecord = { karvan: 1, from: digestOfText(words), engine: manner.speaker.name, voice: manner.voice, pace: paceOf(script, manner), map: said.map };
  // Last of all: what has a record is whole.
  await writeFile(`${base}.json`, `${JSON.stringify(record)}\n`);
  return { map: said.map, wasThere: false };
}

/** The map of the voice that speaks these words in this manner already. */
export async function voiceHeld(script: Script, manner: Manner): Promise<VoiceMap | undefined> {
  const held = await readVoice(script.folder, script.lang, script.of);
  const isSame = held?.from === digestOfText(script.words) && held.engine === manner.speaker.name && held.voice === manner.voice && held.pace === paceOf(script, manner);
  return isSame && script.kinds.every((kind) => held.files.some(({ codec }) => codec === codecOf(kind))) ? held.map : undefined;
}

/** Nothing hurries a reading. */
function paceOf({ kind }: Script, { most }: Manner): number {
  return kind === 'film' ? most : 1;
}
