/** A voice for a film or a sound, spoken from its subtitles: each sentence in its place, and the picture waits where it needs longer. */
import { isWholeSentence } from '../../core/translation/sentences.ts';
import { speakable } from '../../core/translation/speakable.ts';
import { voiceTime, type VoiceMap } from '../../pack/voice-map.ts';
import { plainText, readVtt, type Cue } from '../../pack/vtt.ts';
import { isTrouble, type Trouble } from '../engines/http.ts';
import type { World } from '../world.ts';
import { laid, paceFor, type Place } from './fit.ts';
import { voiced, type FilmScript, type Manner, type Spoken } from './script.ts';
import { thousandths } from './track.ts';
import { lengthOf, levelled, trimmed, type Sound } from './wav.ts';

type Sentence = Place & { readonly text: string };

/** A silence in the middle of a sentence that is longer than this is kept. Seconds. */
const PAUSE = 1.2;
const MOST_SENTENCE = 400;

/** Speaks a film, unless this voice speaks it already. */
export async function speakFilm(script: FilmScript, manner: Manner, world: World): Promise<Spoken | Trouble> {
  const { key, kind, words, seconds, lang } = script;
  const sentences = sentencesOf(words, seconds, lang);
  const made = await voiced(script, manner, sentences.length, async (track, done) => {
    const map: VoiceMap = { karvan: 1, holds: [], speech: [] };
    let waited = 0;
    for (const sentence of sentences) {
      const sound = await spokenIn(sentence, manner);
      if (isTrouble(sound)) return sound;
      const length = lengthOf(sound);
      const { at, hold } = laid(sentence, length, waited);
      await track.write(at, sound);
      map.speech.push([thousandths(sentence.start), thousandths(Math.min(sentence.start + length, hold?.[0] ?? Number.POSITIVE_INFINITY))]);
      if (hold) {
        map.holds.push([thousandths(hold[0]), thousandths(hold[1])]);
        waited += thousandths(hold[1]);
      }
      done(1);
    }
    return { end: voiceTime(map, seconds), map };
  }, world);
  return isTrouble(made) ? made : { key, kind, seconds, sentences: sentences.length, waits: made.map.holds.map(([, length]) => length), wasThere: made.wasThere };
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

/** A sentence at the engine's own pace, or as much faster as its place asks for and is bearable. */
async function spokenIn(sentence: Sentence, { speaker, voice, most }: Manner): Promise<Sound | Trouble> {
  const calm = await speaker.speak(sentence.text, voice, 1);
  if (isTrouble(calm)) return calm;
  const sound = trimmed(calm);
  const pace = paceFor(lengthOf(sound), sentence, most);
  const faster = pace > 1.01 ? await speaker.speak(sentence.text, voice, pace) : calm;
  return isTrouble(faster) ? faster : levelled(trimmed(faster));
}
