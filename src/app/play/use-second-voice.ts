import { useEffect, useRef, type RefObject } from 'react';
import { keepInStep } from './voice.ts';

type Voices = {
  readonly filmRef: RefObject<HTMLMediaElement | null>;
  readonly secondRef: RefObject<HTMLAudioElement | null>;
  /** Undefined or null: the film speaks for itself. */
  readonly address: string | null | undefined;
  readonly isMuted: boolean;
  readonly onBroken: () => void;
};

/** Another voice in the film's place, kept in step with it. Its file may be changed while the film plays; the place stays. */
export function useSecondVoice({ filmRef, secondRef, address, isMuted, onBroken }: Voices): void {
  const broken = useRef(onBroken);
  useEffect(() => {
    broken.current = onBroken;
    if (secondRef.current) secondRef.current.muted = isMuted;
  });
  useEffect(() => {
    const [leader, voice] = [filmRef.current, secondRef.current];
    if (!leader || !voice || address === undefined) return;
    if (address === null) return broken.current();
    const onError = () => broken.current();
    voice.addEventListener('error', onError);
    voice.src = address;
    const stop = keepInStep(leader, voice);
    return () => {
      stop();
      voice.removeEventListener('error', onError);
      voice.removeAttribute('src');
      voice.load();
    };
  }, [filmRef, secondRef, address]);
}
