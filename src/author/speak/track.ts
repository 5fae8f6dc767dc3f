/** The sound of a voice as it is spoken, into the files that phones play. */
import { trouble, type Trouble } from '../engines/http.ts';
import { encoder, type Encoder, type Kind } from './encode.ts';
import type { Sound } from './wav.ts';

/** `write`: a sound at a second, with silence before it. `end` fills up to a second and says what went wrong. What was there before stays until `keep`; `drop` leaves it. */
export type TrackFile = { readonly write: (at: number, sound: Sound) => Promise<void>; readonly end: (seconds: number) => Promise<string | undefined>; readonly keep: () => Promise<void>; readonly drop: () => Promise<void> };

/** One sound in a file of each kind, `base` with their endings. */
export function newTrack(base: string, kinds: readonly Kind[]): TrackFile {
  let encoders: readonly Encoder[] = [];
  let [rate, written] = [22_050, 0];
  const all = async (samples: Int16Array) => {
    written += samples.length;
    for (const each of encoders) await each.write(samples);
  };
  const silence = async (to: number) => {
    for (let left = Math.round(to * rate) - written; left > 0; left -= rate) await all(new Int16Array(Math.min(left, rate)));
  };
  return {
    write: async (at, sound) => {
      if (encoders.length === 0) {
        rate = sound.rate;
        encoders = kinds.map((kind) => encoder(base, kind, rate));
      }
      await silence(at);
      await all(sound.samples);
    },
    end: async (seconds) => {
      await silence(seconds);
      const faults = await Promise.all(encoders.map((each) => each.end()));
      return faults.find((fault) => fault !== undefined);
    },
    keep: async () => void (await Promise.all(encoders.map((each) => each.keep()))),
    drop: async () => void (await Promise.all(encoders.map((each) => each.drop()))),
  };
}

/** What `end` said, and what helps. */
export function notEncoded(fault: string): Trouble {
  return trouble(fault, fault.includes('not installed') ? 'Install it (on Debian and Ubuntu: apt install ffmpeg).' : 'Try ffmpeg by itself; it needs libopus and aac.');
}

/** Seconds as maps say them. */
export function thousandths(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
