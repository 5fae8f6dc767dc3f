/** A voice for every film and every reading of a course in one language, spoken from their words. What was spoken from the same words is left as it is. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isWholeSentence } from '../../core/translation/sentences.ts';
import { speakable } from '../../core/translation/speakable.ts';
import { voiceTime, type VoiceMap } from '../../pack/voice-map.ts';
import { plainText, readVtt, type Cue } from '../../pack/vtt.ts';
import type { Speaker } from '../engines/engine.ts';
import { isTrouble, type Trouble } from '../engines/http.ts';
import { digestOfText, spokenWords } from '../layer/contents.ts';
import { readVoice, voicePath, type VoiceRecord } from '../layer/voices.ts';
import { countLine } from '../progress.ts';
import type { Part } from '../translate/original.ts';
import type { Work } from '../translate/place.ts';
import type { Unit } from '../translate/units.ts';
import type { World } from '../world.ts';
import { laid, paceFor, type Place } from './fit.ts';
import { speakReading } from './reading.ts';
import { newTrack, notEncoded, thousandths } from './track.ts';
import { lengthOf, levelled, trimmed, type Sound } from './wav.ts';

/** `most`: how much faster than its own pace the engine may speak. */
export type Manner = { readonly speaker: Speaker; readonly voice: string; readonly most: number };
type Sentence = Place & { readonly text: string };
/** Seconds of a film or of a reading's voice, and of each wait; how many sentences or passages were spoken. */
export type Spoken = { readonly key: string; readonly kind: 'film' | 'reading'; readonly seconds: number; readonly sentences: number; readonly waits: readonly number[]; readonly wasThere: boolean };

/** A silence in the middle of a sentence that is longer than this is kept. Seconds. */
const PAUSE = 1.2;
const MOST_SENTENCE = 400;
const BOTH = ['opus', 'aac'] as const;

/** Speaks what has subtitles or a text in `lang`. */
export async function voiceover(work: Work, lang: string, units: readonly Unit[], manner: Manner, world: World): Promise<readonly Spoken[] | Trouble> {
  const spoken: Spoken[] = [];
  for (const part of work.original.parts) {
    const words = spokenWords(part, lang, work.original.source, units);
    if (words === undefined || part.words === undefined) continue;
    const one = part.words.kind === 'cues' ? await speakFilm(work, lang, part, words, manner, world) : await speakReading({ folder: work.folder, lang, key: part.key, of: part.words.of, text: words, kinds: BOTH }, manner, world);
    if (isTrouble(one)) return one;
    spoken.push(one);
  }
  return spoken;
}

/** Sentences as they are spoken: cues that one sentence runs over are one. */
export function sentencesOf(words: string, seconds: number, lang: string): readonly Sentence[] {
  const runs: Cue[][] = [];
  for (const cue of readVtt(words).cues) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const goesOn = run && before && cue.start - before.end < PAUSE && !isWholeSentence(plainText(before), lang) && run.reduce((sum, { text }) => sum + text.length, 0) < MOST_SENTENCE;
    if (goesOn) run.push(cue);
    else runs.push([cue]);
  }
  const spoken = runs.map((run) => ({ start: run[0]!.start, text: speakable(run.map(plainText).join(' '), lang) })).filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  return spoken.map((each, n) => ({ ...each, next: spoken[n + 1]?.start ?? seconds }));
}

async function speakFilm(work: Work, lang: string, part: Part, words: string, manner: Manner, world: World): Promise<Spoken | Trouble> {
  if (part.words?.kind !== 'cues') throw new Error('only films and sounds are spoken over');
  const { of, seconds } = part.words;
  const sentences = sentencesOf(words, seconds, lang);
  const held = await readVoice(work.folder, lang, of);
  const isSame = held?.from === digestOfText(words) && held.engine === manner.speaker.name && held.voice === manner.voice && held.pace === manner.most;
  if (isSame) return said(part, seconds, sentences.length, held.map, true);
  const base = voicePath(work.folder, lang, of);
  await mkdir(dirname(base), { recursive: true });
  const line = countLine(`${part.key} ${lang}`, sentences.length, 'sentences', world);
  const track = newTrack(base, BOTH);
  const map: VoiceMap = { karvan: 1, holds: [], speech: [] };
  let waited = 0;
  try {
    for (const sentence of sentences) {
      const sound = await spokenIn(sentence, manner);
      if (isTrouble(sound)) return (await track.end(), sound);
      const length = lengthOf(sound);
      const { at, hold } = laid(sentence, length, waited);
      await track.write(at, sound);
      map.speech.push([thousandths(sentence.start), thousandths(Math.min(sentence.start + length, hold?.[0] ?? Number.POSITIVE_INFINITY))]);
      if (hold) {
        map.holds.push([thousandths(hold[0]), thousandths(hold[1])]);
        waited += thousandths(hold[1]);
      }
      line.done(1);
    }
  } finally {
    line.end();
  }
  const fault = await track.end(voiceTime(map, seconds));
  if (fault !== undefined) return notEncoded(fault);
  const record: VoiceRecord = { karvan: 1, from: digestOfText(words), engine: manner.speaker.name, voice: manner.voice, pace: manner.most, map };
  // Last of all: what has a record is whole.
  await writeFile(`${base}.json`, `${JSON.stringify(record)}\n`);
  return said(part, seconds, sentences.length, map, false);
}

/** A sentence at the engine's own pace, or as much faster as its place asks for and is bearable. */
async function spokenIn(sentence: Sentence, { speaker, voice, most }: Manner): Promise<Sound | Trouble> {
  const calm = await speaker.speak(sentence.text, voice, 1);
  if (isTrouble(calm)) return calm;
  const sound = trimmed(calm);
  const pace = paceFor(lengthOf(sound), sentence, most);
  const faster = pace > 1.01 ? await speaker.speak(sentence.text, voice, pace) : calm;
  return isTrouble(faster) ? faster : levelled(trimmed(faster));
}

function said({ key }: Part, seconds: number, sentences: number, { holds }: VoiceMap, wasThere: boolean): Spoken {
  return { key, kind: 'film', seconds, sentences, waits: holds.map(([, length]) => length), wasThere };
}
