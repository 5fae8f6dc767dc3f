/** Which page of a reading a voice is at, and how a voice of the phone reads one. */
import type { VoiceMap } from '../../pack/voice-map.ts';
import { voiceIn, voicesOf, type Speech } from './device-voice.ts';

/** `pages`: seconds from when to when each is said. Undefined when nobody knows. */
export function pageAt(pages: VoiceMap['speech'], seconds: number): number | undefined {
  const next = pages.findIndex(([from]) => from > seconds + NEAR);
  return pages.length === 0 ? undefined : Math.max(0, (next < 0 ? pages.length : next) - 1);
}

/** What is said of a page that is shown: headings, paragraphs, items, cells. */
export function passagesIn(page: DocumentFragment): readonly string[] {
  const wordsOf = (block: ParentNode & Node) => [...block.childNodes].filter((node) => !(node instanceof Element && node.matches(INNER))).map((node) => node.textContent).join('').trim();
  return [page, ...page.querySelectorAll(BLOCKS)].map(wordsOf).filter((words) => /[\p{L}\p{N}]/u.test(words));
}

export type Reading = { readonly passages: readonly string[]; readonly from: number; readonly rate: number; readonly onPassage: (n: number) => void; readonly onEnd: () => void };

/** The phone's own voice for a language; undefined when it has none. */
export async function phoneVoice(speech: Speech, lang: string): Promise<SpeechSynthesisVoice | undefined> {
  return voiceIn(await voicesOf(speech), lang);
}

/** Says passages one after the other until the answer is called. */
export function readAloud(speech: Speech, voice: SpeechSynthesisVoice, { passages, from, rate, onPassage, onEnd }: Reading): () => void {
  let isOver = false;
  let patience: ReturnType<typeof setTimeout> | undefined;
  const say = (n: number) => {
    const text = passages[n];
    if (isOver) return;
    if (text === undefined) return onEnd();
    onPassage(n);
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = rate;
    let isSaid = false;
    const next = () => {
      if (isSaid) return;
      isSaid = true;
      clearTimeout(patience);
      say(n + 1);
    };
    utterance.addEventListener('end', next);
    utterance.addEventListener('error', next);
    // Some engines never say that they are done.
    patience = setTimeout(next, (text.length / SLOWEST / rate + 5) * 1000);
    speech.speak(utterance);
  };
  say(from);
  return () => {
    isOver = true;
    clearTimeout(patience);
    speech.cancel();
  };
}

const BLOCKS = 'h1, h2, h3, h4, h5, h6, p, li, blockquote, th, td, pre';
/** Blocks inside of others: they are said by themselves. */
const INNER = `${BLOCKS}, ul, ol, table, div`;
/** Seconds: a player stops a little before where it was sent. */
const NEAR = 0.1;
/** Characters a second that the slowest voice says. */
const SLOWEST = 5;
