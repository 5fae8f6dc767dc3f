/** What a film or a sound file is, read from its own headers: Karvan needs no other program for it. */
import type { Say } from '../fault.ts';
import { openFile, type FolderFile } from './folder.ts';
import { readMp4 } from './mp4.ts';
import { readOgg } from './ogg.ts';
import { readWebm } from './webm.ts';
import { windowOf, type Window } from './window.ts';

/** `codecs` by their usual names: `H.264`, `AAC`, `Opus`, or what else it is. `startsLate`: the index follows the data. */
export type Media = { readonly container: 'MP4' | 'WebM' | 'Ogg'; readonly codecs: readonly string[]; readonly seconds: number; readonly startsLate?: boolean };

const toFilm = 'Convert it: ffmpeg -i IN -c:v libx264 -profile:v main -pix_fmt yuv420p -c:a aac -movflags +faststart OUT.mp4';
const toSound = 'Convert it: ffmpeg -i IN -vn -c:a aac -b:a 48k -movflags +faststart OUT.m4a';

/** Seconds of a film that every phone can play; undefined, and a fault, for any other file. */
export async function filmSeconds(file: FolderFile, say: Say): Promise<number | undefined> {
  const media = await mediaOf(file, toFilm, say);
  if (!media) return undefined;
  const foreign = media.codecs.filter((codec) => !['H.264', 'AAC', 'Opus'].includes(codec));
  if (media.container !== 'MP4') say(undefined, `is ${media.container}, which not every phone plays`, toFilm);
  else if (foreign.length > 0) say(undefined, `holds ${foreign.join(' and ')}; only H.264 with AAC or Opus plays on every phone`, toFilm);
  else if (!media.codecs.includes('H.264')) say(undefined, 'holds no film', toFilm);
  else {
    if (media.startsLate) say(undefined, 'its index stands at the end, so it starts slowly', 'Mend it: ffmpeg -i IN -c copy -movflags +faststart OUT.mp4', 'warning');
    return media.seconds;
  }
  return undefined;
}

/** Seconds of a sound file that every phone can play; undefined, and a fault, for any other file. */
export async function soundSeconds(file: FolderFile, say: Say): Promise<number | undefined> {
  const media = await mediaOf(file, toSound, say);
  if (!media) return undefined;
  const foreign = media.codecs.filter((codec) => codec !== 'AAC' && codec !== 'Opus');
  if (foreign.length > 0) say(undefined, `holds ${foreign.join(' and ')}; a sound file holds AAC or Opus only`, toSound);
  else if (media.codecs.length === 0) say(undefined, 'holds no sound', toSound);
  else return media.seconds;
  return undefined;
}

/** The media type by which a file is served. */
export function mediaType(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return types[ending] ?? 'application/octet-stream';
}

const types: { readonly [ending: string]: string } = {
  md: 'text/markdown', vtt: 'text/vtt', json: 'application/json', svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp',
  mp4: 'video/mp4', m4v: 'video/mp4', m4a: 'audio/mp4', ogg: 'audio/ogg', opus: 'audio/ogg', oga: 'audio/ogg', webm: 'audio/webm', weba: 'audio/webm',
};

async function mediaOf(file: FolderFile, mend: string, say: Say): Promise<Media | undefined> {
  const handle = await openFile(file);
  try {
    const media = await readMedia(await windowOf(handle));
    if (typeof media === 'string') say(undefined, media, mend);
    else if (!(media.seconds > 0)) say(undefined, 'does not say how long it is', mend);
    else return media;
    return undefined;
  } finally {
    await handle.close();
  }
}

async function readMedia(window: Window): Promise<Media | string> {
  const head = await window.read(0, 12);
  if (head.length < 12) return 'is no MP4, WebM or Ogg file';
  if (head.toString('latin1', 4, 8) === 'ftyp') return readMp4(window);
  if (head.toString('latin1', 0, 4) === 'OggS') return readOgg(window);
  if (head.readUInt32BE(0) === 0x1a45dfa3) return readWebm(window);
  if (head.toString('latin1', 0, 3) === 'ID3' || (head[0] === 0xff && (head[1]! & 0xe0) === 0xe0)) return 'is MP3 or bare AAC, without an index to jump by';
  if (head.toString('latin1', 0, 4) === 'RIFF') return 'is WAV or AVI, which is far too large to travel';
  return 'is no MP4, WebM or Ogg file';
}
