/** How well a second voice and its film stay together, by the players' clocks and by sound, beside a voice that only mirrors the film. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { voiceTime, type VoiceMap } from '../../src/pack/voice-map.ts';
import { machine, median, percentile, progress, say, spread, verdict } from './figures.ts';
import { browserName, inFreshBrowser, onGround } from './ground.ts';
import { optionsOf } from './options.ts';
import type { Scene, Together, Way } from './voice.page.ts';

const SECONDS = 60;
const RATE = 16_000;
const waits: VoiceMap = { karvan: 1, holds: [[10, 0.8], [20, 1.2]], speech: [] };
/** Bytes of a second of sound. */
const BYTES = RATE * 2;
/** The film comes up to its second 12 and goes on when it was to be at 16; the voice up to its 26, and goes on four seconds after it said that. */
const stopping = (round: string): Roads => ({ film: `film.wav?stall=${12 * BYTES},17000&${round}`, voice: `voice.wav?stall=${26 * BYTES},35000&${round}` });
type Roads = { readonly film: string; readonly voice: string };
/** What is tried, and how far apart film and voice may be: 95 of a hundred times, and ever. */
type Trial = { readonly name: string; readonly scene: Scene; readonly map: VoiceMap; readonly roads: (round: string) => Roads; readonly p95: number; readonly most?: number };
const trials: readonly Trial[] = [
  { name: 'a map without waits, through pause, jumps and other speeds', scene: 'acts', map: { ...waits, holds: [] }, roads: () => ({ film: 'film.wav', voice: 'film.wav' }), p95: 50, most: 100 },
  { name: 'a map with waits, through pause, jumps and other speeds', scene: 'acts', map: waits, roads: () => ({ film: 'film.wav', voice: 'voice.wav' }), p95: 100 },
  { name: 'a map with waits, from a storage that stops for four seconds, once for each', scene: 'stalls', map: waits, roads: stopping, p95: 100 },
];
type Taken = Record<Way, readonly Together[]>;

export async function main(args: readonly string[]): Promise<void> {
  const { rounds } = optionsOf(args, { rounds: 3 });
  await onGround(async (ground) => {
    const clicks = Array.from({ length: SECONDS }, (_, n) => n + 0.5);
    writeFileSync(join(ground.folder, 'film.wav'), wav(clicks, SECONDS));
    writeFileSync(join(ground.folder, 'voice.wav'), wav(clicks.map((at) => voiceTime(waits, at)), SECONDS + 2));
    for (const trial of trials) {
      const taken: Record<Way, Together[]> = { karvan: [], naive: [] };
      let browser = '';
      for (let round = 0; round < rounds; round++) {
        for (const way of ['karvan', 'naive'] as const) {
          progress(`voice: ${trial.name}, ${way}, round ${round + 1} of ${rounds}`);
          taken[way].push(await inFreshBrowser(ground, async (page) => {
            browser = browserName(page);
            return page.evaluate(([how, what, roads, map]) => bench.together(how, what, roads, map), [way, trial.scene, trial.roads(`${way}${round}`), trial.map] as const);
          }));
        }
      }
      tell(trial, taken, browser);
    }
  });
}

function tell({ name, p95, most }: Trial, taken: Taken, browser: string): void {
  const thousandths = (values: readonly number[]) => values.map((seconds) => seconds * 1000);
  const at = (rounds: readonly Together[], kind: 'clock' | 'sound', part: number) => thousandths(rounds.map((each) => percentile(each[kind], part)));
  const row = (side: string, rounds: readonly Together[]) => [
    side,
    spread(at(rounds, 'clock', 0.5), 0),
    spread(at(rounds, 'clock', 0.95), 0),
    spread(at(rounds, 'clock', 1), 0),
    spread(at(rounds, 'sound', 0.95), 0),
    spread(rounds.map(({ settled }) => Math.max(...settled)), 2),
  ];
  const rounds = taken.karvan;
  const isWithin = (kind: 'clock' | 'sound') => verdict(median(at(rounds, kind, 0.95)) <= p95, `p95 ≤ ${p95} ms by ${kind}`);
  const bound = most === undefined ? '' : `; ${verdict(Math.max(...at(rounds, 'clock', 1)) <= most, `never more than ${most} ms by clock`)}`;
  say(`A film and its second voice over ${name}: milliseconds apart (median [least…greatest] of the rounds)`, ['', 'clock, p50', 'clock, p95', 'clock, most', 'sound, p95', 'together again after, s'], [row('Karvan', rounds), row('told only what the film is told', taken.naive)], [
    `${isWithin('clock')}; ${isWithin('sound')}${bound}; ${verdict(Math.max(...rounds.flatMap(({ settled }) => settled)) <= 0.5, 'together again ≤ 0.5 s')}.`,
    machine(browser),
  ]);
}

/** Sound of so many seconds with a short click at each of the places. */
function wav(clicks: readonly number[], seconds: number): Buffer {
  const samples = Math.round(seconds * RATE);
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples * 2, 40);
  for (const at of clicks) for (let n = 0; n < RATE / 50; n++) bytes.writeInt16LE(Math.round(20_000 * Math.sin((2 * Math.PI * 800 * n) / RATE)), 44 + 2 * (Math.round(at * RATE) + n));
  return bytes;
}
