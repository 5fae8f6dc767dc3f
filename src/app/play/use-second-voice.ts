import { useEffect, useRef, useState, type RefObject } from 'react';
import * as v from 'valibot';
import { voiceMapSchema, type VoiceMap } from '../../pack/voice-map.ts';
import { useSession } from '../session.tsx';
import type { Voice } from './film-plan.ts';
import { useAddress, readText } from './local.ts';
import { isSpeaking, keepInStep } from './voice.ts';

type Voices = {
  readonly filmRef: RefObject<HTMLMediaElement | null>;
  readonly secondRef: RefObject<HTMLAudioElement | null>;
  /** Undefined: the film speaks for itself. */
  readonly voice: Voice | undefined;
  readonly isMuted: boolean;
  readonly isHurried: boolean;
  readonly onBroken: () => void;
};

/** Another voice over the film's own, kept in step with it. It may be changed while the film plays; the place stays. True while the picture waits for it. */
export function useSecondVoice({ filmRef, secondRef, voice, isMuted, isHurried, onBroken }: Voices): boolean {
  const { db } = useSession();
  const address = useAddress(db, voice?.edition, voice?.path);
  const map = useMap(voice);
  const [isHeld, setHeld] = useState(false);
  const broken = useRef(onBroken);
  useEffect(() => {
    broken.current = onBroken;
    if (secondRef.current) secondRef.current.muted = isMuted;
  });
  useEffect(() => {
    const [leader, second] = [filmRef.current, secondRef.current];
    if (!leader || !second || address === undefined || map === undefined) return;
    if (address === null) return broken.current();
    const onError = () => broken.current();
    second.addEventListener('error', onError);
    second.src = address;
    const stop = keepInStep(leader, second, { map: map ?? undefined, isHurried, onHold: setHeld });
    const quiet = setInterval(() => {
      leader.volume = isSpeaking(map ?? undefined, second.currentTime) ? UNDER_A_VOICE : 1;
    }, 100);
    return () => {
      clearInterval(quiet);
      leader.volume = 1;
      stop();
      second.removeEventListener('error', onError);
      second.removeAttribute('src');
      second.load();
    };
  }, [filmRef, secondRef, address, map, isHurried]);
  return isHeld;
}

/** Whether this browser lets a page turn a film down. Where it does not (iPhones), the film is silent under another voice. */
export function canTurnDown(): boolean {
  const probe = document.createElement('audio');
  probe.volume = UNDER_A_VOICE;
  return Math.abs(probe.volume - UNDER_A_VOICE) < 0.01;
}

/** How loud the film's own sound stays under a voice. */
export const UNDER_A_VOICE = 0.12;

/** Where the picture waits for a voice: null when nowhere, undefined until it is read. A map that cannot be read is none: the voice then keeps step by pace. */
export function useMap(voice: Voice | undefined): VoiceMap | null | undefined {
  const { db } = useSession();
  const { edition, map } = voice ?? {};
  const [found, setFound] = useState<{ readonly of: string; readonly map: VoiceMap | null }>();
  const of = map === undefined ? undefined : `${edition} ${map}`;
  useEffect(() => {
    if (edition === undefined || map === undefined) return;
    let isGone = false;
    void readText(db, edition, map).then((text) => {
      const parsed = v.safeParse(voiceMapSchema, text === undefined ? undefined : jsonIn(text));
      if (!isGone) setFound({ of: `${edition} ${map}`, map: parsed.success ? parsed.output : null });
    });
    return () => {
      isGone = true;
    };
  }, [db, edition, map]);
  if (of === undefined) return null;
  return found?.of === of ? found.map : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
