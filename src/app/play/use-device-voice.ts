import { useEffect, useState, type RefObject } from 'react';
import { useSession } from '../session.tsx';
import type { Voice } from './film-plan.ts';
import { readText } from './local.ts';
import { readSubtitles } from './subtitles.ts';
import { UNDER_A_VOICE } from './use-second-voice.ts';

type Props = {
  readonly filmRef: RefObject<HTMLMediaElement | null>;
  /** One of the phone's own; undefined: another voice is heard. */
  readonly voice: Voice | undefined;
  readonly isMuted: boolean;
  readonly isHurried: boolean;
  readonly onBroken: () => void;
};

/** The phone's own voice over a film. True while the picture waits for it. */
export function useDeviceVoice({ filmRef, voice, isMuted, isHurried, onBroken }: Props): boolean {
  const { db } = useSession();
  const [isHeld, setHeld] = useState(false);
  const { lang, edition, cues: path } = voice ?? {};
  useEffect(() => {
    const film = filmRef.current;
    if (!film || lang === undefined || edition === undefined || path === undefined) return;
    let stop = () => {};
    let isGone = false;
    void (async () => {
      const [{ speakInStep, voiceIn, voicesOf }, text] = await Promise.all([import('./device-voice.ts'), readText(db, edition, path)]);
      const found = voiceIn(await voicesOf(speechSynthesis), lang);
      if (isGone) return;
      if (!found || text === undefined) return onBroken();
      const onSpeak = (isSpeaking: boolean) => void (film.volume = isSpeaking ? UNDER_A_VOICE : 1);
      stop = speakInStep(film, speechSynthesis, readSubtitles(text), { voice: found, isHurried, isMuted, onHold: setHeld, onSpeak });
    })().catch(onBroken);
    return () => {
      isGone = true;
      stop();
      film.volume = 1;
    };
    // What is done when it breaks is made anew at each drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [filmRef, db, lang, edition, path, isMuted, isHurried]);
  return isHeld;
}
