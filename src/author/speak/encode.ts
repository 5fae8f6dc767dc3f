/** Sound into files that phones play, by ffmpeg as a process of its own. Samples are handed over as they come: an hour never lies in memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';

/** Takes samples in their order. `end` gives what went wrong, if anything did; then `keep` puts the file in its place, or `drop` throws it away. */
export type Encoder = { readonly write: (samples: Int16Array) => Promise<void>; readonly end: () => Promise<string | undefined>; readonly keep: () => Promise<void>; readonly drop: () => Promise<void> };

/** Files for speech in one channel. `opus`: 8 MB an hour. `small`: 3 MB, as a telephone sounds. `aac`: 13 to 17 MB, which every phone plays. */
const kinds = {
  opus: { codec: 'opus', ending: 'webm', how: ['-c:a', 'libopus', '-b:a', '16k', '-application', 'voip', '-f', 'webm'] },
  small: { codec: 'opus', ending: 'webm', how: ['-c:a', 'libopus', '-b:a', '6k', '-frame_duration', '60', '-application', 'voip', '-f', 'webm'] },
  aac: { codec: 'aac', ending: 'm4a', how: ['-c:a', 'aac', '-b:a', '32k', '-movflags', '+faststart', '-f', 'mp4'] },
} as const;
export type Kind = keyof typeof kinds;
/** The same sound gives the same bytes, so that a layer built again is the same layer. */
const exact = ['-map_metadata', '-1', '-flags:a', '+bitexact', '-fflags', '+bitexact'];

export function codecOf(kind: Kind): 'opus' | 'aac' {
  return kinds[kind].codec;
}

/** A new `base` with the ending of its kind. `rate`: samples a second. */
export function encoder(base: string, kind: Kind, rate: number): Encoder {
  const { ending, how } = kinds[kind];
  const path = `${base}.${ending}`;
  const unfinished = `${path}.part`;
  const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-f', 's16le', '-ar', String(rate), '-ac', '1', '-i', 'pipe:0', ...how, ...exact, unfinished], { stdio: ['pipe', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  // One that died says so at its end; writing to it is no second fault.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ENOENT' ? 'ffmpeg is not installed' : error.message));
    child.on('close', (code) => resolve(code === 0 ? undefined : said.join('').trim() || `ffmpeg ended with ${code}`));
  });
  return {
    write: async (samples) => {
      const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
      if (child.exitCode === null && !child.stdin.destroyed && !child.stdin.write(bytes)) await Promise.race([once(child.stdin, 'drain'), ended]);
    },
    end: () => {
      child.stdin.end();
      return ended;
    },
    keep: () => rename(unfinished, path),
    drop: async () => {
      child.kill();
      await ended;
      await rm(unfinished, { force: true });
    },
  };
}
