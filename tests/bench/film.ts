/** A long film made for measuring: moving, noisy, a key frame every two seconds, sound as films have it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ffmpegAt = process.env['FFMPEG'] ?? 'ffmpeg';
/** Seconds of film that are made; the rest are repeats, at other places of the file. */
const MADE = 20;
/** Bytes a second, nearly all of them picture. */
const RATE = 512_000;

/** About so many bytes of MP4 (H.264 and AAC, its table first); undefined when there is no ffmpeg on this machine. */
export function aFilm(bytes: number): Buffer | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'karvan-film-'));
  const [short, long] = [join(folder, 'short.mp4'), join(folder, 'long.mp4')];
  try {
    const bits = String(RATE * 8);
    const picture = ['-f', 'lavfi', '-i', `testsrc2=size=854x480:rate=25:duration=${MADE},noise=alls=20:allf=t`];
    const sound = ['-f', 'lavfi', '-i', `anoisesrc=color=pink:duration=${MADE}`, '-c:a', 'aac', '-b:a', '64k'];
    const code = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', '-b:v', bits, '-maxrate', bits, '-bufsize', bits, '-t', String(MADE)];
    const isMade = ffmpeg([...picture, ...sound, ...code, short]);
    const isLong = isMade && ffmpeg(['-stream_loop', String(Math.round(bytes / RATE / MADE) - 1), '-i', short, '-c', 'copy', '-movflags', '+faststart', long]);
    return isLong ? readFileSync(long) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ffmpeg(args: readonly string[]): boolean {
  return spawnSync(ffmpegAt, ['-hide_banner', '-loglevel', 'error', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
