/**
 * A voice of the phone itself speaks subtitles over a film, where no packed voice is in their language: it costs no bytes and needs no
 * network. The film leads: each sentence begins with its subtitle, and one that is not said when the next is due holds the picture, as
 * in voice.ts. A sentence that was broken off goes on at the word where it was.
 */
import type { Cue } from './subtitles.ts';

/** As much of a browser's speech as is needed here. */
export type Speech = Pick<SpeechSynthesis, 'getVoices' | 'speak' | 'cancel' | 'addEventListener' | 'removeEventListener'>;
/** `isHurried`: the picture waits for nobody. `isMuted`: nothing is said, and the picture does not wait. */
export type Speaking = { readonly voice: SpeechSynthesisVoice; readonly isHurried: boolean; readonly isMuted: boolean; readonly onHold: (isHeld: boolean) => void; readonly onSpeak: (isSpeaking: boolean) => void };

/** Voices that speak in this phone; one that sends the words elsewhere is none. Browsers find theirs a little late. */
export async function voicesOf(speech: Speech, patience = 300): Promise<readonly SpeechSynthesisVoice[]> {
  if (speech.getVoices().length === 0) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      speech.addEventListener('voiceschanged', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
  return speech.getVoices().filter((voice) => voice.localService === true);
}

/** The voice for a language: its own tag first, then its language anywhere. A tag's script is no matter of the ear. */
export function voiceIn(voices: readonly SpeechSynthesisVoice[], lang: string): SpeechSynthesisVoice | undefined {
  // Android writes kk_KZ.
  const tags = voices.map((voice) => [voice, voice.lang.replace('_', '-').toLowerCase()] as const);
  const [wanted, primary] = [lang.toLowerCase(), lang.split('-')[0]!.toLowerCase()];
  return (tags.find(([, tag]) => tag === wanted) ?? tags.find(([, tag]) => tag.split('-')[0] === primary))?.[0];
}

/** Speaks the cues over the film until the answer is called. */
export function speakInStep(film: HTMLMediaElement, speech: Speech, cues: readonly Cue[], { voice, isHurried, isMuted, onHold, onSpeak }: Speaking): () => void {
  let rate = film.playbackRate;
  let isHeld = false;
  /** What is being said. `said`: characters of it that were heard. `until`: some engines never say that they are done; nobody waits for them beyond this. */
  let now: { readonly n: number; said: number; readonly utterance: SpeechSynthesisUtterance; until: number } | undefined;
  let broken: { readonly n: number; readonly said: number } | undefined;
  let next = after(cues, film.currentTime);
  let pace = USUAL_PACE;

  const setHeld = (held: boolean) => {
    if (held === isHeld) return;
    isHeld = held;
    film.playbackRate = held ? 0 : rate;
    onHold(held);
  };
  const isIdle = () => film.paused || film.seeking || isMuted;
  const say = (n: number, from = 0) => {
    const text = wordsOf(cues[n]!).slice(from);
    if (text.trim() === '') return;
    const utterance = new SpeechSynthesisUtterance(text);
    const begun = performance.now();
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = rate * haste(text, cues[n]!, cues[n + 1], pace);
    const mine = { n, said: from, utterance, until: begun + ((text.length / pace / utterance.rate) * 3 + 5) * 1000 };
    utterance.addEventListener('boundary', ({ charIndex }) => void (mine.said = from + charIndex));
    const over = () => {
      if (now !== mine) return;
      const seconds = (performance.now() - begun) / 1000;
      // How fast this voice speaks is learned from what it said.
      if (seconds > 0.5) pace = (pace + text.length / seconds / utterance.rate) / 2;
      now = undefined;
      onSpeak(false);
      setHeld(false);
      watch();
    };
    utterance.addEventListener('end', over);
    utterance.addEventListener('error', over);
    now = mine;
    onSpeak(true);
    speech.speak(utterance);
  };
  const breakOff = () => {
    if (now) broken = { n: now.n, said: now.said };
    now = undefined;
    speech.cancel();
    onSpeak(false);
    setHeld(false);
  };
  const watch = () => {
    const due = cues[next];
    if (isIdle() || !due || film.currentTime < due.start - SOON) return;
    if (now && performance.now() > now.until) {
      breakOff();
      broken = undefined;
    }
    if (now && !isHurried) return setHeld(true);
    if (now) return;
    // The picture went on without waiting: what is past is past.
    if (isHurried) while (cues[next + 1] && film.currentTime >= cues[next + 1]!.start) next += 1;
    say(next++);
  };
  const go = () => {
    if (isIdle() || now) return;
    const [left, at] = [broken, film.currentTime];
    broken = undefined;
    if (left && left.n === next - 1 && at < (cues[next]?.start ?? Number.POSITIVE_INFINITY)) say(left.n, left.said);
    else watch();
  };
  // At the film's end the last sentence is still said.
  const rested = () => {
    if (!film.ended) breakOff();
  };
  const seeked = () => {
    breakOff();
    broken = undefined;
    next = after(cues, film.currentTime);
    go();
  };
  const paced = () => {
    if (isHeld && film.playbackRate === 0) return;
    rate = film.playbackRate;
    if (isHeld) film.playbackRate = 0;
  };
  const heard: readonly [string, () => void][] = [['play', go], ['playing', go], ['pause', rested], ['seeking', breakOff], ['seeked', seeked], ['ratechange', paced]];
  for (const [event, then] of heard) film.addEventListener(event, then);
  const timer = setInterval(watch, WATCH);
  go();
  return () => {
    clearInterval(timer);
    for (const [event, then] of heard) film.removeEventListener(event, then);
    breakOff();
  };
}

/** The cue that is to begin next at a moment; one of which less than half is over still begins. */
function after(cues: readonly Cue[], seconds: number): number {
  const at = cues.findIndex(({ start, end }) => (start + end) / 2 > seconds);
  return at < 0 ? cues.length : at;
}

/** A sentence that is too long for its time is said a little faster, as the packed voices are. */
function haste(text: string, cue: Cue, following: Cue | undefined, pace: number): number {
  const room = Math.max(0.5, (following?.start ?? cue.end) - cue.start);
  return Math.min(MOST_HASTE, Math.max(1, text.length / pace / room));
}

function wordsOf(cue: Cue): string {
  return cue.lines.join(' ');
}

/** Characters a second before anything was heard. */
const USUAL_PACE = 14;
const MOST_HASTE = 1.25;
/** Seconds that a sentence may begin early, so that one look is not too late. */
const SOON = 0.03;
/** Milliseconds between two looks. */
const WATCH = 50;
