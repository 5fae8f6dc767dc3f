/** A film and its second voice played through what people do, and how far apart they are: by the players' clocks, and by what is heard. */
import { keepInStep } from '../../src/app/play/voice.ts';
import { voiceTime, type VoiceMap } from '../../src/pack/voice-map.ts';

/** `naive`: the voice is told what the film is told, and nothing else. */
export type Way = 'karvan' | 'naive';
/** What people do, or a storage that stops for four seconds: once for the film, once for the voice. */
export type Scene = 'acts' | 'stalls';
/** Seconds apart, without the half second after an action or a stall's beginning or end; `settled`: seconds after each of them until they were together again; endless when they never were. */
export type Together = { readonly clock: readonly number[]; readonly sound: readonly number[]; readonly settled: readonly number[] };

export async function together(way: Way, scene: Scene, urls: { readonly film: string; readonly voice: string }, map: VoiceMap): Promise<Together> {
  const [film, voice] = await Promise.all([aPlayer(urls.film), aPlayer(urls.voice)]);
  const ears = await listen([film, voice]);
  const stop = way === 'karvan' ? keepInStep(film, voice, { map }) : mirror(film, voice);
  const clock: { readonly at: number; readonly apart: number }[] = [];
  const look = setInterval(() => {
    if (film.paused || film.seeking || voice.seeking || film.playbackRate === 0) return;
    clock.push({ at: performance.now(), apart: apartIn(map, film.currentTime, voice.currentTime) });
  }, 20);
  await film.play();
  const acted: number[] = [];
  for (const player of [film, voice]) noteStalls(player, (at) => acted.push(at));
  for (const [seconds, act] of scenes[scene]) {
    await wait(seconds);
    if (!act) continue;
    act(film);
    acted.push(performance.now());
  }
  await wait(5);
  clearInterval(look);
  stop();
  film.pause();
  const sound = await ears();
  const quiet = ({ at }: { readonly at: number }) => acted.every((when) => at < when || at > when + 500);
  return { clock: clock.filter(quiet).map(({ apart }) => apart), sound: apartBySound(sound, quiet), settled: acted.map((when) => settledAfter(clock, when)) };
}

/** Where the picture waits, the voice may be anywhere in the wait. */
function apartIn(map: VoiceMap, film: number, voice: number): number {
  const apart = Math.abs(voice - voiceTime(map, film));
  const hold = map.holds.find(([from]) => Math.abs(from - film) < 0.05);
  return hold ? Math.max(0, Math.min(apart, Math.abs(voice - voiceTime(map, hold[0] - 0.05) - hold[1] / 2) - hold[1] / 2)) : apart;
}

type Act = (film: HTMLMediaElement) => void;
const jump = (to: number): Act => (film) => void (film.currentTime = to);
const pace = (rate: number): Act => (film) => void (film.playbackRate = rate);
const acts: readonly (readonly [seconds: number, act: Act | undefined])[] = [
  [4, (film) => film.pause()],
  [0.7, (film) => void film.play()],
  [7, jump(17)],
  [6, pace(1.5)],
  [4, jump(5)],
  [4, pace(0.75)],
  [4, pace(1)],
  [4, jump(30)],
];
const scenes = { acts, stalls: [[40, undefined]] } satisfies Record<Scene, typeof acts>;

/** Notes when a player that should play has nothing to play, and when it has again. */
function noteStalls(player: HTMLMediaElement, note: (at: number) => void): void {
  let isStalled = false;
  player.addEventListener('waiting', () => {
    if (player.seeking || player.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return;
    isStalled = true;
    note(performance.now());
  });
  player.addEventListener('canplay', () => {
    if (isStalled) note(performance.now());
    isStalled = false;
  });
}

/** Until five looks in a row were within a tenth of a second. */
function settledAfter(clock: readonly { readonly at: number; readonly apart: number }[], when: number): number {
  const after = clock.filter(({ at }) => at >= when);
  const first = after.findIndex((_, n) => n + 5 <= after.length && after.slice(n, n + 5).every(({ apart }) => apart <= 0.1));
  // While the film is paused nothing is looked at: time counts from the first look.
  return first < 0 ? Number.POSITIVE_INFINITY : (after[first]!.at - after[0]!.at) / 1000;
}

async function aPlayer(url: string): Promise<HTMLAudioElement> {
  const player = new Audio(url);
  player.crossOrigin = 'anonymous';
  await new Promise((resolve, reject) => {
    player.addEventListener('canplay', resolve, { once: true });
    player.addEventListener('error', () => reject(new Error(`${url} does not play`)), { once: true });
  });
  return player;
}

/** Follows a film as one would at first. */
function mirror(film: HTMLMediaElement, voice: HTMLMediaElement): () => void {
  const follow = () => {
    voice.currentTime = film.currentTime;
    void voice.play();
  };
  const handlers: readonly [string, () => void][] = [['play', follow], ['pause', () => voice.pause()], ['seeked', follow], ['ratechange', () => void (voice.playbackRate = film.playbackRate)]];
  for (const [event, then] of handlers) film.addEventListener(event, then);
  return () => {
    for (const [event, then] of handlers) film.removeEventListener(event, then);
    voice.pause();
  };
}

type Heard = readonly [film: readonly number[], voice: readonly number[]];

/** Writes down when each click of each player is heard: seconds of one clock, and then milliseconds of the page's. */
async function listen(players: readonly HTMLMediaElement[]): Promise<() => Promise<Heard>> {
  const context = new AudioContext();
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([ear], { type: 'text/javascript' })));
  const silence = new GainNode(context, { gain: 0 });
  silence.connect(context.destination);
  const heard = players.map((player) => {
    const times: number[] = [];
    const node = new AudioWorkletNode(context, 'ear');
    node.port.addEventListener('message', ({ data }: MessageEvent<number>) => times.push(data));
    node.port.start();
    context.createMediaElementSource(player).connect(node).connect(silence);
    return times;
  });
  await context.resume();
  return async () => {
    // Both clocks are read once; they run alike.
    const shift = performance.now() - context.currentTime * 1000;
    await context.close();
    const [film, voice] = heard.map((times) => times.map((seconds) => seconds * 1000 + shift));
    return [film!, voice!];
  };
}

/** The first loud sample after a quiet fifth of a second. */
const ear = `registerProcessor('ear', class extends AudioWorkletProcessor {
  loud = -1;
  process([[samples]]) {
    for (let n = 0; samples && n < samples.length; n++) {
      if (Math.abs(samples[n]) < 0.1) continue;
      const at = currentTime + n / sampleRate;
      if (at - this.loud > 0.2) this.port.postMessage(at);
      this.loud = at;
    }
    return true;
  }
});`;

/** Each click of the film beside the nearest of the voice. */
function apartBySound([film, voice]: Heard, isQuiet: (heard: { readonly at: number }) => boolean): readonly number[] {
  if (voice.length === 0) return [];
  return film.filter((at) => isQuiet({ at })).map((at) => Math.min(...voice.map((other) => Math.abs(other - at))) / 1000);
}

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
