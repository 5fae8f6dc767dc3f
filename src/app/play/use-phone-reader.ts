import { useEffect, useRef, useState } from 'react';
import { showMarkdown } from './markdown.ts';
import { passagesIn, phoneVoice, readAloud } from './read-along.ts';
import type { Position, Text } from './use-reading.ts';

type Reading = { readonly lang: string; readonly text: Text; readonly position: Pick<Position, 'page' | 'go'>; readonly rate: number };

/** A voice of the phone reads the pages from the one that is open. Paused, it goes on with the same passage. Undefined where the phone has no voice for the language. */
export function usePhoneReader({ lang, text, position: { page, go }, rate }: Reading): { readonly isPlaying: boolean; readonly toggle: () => void } | undefined {
  const [voice, setVoice] = useState<SpeechSynthesisVoice>();
  const [isPlaying, setPlaying] = useState(false);
  const place = useRef({ page, passage: 0 });
  useEffect(() => {
    let isGone = false;
    if ('speechSynthesis' in globalThis) void phoneVoice(speechSynthesis, lang).then((found) => !isGone && setVoice(found));
    return () => {
      isGone = true;
    };
  }, [lang]);
  useEffect(() => {
    if (!voice || !isPlaying) return;
    let [isGone, stop] = [false, () => {}];
    if (place.current.page !== page) place.current = { page, passage: 0 };
    const onEnd = () => {
      if (page === text.pages.length - 1) return setPlaying(false);
      go(page + 1);
      window.scrollTo(0, 0);
    };
    void showMarkdown(text.pages[page] ?? '', { file: text.path, address: async () => undefined }).then((shown) => {
      if (isGone) return;
      stop = readAloud(speechSynthesis, voice, { passages: passagesIn(shown), from: place.current.passage, rate, onPassage: (passage) => void (place.current = { page, passage }), onEnd });
    });
    return () => {
      isGone = true;
      stop();
    };
  }, [voice, isPlaying, page, text, rate, go]);
  return voice && { isPlaying, toggle: () => setPlaying(!isPlaying) };
}
