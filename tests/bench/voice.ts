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
const roadsIn = (scene: Scene, round: string): { readonly film: string; readonly voice: string } =>
  scene === 'acts' ? { film: 'film.wav', voice: 'voice.wav' } : { film: `film.wav?stall=${12 * BYTES},17000&${round}`, voice: `voice.wav?stall=${26 * BYTES},35000&${round}` };
const scenes: Record<Scene, string> = { acts: 'through pause, jumps and other speeds', stalls: 'from a storage that stops for four seconds, once for each' };
type Taken = Record<Way, readonly Together[]>;

export async function main(args: readonly string[]): Promise<void> {
  const { rounds } = optionsOf(args, { rounds: 3 });
  await onGround(async (ground) => {
    const clicks = Array.from({ length: SECONDS }, (_, n) => n + 0.5);
    writeFileSync(join(ground.folder, 'film.wav'), wav(clicks, SECONDS));
    writeFileSync(join(ground.folder, 'voice.wav'), wav(clicks.map((at) => voiceTime(waits, at)), SECONDS + 2));
    for (const scene of ['acts', 'stalls'] as const) {
      const taken: Record<Way, Together[]> = { karvan: [], naive: [] };
      let browser = '';
      for (let round = 0; round < rounds; round++) {
        for (const way of ['karvan', 'naive'] as const) {
          progress(`voice: ${scene}, ${way}, round ${round + 1} of ${rounds}`);
          taken[way].push(await inFreshBrowser(ground, async (page) => {
            browser = browserName(page);
            return page.evaluate(([how, what, road, map]) => bench.together(how, what, road, map), [way, scene, roadsIn(scene, `${way}${round}`), waits] as const);
          }));
        }
      }
      tell(scenes[scene], taken, browser);
    }
  });
}

function tell(scene: string, taken: Taken, browser: string): void {
  const thousandths = (values: readonly number[]) => values.map((seconds) => seconds * 1000);
  const at = (rounds: readonly Together[], kind: 'clock' | 'sound', part: number) => thousandths(rounds.map((each) => percentile(each[kind], part)));
  const row = (name: string, rounds: readonly Together[]) => [
    name,
    spread(at(rounds, 'clock', 0.5), 0),
    spread(at(rounds, 'clock', 0.95), 0),
    spread(at(rounds, 'clock', 1), 0),
    spread(at(rounds, 'sound', 0.95), 0),
    spread(rounds.map(({ settled }) => Math.max(...settled)), 2),
  ];
  const rounds = taken.karvan;
  say(`A film and its second voice over a map with waits, ${scene}: milliseconds apart (median [least…greatest] of the rounds)`, ['', 'clock, p50', 'clock, p95', 'clock, most', 'sound, p95', 'together again after, s'], [row('Karvan', rounds), row('told only what the film is told', taken.naive)], [
    `${verdict(median(at(rounds, 'clock', 0.95)) <= 100, 'p95 ≤ 100 ms by the clock')}; ${verdict(median(at(rounds, 'sound', 0.95)) <= 100, 'by sound')}; ${verdict(Math.max(...rounds.flatMap(({ settled }) => settled)) <= 0.5, 'together again ≤ 0.5 s')}.`,
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
