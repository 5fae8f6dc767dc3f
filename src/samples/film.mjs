/**
 * Rebuilds the slide film of the sample course "safe computers" from `safe-computers.film/`: draws the slides, speaks the cues in
 * the film's own language, writes the subtitles. Change a line or its seconds in `film.json`, then run `node src/samples/film.mjs`,
 * and `npx karvan speak src/samples/safe-computers --small` for the other voices. Needs ffmpeg, espeak-ng and chromium on the PATH.
 * The same sources and the same tools give the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(fileURLToPath(import.meta.url));
const sources = join(home, 'safe-computers.film');
const media = join(home, 'safe-computers/media');
const read = (name) => readFileSync(join(sources, name), 'utf8');

// Subtitle rules: two lines of 42 letters, at most 17 letters a second, 0.83 to 7 seconds, never two at once.
const lineLength = 42, lettersPerSecond = 17, shortest = 0.83, longest = 7, gapAfterCue = 0.12;
const samplesPerSecond = 22050, fastestSpeech = 1.25;

const film = JSON.parse(read('film.json'));
const cues = timeline(film);
const length = cues.at(-1).end + film.leadOut;
const work = mkdtempSync(join(tmpdir(), 'film-'));
mkdirSync(media, { recursive: true });
try {
  for (const language of film.languages) writeFileSync(join(media, `${film.name}.${language}.vtt`), subtitles(language));
  encodeVoice(film.source, speak(film.source));
  encodeFilm(cues.map(drawFrame));
} finally {
  rmSync(work, { recursive: true });
}
console.log(`${film.name}: ${cues.length} cues, ${length.toFixed(1)} s`);

/** Cues with their start and end in seconds, the slide they lie on and how far that slide has unfolded. */
function timeline({ slides, leadIn }) {
  let clock = leadIn;
  return slides.flatMap(({ picture, cues: told }, slide) =>
    told.map((cue, step) => {
      const start = clock;
      clock = Math.round((clock + cue.seconds) * 1000) / 1000;
      return { ...cue, picture, slide, step: step + 1, start, end: clock };
    }));
}

function subtitles(language) {
  const shown = cues.map((cue, index) => {
    const end = Math.min(cue.end - gapAfterCue, cue.start + longest);
    const lines = balanced(cue[language]);
    const pace = cue[language].length / (end - cue.start);
    if (lines.some((line) => line.length > lineLength)) throw new Error(`cue ${index + 1} ${language}: does not fit two lines of ${lineLength}`);
    if (pace > lettersPerSecond) throw new Error(`cue ${index + 1} ${language}: ${pace.toFixed(1)} letters a second`);
    if (end - cue.start < shortest) throw new Error(`cue ${index + 1}: shorter than ${shortest} s`);
    return `c${index + 1}\n${stamp(cue.start)} --> ${stamp(end)}\n${lines.join('\n')}\n`;
  });
  return `WEBVTT\n\n${shown.join('\n')}`;
}

/** One line when it fits, else the two most even lines. */
function balanced(text) {
  if (text.length <= lineLength) return [text];
  const breaks = [...text.matchAll(/ /g)].map(({ index }) => [text.slice(0, index), text.slice(index + 1)]);
  const longer = ([first, second]) => Math.max(first.length, second.length);
  return breaks.reduce((best, next) => (longer(next) < longer(best) ? next : best));
}

function stamp(seconds) {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);
}

/** Every cue spoken at its own start, as one track of samples; each at the calmest pace that ends before the next begins. */
function speak(language) {
  const track = new Int16Array(Math.ceil(length * samplesPerSecond));
  cues.forEach((cue, index) => {
    const room = (cue.end - cue.start - gapAfterCue) * samplesPerSecond;
    for (let pace = 1; ; pace += 0.05) {
      if (pace > fastestSpeech + 0.001) throw new Error(`cue ${index + 1} ${language}: the voice needs more than ${cue.seconds} s`);
      const spoken = utter(language, cue[language], pace);
      if (spoken.length > room) continue;
      track.set(spoken, Math.round(cue.start * samplesPerSecond));
      break;
    }
  });
  return track;
}

/** Samples of one utterance, without the silence espeak leaves at its end. */
function utter(language, text, pace) {
  const wordsPerMinute = String(Math.round(film.wordsPerMinute * pace));
  const wav = execFileSync('espeak-ng', ['-v', language, '-s', wordsPerMinute, '-p', '42', '--stdout', text]);
  const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length - (wav.length % 2)));
  return samples.subarray(0, samples.findLastIndex((sample) => Math.abs(sample) > 200) + 1);
}

function encodeVoice(language, track) {
  const raw = join(work, `${language}.pcm`);
  writeFileSync(raw, new Uint8Array(track.buffer));
  ffmpeg('-f', 's16le', '-ar', samplesPerSecond, '-ac', 1, '-i', raw,
    '-af', 'highpass=f=90,loudnorm=I=-18:TP=-2:LRA=7', '-ar', 44100, '-c:a', 'aac', '-b:a', '32k',
    '-movflags', '+faststart', join(media, `${film.name}.${language}.m4a`));
}

/** The slide as it stands at this cue: later steps hidden, the road above travelled as far as this slide. */
function drawFrame(cue, index) {
  const hidden = [1, 2, 3, 4].filter((step) => step > cue.step).map((step) => `[data-step="${step}"]`).join();
  const page = join(work, `${index}.html`), picture = join(work, `${index}.png`);
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><style>${read('slide.css')} ${hidden} { display: none }</style>
    ${read('parts.svg')}<div class="slide">${read(cue.picture)}</div><div class="slide">${road(cue.slide)}</div>`);
  execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-color-profile=srgb',
    '--window-size=640,360', `--screenshot=${picture}`, page], { stdio: 'ignore' });
  return picture;
}

/** Solid is travelled, dotted is ahead, the ring is here. */
function road(slide) {
  const at = (index) => 60 + (520 * index) / (film.slides.length - 1);
  const stations = film.slides.map((_, index) => index === slide ? `<circle cx="${at(index)}" cy="34" r="8" class="wait-line"/>`
    : `<circle cx="${at(index)}" cy="34" r="4" class="${index < slide ? 'act' : 'ahead'}"/>`);
  return `<svg viewBox="0 0 640 360"><path d="M60 34H${at(slide)}" class="act-line"/><path d="M${at(slide)} 34H580" class="dots faint"/>${stations.join('')}</svg>`;
}

/** Frames melt into each other over 0.4 s; the voice of the source language is the film's own. */
function encodeFilm(pictures) {
  const melt = 0.4;
  const ends = [...cues.slice(0, -1).map((cue) => cue.end), length];
  const inputs = pictures.flatMap((picture, index) =>
    ['-loop', 1, '-framerate', 10, '-t', ends[index] - (index ? ends[index - 1] : 0) + (index ? melt : 0), '-i', picture]);
  const joins = pictures.slice(1).map((_, index) =>
    `[${index ? `m${index}` : '0:v'}][${index + 1}:v]xfade=duration=${melt}:offset=${(ends[index] - melt).toFixed(3)}[m${index + 1}]`);
  ffmpeg(...inputs, '-i', join(media, `${film.name}.${film.source}.m4a`),
    '-filter_complex', `${joins.join(';')};[m${joins.length}]format=yuv420p[v]`, '-map', '[v]', '-map', `${pictures.length}:a`,
    '-c:v', 'libx264', '-profile:v', 'high', '-preset', 'slow', '-tune', 'animation', '-crf', 22, '-g', 50, '-threads', 1,
    '-c:a', 'copy', '-t', length, '-movflags', '+faststart', join(media, `${film.name}.mp4`));
}

function ffmpeg(...words) {
  const target = words.pop();
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...words.map(String), '-fflags', '+bitexact', '-flags:a', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1', target], { stdio: 'inherit' });
}
