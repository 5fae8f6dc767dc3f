/** Sound as engines give it: RIFF WAVE, 16 bits a sample, one channel or two. */

/** `rate`: samples a second. One channel. */
export type Sound = { readonly rate: number; readonly samples: Int16Array };

/** Undefined when it is no such file. A length that the header does not know (a stream) is the rest of the bytes. */
export function readWav(bytes: Uint8Array): Sound | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 44 || text(bytes, 0) !== 'RIFF' || text(bytes, 8) !== 'WAVE') return undefined;
  let format: { rate: number; channels: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = text(bytes, at);
    const said = view.getUint32(at + 4, true);
    const size = Math.min(said, bytes.length - at - 8);
    if (name === 'fmt ') {
      if (size < 16 || view.getUint16(at + 8, true) !== 1 || view.getUint16(at + 22, true) !== 16) return undefined;
      format = { channels: view.getUint16(at + 10, true), rate: view.getUint32(at + 12, true) };
    } else if (name === 'data') {
      return format && format.channels > 0 ? { rate: format.rate, samples: oneChannel(view, at + 8, size, format.channels) } : undefined;
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}

/** Without the silence at both ends. Empty when nothing is heard. */
export function trimmed({ rate, samples }: Sound): Sound {
  const isHeard = (sample: number) => Math.abs(sample) > AUDIBLE;
  const from = samples.findIndex(isHeard);
  if (from < 0) return { rate, samples: new Int16Array(0) };
  const margin = Math.round(rate * MARGIN);
  return { rate, samples: samples.subarray(Math.max(0, from - margin), Math.min(samples.length, samples.findLastIndex(isHeard) + 1 + margin)) };
}

/** As loud as speech should be, whichever engine spoke, and never clipped. */
export function levelled({ rate, samples }: Sound): Sound {
  if (samples.length === 0) return { rate, samples };
  let [sum, peak] = [0, 1];
  for (const sample of samples) {
    sum += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  const gain = Math.min(LOUD / Math.max(1, Math.sqrt(sum / samples.length)), PEAK / peak);
  return { rate, samples: samples.map((sample) => Math.round(sample * gain)) };
}

/** Seconds. */
export function lengthOf({ rate, samples }: Sound): number {
  return samples.length / rate;
}

/** About −50 dB: under it nobody hears a voice. */
const AUDIBLE = 100;
/** Seconds left around speech, so that no consonant is cut. */
const MARGIN = 0.02;
/** Root mean square for about −18 LUFS of speech, and the greatest sample. */
const LOUD = 3600;
const PEAK = 30_000;

function oneChannel(view: DataView, at: number, size: number, channels: number): Int16Array {
  const count = Math.floor(size / 2 / channels);
  return Int16Array.from({ length: count }, (_, n) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += view.getInt16(at + (n * channels + channel) * 2, true);
    return Math.round(sum / channels);
  });
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
