/** What a voice costs: the time to speak the sample film in four languages, beside espeak-ng alone, and the bytes that an hour of a language adds. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflatedWhereSmaller } from '../../src/author/layer/deflate.ts';
import { readVtt, plainText } from '../../src/pack/vtt.ts';
import { machine, progress, say, spread, verdict } from './figures.ts';
import { leavingNothing } from './leaving.ts';
import { optionsOf } from './options.ts';

const root = join(import.meta.dirname, '../..');
const course = join(root, 'src/samples/safe-computers');
const all = ['az', 'kk', 'ru', 'en'] as const;
type Lang = (typeof all)[number];
/** Seconds; `alone`: the same words spoken by espeak-ng in one go, neither fitted nor encoded. */
type Spoken = { readonly lang: Lang; readonly film: number; readonly whole: number; readonly alone: number; readonly again: number; readonly bytes: { readonly opus: number; readonly aac: number } };

export async function main(args: readonly string[]): Promise<void> {
  const { rounds, isQuick } = optionsOf(args, { rounds: 3 });
  const folder = mkdtempSync(join(tmpdir(), 'karvan-voice-'));
  await leavingNothing(
    () => rmSync(folder, { recursive: true, force: true }),
    async () => {
      const spoken: Spoken[] = [];
      for (let round = 0; round < rounds; round++) {
        for (const lang of isQuick ? all.slice(0, 1) : all) {
          progress(`voiceover: round ${round + 1} of ${rounds}, ${lang}`);
          spoken.push(speak(lang, join(folder, `${round}-${lang}`)));
        }
      }
      tell(spoken);
      tellWords();
    },
  );
}

function speak(lang: Lang, into: string): Spoken {
  const text = readVtt(wordsIn(lang)).cues.map(plainText).join(' ');
  const alone = timed(() => execFileSync('espeak-ng', ['-v', lang, '-w', '/dev/null'], { input: text }));
  const translate = () => execFileSync(process.execPath, [join(root, 'src/karvan.mjs'), 'translate', course, '--to', lang, '--subtitles', '--voiceover', '--into', into], { stdio: 'ignore' });
  const whole = timed(translate);
  const again = timed(translate);
  const voice = join(into, 'voice', lang);
  const file = (ending: string) => join(voice, readdirSync(voice).find((name) => name.endsWith(ending))!);
  return { lang, film: seconds(), whole, alone, again, bytes: { opus: statSync(file('.webm')).size, aac: statSync(file('.m4a')).size } };
}

function wordsIn(lang: string): string {
  return readFileSync(join(course, `media/five-habits.${lang}.vtt`), 'utf8');
}

/** Of the film. */
function seconds(): number {
  return Number(execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', join(course, 'media/five-habits.mp4')], { encoding: 'utf8' }));
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function tell(spoken: readonly Spoken[]): void {
  const langs = all.filter((lang) => spoken.some((each) => each.lang === lang));
  const rows = langs.map((lang) => {
    const of = spoken.filter((each) => each.lang === lang);
    const [{ film, bytes }] = of as [Spoken];
    const anHour = (count: number) => count * (3600 / film);
    return [
      lang,
      spread(of.map(({ whole }) => whole)),
      spread(of.map(({ alone }) => alone), 2),
      spread(of.map(({ whole }) => whole / film), 3),
      spread(of.map(({ again }) => again)),
      (anHour(bytes.opus) / 1e6).toFixed(1),
      (anHour(bytes.aac) / 1e6).toFixed(1),
    ];
  });
  const [{ film }] = spoken as [Spoken, ...Spoken[]];
  say(
    `A voice over a film of ${film.toFixed(0)} s by espeak-ng, spoken, fitted and encoded twice (Opus and AAC), the start of the program included`,
    ['', 'whole, s', 'espeak-ng alone, s', 'of real time', 'a second run, s', 'Opus, MB an hour', 'AAC, MB an hour'],
    rows,
    [`Build: ${verdict(Math.max(...spoken.map(({ whole }) => whole / film)) <= 0.1, '≤ 0.10 of real time, every language and round')}.`, machine()],
  );
}

function tellWords(): void {
  const anHour = (bytes: number) => bytes * (3600 / seconds() / 1e3);
  const rows = ['tr', ...all].map((lang) => {
    const words = Buffer.from(wordsIn(lang));
    return { lang, plain: anHour(words.length), stored: anHour(deflatedWhereSmaller(words).size) };
  });
  say(
    'Subtitles of an hour in a language layer, reckoned from the sample film',
    ['', 'as they lie and travel, kB', 'as written, kB'],
    rows.map(({ lang, plain, stored }) => [lang, stored.toFixed(0), plain.toFixed(0)]),
    [`Layer: ${verdict(Math.max(...rows.map(({ stored }) => stored)) <= 60, '≤ 60 kB an hour, every language and script')}.`],
  );
}
