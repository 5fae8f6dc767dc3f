/**
 * A voice in its own file kept in step with a film. The film leads. Left alone, two players drift apart by seconds whenever slow
 * storage makes one of them wait; small differences are mended by pace, which nobody hears, large ones by a jump. Where the voice needs
 * longer than the picture, the picture stands still until the sentence is said (`map`, pack/voice-map.ts): the film goes on playing at
 * no speed, so that nothing else takes it for a pause.
 */
import { filmTime, voiceTime, type VoiceMap } from '../../pack/voice-map.ts';

export type Steering = { readonly kind: 'leave' } | { readonly kind: 'pace'; readonly by: number } | { readonly kind: 'jump' };
/** `map`: absent for a voice as long as its film. `isHurried`: the picture waits for nobody, and the voice speaks faster where it must. */
export type Manner = { readonly map?: VoiceMap | undefined; readonly isHurried?: boolean; readonly onHold?: (isHeld: boolean) => void };

/** `ahead`: seconds that the voice is before the film; negative is behind. `sinceJump`: seconds since the last jump. */
export function steer(ahead: number, sinceJump: number, { far, mostPace } = calm): Steering {
  const off = Math.abs(ahead);
  if (off < IN_STEP) return { kind: 'leave' };
  // A jump takes time itself: another one too soon would only chase the first.
  if (off > far) return sinceJump > REST ? { kind: 'jump' } : { kind: 'leave' };
  return { kind: 'pace', by: 1 - Math.sign(ahead) * Math.min(mostPace, off) };
}

/** Keeps `voice` with `film` until the answer is called. */
export function keepInStep(film: HTMLMediaElement, voice: HTMLMediaElement, { map = noMap, isHurried = false, onHold = () => undefined }: Manner = {}): () => void {
  let jumped = -Infinity;
  let waited = 0;
  let isStalled = false;
  let rate = film.playbackRate;
  /** Index of the next hold, and whether the picture stands in it. */
  let next = nextHold(map, film.currentTime);
  let isHeld = false;
  let soon: ReturnType<typeof setTimeout> | undefined;

  const ahead = () => voice.currentTime - voiceTime(map, film.currentTime);
  const setHeld = (held: boolean) => {
    if (held === isHeld) return;
    isHeld = held;
    film.playbackRate = held ? 0 : rate;
    onHold(held);
  };
  const jump = () => {
    const to = voiceTime(map, film.currentTime);
    if (Math.abs(voice.currentTime - to) > IN_STEP) voice.currentTime = to;
    jumped = performance.now();
    voice.playbackRate = rate;
  };
  // A film that has nothing to show waits for its own storage: who spoke on would only have to jump back.
  const isIdle = () => film.paused || film.seeking || film.readyState < READY || voice.ended || voice.error !== null;
  const go = () => {
    if (isIdle()) return;
    if (!isHeld && Math.abs(ahead()) > FAR && !isHurried) jump();
    voice.playbackRate = rate;
    // A browser that refuses a second sound says so here; the film then goes on alone.
    void voice.play().catch(() => undefined);
  };
  const rest = () => {
    clearTimeout(soon);
    voice.pause();
  };
  const seeking = () => {
    setHeld(false);
    rest();
  };
  const seeked = () => {
    next = nextHold(map, film.currentTime);
    jump();
    go();
  };
  const paced = () => {
    if (isHeld && film.playbackRate === 0) return;
    rate = film.playbackRate;
    if (isHeld) film.playbackRate = 0;
    else go();
    voice.playbackRate = rate;
  };
  /** Stops and starts the picture to the millisecond, as well as timers can. */
  const hold = () => {
    clearTimeout(soon);
    const place = map.holds[next];
    if (!place || isHurried || isIdle()) return setHeld(false);
    const left = isHeld ? place[0] + place[1] - (voice.currentTime - heldBefore(map, next)) : place[0] - film.currentTime;
    if (left <= 0) {
      if (isHeld) next++;
      setHeld(!isHeld);
      // A picture that stood only now has its end to wait for.
      if (isHeld) hold();
    } else if (left / rate < WATCH * 1.5) soon = setTimeout(hold, (left / rate) * 1000);
  };
  const watch = () => {
    if (isStalled && voice.readyState >= READY && !voice.seeking) {
      // They go on from one place, and not in pursuit.
      if (Math.abs(ahead()) > IN_STEP) return jump();
      isStalled = false;
      void film.play().catch(() => undefined);
    }
    if (isIdle()) return;
    waited = voice.readyState < READY ? waited + 1 : 0;
    // The voice's storage is slow: the film waits for it, so that no sentence is lost.
    if (waited > PATIENCE) {
      waited = 0;
      isStalled = true;
      film.pause();
      return;
    }
    if (voice.paused) return go();
    hold();
    if (isHeld) return;
    const steering = steer(ahead(), (performance.now() - jumped) / 1000, isHurried ? hurried : calm);
    if (steering.kind === 'jump') jump();
    else voice.playbackRate = rate * (steering.kind === 'pace' ? steering.by : 1);
  };
  const heard: readonly [string, () => void][] = [
    ['play', go], ['playing', go], ['pause', rest], ['waiting', rest], ['seeking', seeking], ['seeked', seeked], ['ratechange', paced], ['ended', rest],
  ];
  for (const [event, then] of heard) film.addEventListener(event, then);
  const timer = setInterval(watch, WATCH * 1000);
  seeked();
  return () => {
    clearInterval(timer);
    clearTimeout(soon);
    for (const [event, then] of heard) film.removeEventListener(event, then);
    setHeld(false);
    voice.pause();
  };
}

/** Whether the voice speaks when it is at `seconds` of its own time. Without a map it may always. */
export function isSpeaking(map: VoiceMap | undefined, seconds: number): boolean {
  if (!map) return true;
  const at = filmTime(map, seconds);
  return map.speech.some(([from, to]) => at >= from && at <= to);
}

function nextHold({ holds }: VoiceMap, film: number): number {
  const at = holds.findIndex(([from]) => from >= film);
  return at < 0 ? holds.length : at;
}

/** Seconds that the voice is longer than the film before hold `n`. */
function heldBefore({ holds }: VoiceMap, n: number): number {
  return holds.slice(0, n).reduce((sum, [, length]) => sum + length, 0);
}

const noMap: VoiceMap = { karvan: 1, holds: [], speech: [] };
/** Seconds. Below the first nobody hears a difference; above the second pace takes too long. */
const IN_STEP = 0.02;
const FAR = 0.25;
const calm = { far: FAR, mostPace: 0.08 };
const hurried = { far: 3, mostPace: 0.25 };
const REST = 0.6;
/** Seconds between two looks. */
const WATCH = 0.1;
/** HTMLMediaElement.HAVE_FUTURE_DATA */
const READY = 3;
/** Looks that a voice may be slow before the film waits. */
const PATIENCE = 4;
