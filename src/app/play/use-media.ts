import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { goTo, lengthOf, secondOf } from './timeline.ts';

export type Media = {
  readonly isPlaying: boolean;
  readonly isWaiting: boolean;
  readonly isFailed: boolean;
  /** Seconds; `seconds` is the length as the pack says it until the file itself does. */
  readonly at: number;
  readonly seconds: number;
  readonly toggle: () => void;
  readonly seek: (to: number) => void;
};

type Wiring = { readonly address: string | null | undefined; readonly begin: number; readonly length: number; readonly rate: number };

/** The state of a media element and what can be done with it, in the film's time. A new address goes on at the same second, playing if it played. */
export function useMedia(mediaRef: RefObject<HTMLMediaElement | null>, { address, begin, length, rate }: Wiring): Media {
  const [state, setState] = useState({ isPlaying: false, isWaiting: false, isFailed: false, at: begin, seconds: length });
  const resume = useRef({ at: begin, isPlaying: false });
  const rateNow = useRef(rate);
  useEffect(() => {
    rateNow.current = rate;
    if (mediaRef.current) mediaRef.current.playbackRate = rate;
  }, [mediaRef, rate]);
  useEffect(() => {
    const media = mediaRef.current;
    if (!media || !address) return;
    const change = (changed: Partial<typeof state>) => setState((held) => ({ ...held, ...changed }));
    const listeners: { readonly [event: string]: () => void } = {
      loadedmetadata: () => {
        media.playbackRate = rateNow.current;
        const end = lengthOf(media);
        if (Number.isFinite(end)) change({ seconds: end });
        // A film that was seen to its end begins anew.
        goTo(media, resume.current.at > end - 2 ? 0 : resume.current.at);
        if (resume.current.isPlaying) void media.play().catch(() => undefined);
      },
      timeupdate: () => {
        resume.current = { at: secondOf(media), isPlaying: !media.paused };
        change({ at: secondOf(media) });
      },
      seeking: () => change({ at: secondOf(media) }),
      play: () => change({ isPlaying: true }),
      pause: () => change({ isPlaying: false, isWaiting: false }),
      waiting: () => change({ isWaiting: true }),
      playing: () => change({ isWaiting: false }),
      error: () => change({ isFailed: true, isPlaying: false }),
    };
    for (const [event, then] of Object.entries(listeners)) media.addEventListener(event, then);
    media.src = address;
    media.load();
    return () => {
      for (const [event, then] of Object.entries(listeners)) media.removeEventListener(event, then);
      media.pause();
      // Else the browser goes on asking for the rest of the file, and a newer Karvan waits for the worker that answers.
      media.removeAttribute('src');
      media.load();
    };
  }, [mediaRef, address]);
  const toggle = useCallback(() => {
    const media = mediaRef.current;
    if (!media) return;
    if (media.paused) void media.play().catch(() => undefined);
    else media.pause();
  }, [mediaRef]);
  const seek = useCallback(
    (to: number) => {
      const media = mediaRef.current;
      if (media) goTo(media, Math.max(0, Math.min(to, Number.isFinite(media.duration) ? lengthOf(media) : to)));
    },
    [mediaRef],
  );
  return { ...state, toggle, seek };
}
