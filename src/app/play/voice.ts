/**
 * A voice in its own file kept in step with a film. The film leads. Left alone, two players drift apart by seconds whenever slow
 * storage makes one of them wait; small differences are mended by pace, which nobody hears, large ones by a jump.
 */

export type Steering = { readonly kind: 'leave' } | { readonly kind: 'pace'; readonly by: number } | { readonly kind: 'jump' };

/** `ahead`: seconds that the voice is before the film; negative is behind. `sinceJump`: seconds since the last jump. */
export function steer(ahead: number, sinceJump: number): Steering {
  const off = Math.abs(ahead);
  if (off < IN_STEP) return { kind: 'leave' };
  // A jump takes time itself: another one too soon would only chase the first.
  if (off > FAR) return sinceJump > REST ? { kind: 'jump' } : { kind: 'leave' };
  return { kind: 'pace', by: 1 - Math.sign(ahead) * Math.min(MOST_PACE, off) };
}

/** Keeps `voice` with `film` until the answer is called. */
export function keepInStep(film: HTMLMediaElement, voice: HTMLMediaElement): () => void {
  let jumped = -Infinity;
  let waited = 0;
  let isHeld = false;
  const jump = () => {
    if (Math.abs(voice.currentTime - film.currentTime) > IN_STEP) voice.currentTime = film.currentTime;
    jumped = performance.now();
    voice.playbackRate = film.playbackRate;
  };
  const go = () => {
    if (film.paused || film.seeking || voice.ended) return;
    if (Math.abs(voice.currentTime - film.currentTime) > FAR) jump();
    voice.playbackRate = film.playbackRate;
    // A browser that refuses a second sound says so here; the film then goes on alone.
    void voice.play().catch(() => undefined);
  };
  const rest = () => voice.pause();
  const seeked = () => {
    jump();
    go();
  };
  const watch = () => {
    if (isHeld && voice.readyState >= READY) {
      isHeld = false;
      void film.play().catch(() => undefined);
    }
    if (film.paused || film.seeking || voice.ended || voice.error) return;
    waited = voice.readyState < READY ? waited + 1 : 0;
    // The voice's storage is slow: the film waits for it, so that no sentence is lost.
    if (waited > PATIENCE) {
      waited = 0;
      isHeld = true;
      film.pause();
      return;
    }
    if (voice.paused) return go();
    const steering = steer(voice.currentTime - film.currentTime, (performance.now() - jumped) / 1000);
    if (steering.kind === 'jump') jump();
    else voice.playbackRate = film.playbackRate * (steering.kind === 'pace' ? steering.by : 1);
  };
  const heard: readonly [string, () => void][] = [
    ['play', go], ['playing', go], ['pause', rest], ['waiting', rest], ['seeking', rest], ['seeked', seeked], ['ratechange', go], ['ended', rest],
  ];
  for (const [event, then] of heard) film.addEventListener(event, then);
  const timer = setInterval(watch, 100);
  seeked();
  return () => {
    clearInterval(timer);
    for (const [event, then] of heard) film.removeEventListener(event, then);
    voice.pause();
  };
}

/** Seconds. Below the first nobody hears a difference; above the second pace takes too long. */
const IN_STEP = 0.02;
const FAR = 0.25;
const REST = 0.6;
const MOST_PACE = 0.08;
/** HTMLMediaElement.HAVE_FUTURE_DATA */
const READY = 3;
/** Tenths of a second that a voice may be slow before the film waits. */
const PATIENCE = 4;
