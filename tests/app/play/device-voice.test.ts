/** The phone's own voice over a film: one clock for the film and for speech, moved by hand. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { speakInStep, voiceIn, voicesOf, type Speech } from '../../../src/app/play/device-voice.ts';
import type { Cue } from '../../../src/app/play/subtitles.ts';

const cue = (id: string, start: number, end: number, text: string): Cue => ({ id, start, end, lines: [text] });
const cues = [cue('a', 1, 3, 'one two'), cue('b', 4, 6, 'three'), cue('c', 6, 8, 'four')];
const voice = (lang: string, localService = true) => ({ lang, localService, name: lang, voiceURI: lang, default: false }) as SpeechSynthesisVoice;

class Utterance extends EventTarget {
  voice: SpeechSynthesisVoice | null = null;
  rate = 1;
  lang = '';
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
}

function aSpeech(voices: readonly SpeechSynthesisVoice[]) {
  const said: Utterance[] = [];
  let current: Utterance | undefined;
  const speech = Object.assign(new EventTarget(), {
    getVoices: () => [...voices],
    speak: (utterance: Utterance) => void (said.push(utterance), (current = utterance)),
    // Browsers tell of a cancelled sentence as of one that failed.
    cancel: () => void (current?.dispatchEvent(new Event('error')), (current = undefined)),
  });
  return {
    speech: speech as unknown as Speech,
    said,
    isSpeaking: () => current !== undefined,
    finish: () => void (current?.dispatchEvent(new Event('end')), (current = undefined)),
    word: (charIndex: number) => current?.dispatchEvent(Object.assign(new Event('boundary'), { charIndex })),
  };
}

function aFilm() {
  const film = Object.assign(new EventTarget(), { currentTime: 0, playbackRate: 1, paused: true, seeking: false, ended: false });
  const tell = (name: string) => film.dispatchEvent(new Event(name));
  return {
    film,
    play: () => void ((film.paused = false), tell('play')),
    pause: () => void ((film.paused = true), tell('pause')),
    end: () => void ((film.ended = true), (film.paused = true), tell('pause')),
    seek: (to: number) => void ((film.seeking = true), tell('seeking'), (film.currentTime = to), (film.seeking = false), tell('seeked')),
    /** Time passes; the film goes on as fast as it may. */
    pass(seconds: number) {
      for (let left = seconds; left > 1e-9; left -= 0.05) {
        if (!film.paused) film.currentTime += 0.05 * film.playbackRate;
        vi.advanceTimersByTime(50);
      }
    },
  };
}

function begin({ isHurried = false, isMuted = false } = {}) {
  const [moving, speaking] = [aFilm(), aSpeech([voice('kk-KZ')])];
  const held: boolean[] = [];
  const loud: boolean[] = [];
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance);
  const stop = speakInStep(moving.film as unknown as HTMLMediaElement, speaking.speech, cues, { voice: voice('kk-KZ'), isHurried, isMuted, onHold: (is) => held.push(is), onSpeak: (is) => loud.push(is) });
  return { ...moving, ...speaking, held, loud, stop, words: () => speaking.said.map(({ text }) => text) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('each sentence begins with its subtitle, by the voice that was given, and the film is quiet under it', () => {
  const { play, pass, finish, words, said, loud } = begin();
  play();
  pass(0.9);
  expect(words()).toEqual([]);
  pass(0.2);
  expect(words()).toEqual(['one two']);
  expect(said[0]).toMatchObject({ lang: 'kk-KZ', voice: { lang: 'kk-KZ' } });
  expect(loud).toEqual([true]);
  finish();
  expect(loud).toEqual([true, false]);
  pass(3);
  expect(words()).toEqual(['one two', 'three']);
});

test('a sentence that is not said when the next is due holds the picture until it is', () => {
  const { film, play, pass, finish, words, held } = begin();
  play();
  pass(3.5);
  expect(held).toEqual([]);
  pass(2);
  expect([held, film.playbackRate, words()]).toEqual([[true], 0, ['one two']]);
  expect(film.currentTime).toBeLessThan(4.1);
  finish();
  expect([held, film.playbackRate, words()]).toEqual([[true, false], 1, ['one two', 'three']]);
});

test('a voice that never says that it is done does not keep the picture standing', () => {
  const { film, play, pass, words, isSpeaking } = begin();
  play();
  pass(4.5);
  expect(film.playbackRate).toBe(0);
  pass(4);
  expect([film.playbackRate, words(), isSpeaking()]).toEqual([1, ['one two', 'three'], true]);
});

test('who does not want to wait is not held, and hears what is on the screen next', () => {
  const { film, play, pass, finish, words, held } = begin({ isHurried: true });
  play();
  pass(6.5);
  expect([held, film.playbackRate, words()]).toEqual([[], 1, ['one two']]);
  finish();
  pass(0.1);
  expect(words()).toEqual(['one two', 'four']);
});

test('a pause breaks the sentence off, and playing goes on at the word where it was', () => {
  const { play, pause, pass, word, words, isSpeaking } = begin();
  play();
  pass(1.2);
  word(4);
  pause();
  expect(isSpeaking()).toBe(false);
  pass(5);
  play();
  expect(words()).toEqual(['one two', 'two']);
});

test('after a jump nothing of before is said, and a sentence that is nearly over is left out', () => {
  const { play, pass, seek, words, finish } = begin();
  play();
  pass(1.2);
  seek(5.5);
  expect(words()).toEqual(['one two']);
  pass(0.6);
  expect(words()).toEqual(['one two', 'four']);
  finish();
  seek(1.5);
  expect(words()).toEqual(['one two', 'four', 'one two']);
});

test('speech hurries with the film, and a long sentence a little more, but never beyond what is pleasant', () => {
  const { film, play, pass, said } = begin();
  film.playbackRate = 1.5;
  film.dispatchEvent(new Event('ratechange'));
  play();
  pass(1);
  expect(said[0]?.rate).toBe(1.5);
  const long = [cue('a', 0, 1, 'x'.repeat(200)), cue('b', 1, 2, 'y')];
  const other = [aFilm(), aSpeech([])] as const;
  const stop = speakInStep(other[0].film as unknown as HTMLMediaElement, other[1].speech, long, { voice: voice('kk'), isHurried: false, isMuted: false, onHold: () => {}, onSpeak: () => {} });
  other[0].play();
  expect(other[1].said[0]?.rate).toBe(1.25);
  stop();
});

test('muted nothing is said and nothing waits; at the film’s end the last sentence is said to its end; stopped it is silent', () => {
  const silent = begin({ isMuted: true });
  silent.play();
  silent.pass(7);
  expect([silent.words(), silent.held]).toEqual([[], []]);
  const { play, pass, seek, end, isSpeaking, stop, film } = begin();
  seek(5.9);
  play();
  pass(0.2);
  end();
  expect(isSpeaking()).toBe(true);
  stop();
  expect([isSpeaking(), film.playbackRate]).toEqual([false, 1]);
});

test('only a voice in this phone is one: a voice that sends the words elsewhere is refused', async () => {
  const names = async (...voices: SpeechSynthesisVoice[]) => (await voicesOf(aSpeech(voices).speech)).map(({ lang }) => lang);
  expect(await names(voice('kk-KZ', false), voice('ru-RU'))).toEqual(['ru-RU']);
  // Control: the same voice, once it is in the phone.
  expect(await names(voice('kk-KZ'), voice('ru-RU'))).toEqual(['kk-KZ', 'ru-RU']);
});

test('a browser that finds its voices late is waited for, one that has none not for long', async () => {
  const late: SpeechSynthesisVoice[] = [];
  const { speech } = aSpeech([]);
  Object.assign(speech, { getVoices: () => late });
  const asked = voicesOf(speech);
  late.push(voice('az'));
  (speech as unknown as EventTarget).dispatchEvent(new Event('voiceschanged'));
  expect(await asked).toHaveLength(1);
  const none = voicesOf(aSpeech([]).speech);
  await vi.advanceTimersByTimeAsync(300);
  expect(await none).toEqual([]);
});

test('a language is spoken by its own tag first, else by its language anywhere, never by another language', () => {
  const voices = [voice('tr-TR'), voice('kk_KZ'), voice('az-Latn-AZ'), voice('az')];
  expect(voiceIn(voices, 'kk')?.lang).toBe('kk_KZ');
  expect(voiceIn(voices, 'az')?.lang).toBe('az');
  expect(voiceIn(voices, 'az-Cyrl')?.lang).toBe('az-Latn-AZ');
  expect(voiceIn(voices, 'ru')).toBeUndefined();
});
