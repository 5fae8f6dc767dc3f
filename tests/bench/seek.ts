/** Jumps in a film of 500 MB: from pieces through the service worker, and from a blob: URL of a file. */
import type { Page } from 'playwright-core';
import { aFilm } from './film.ts';
import { machine, median, percentile, progress, say, spread, verdict } from './figures.ts';
import { browserName, inFreshBrowser, onGround, type Ground } from './ground.ts';
import { watchMemory, type Growth } from './memory.ts';
import { optionsOf, type Options } from './options.ts';
import { writePack, type BenchPack } from './pack.ts';

type Side = 'pieces' | 'file';
type Taken = { readonly times: number[]; readonly growth: Growth | undefined; readonly browser: string };

const WARM = 10;

export async function main(args: readonly string[]): Promise<void> {
  const options = optionsOf(args, { rounds: 4 });
  const film = aFilm(options.isQuick ? 50e6 : 500e6);
  if (!film) return progress('seek: left out, because there is no ffmpeg on this machine to make a film with.');
  await onGround(async (ground) => tell(film.length, await measure(ground, film, options)));
}

async function measure(ground: Ground, film: Buffer, { rounds, isQuick }: Options): Promise<Record<Side, Taken[]>> {
  const pack = await writePack(ground.folder, [{ slug: 'film', kind: 'video', files: [{ path: 'media/film.mp4', bytes: film }] }]);
  const taken: Record<Side, Taken[]> = { pieces: [], file: [] };
  for (let round = 0; round < rounds; round++) {
    progress(`seek: round ${round + 1} of ${rounds}`);
    for (const side of round % 2 === 0 ? (['pieces', 'file'] as const) : (['file', 'pieces'] as const)) {
      taken[side].push(await inFreshBrowser(ground, (page) => jump(page, pack, side, { count: isQuick ? 50 : 200, seed: round + 1 })));
    }
  }
  return taken;
}

async function jump(page: Page, pack: BenchPack, side: Side, { count, seed }: { count: number; seed: number }): Promise<Taken> {
  const url = await page.evaluate(([what, from]) => (from === 'pieces' ? bench.keepPieces(what) : bench.keepFile(what)), [pack, side] as const);
  const growth = await watchMemory(page);
  const seconds = await page.evaluate((at) => bench.openFilm(at), url);
  const places = Array.from({ length: WARM + count }, chance(seed)).map((part) => part * (seconds - 1));
  const times = await page.evaluate((all) => bench.seeks(all), places);
  return { times: times.slice(WARM), growth: await growth(), browser: browserName(page) };
}

function tell(size: number, taken: Record<Side, Taken[]>): void {
  const at = (side: Side, part: number) => taken[side].map(({ times }) => percentile(times, part));
  const grown = (side: Side, which: keyof Growth) => taken[side].flatMap(({ growth }) => (growth ? [growth[which] / 2 ** 20] : []));
  const memory = (side: Side, which: keyof Growth) => (grown(side, which).length > 0 ? spread(grown(side, which), 0) : 'not measured here');
  const row = (name: string, side: Side) => [name, spread(at(side, 0.5)), spread(at(side, 0.95)), memory(side, 'most'), memory(side, 'kept')];
  const ratios = at('pieces', 0.95).map((p95, round) => p95 / at('file', 0.95)[round]!);
  const count = taken.pieces.reduce((sum, { times }) => sum + times.length, 0);
  const head = ['', 'p50 ms', 'p95 ms', 'renderers grew by MiB at most', 'after garbage collection'];
  say(`${count} jumps each in a film of ${Math.round(size / 1e6)} MB (${ratios.length} rounds, each in a fresh browser; median [least…greatest])`, head, [
    row('Karvan: pieces in IndexedDB, service worker', 'pieces'),
    row('blob: URL of a file (OPFS)', 'file'),
  ], [
    `p95 against the blob: URL: ${spread(ratios, 2)}; ${verdict(median(ratios) <= 1.25, '≤ 1.25')}.`,
    ...memoryNotes((which) => grown('pieces', which).map((growth, round) => growth - grown('file', which)[round]!)),
    machine(taken.pieces[0]!.browser),
  ]);
}

/** The browser keeps a cache of its own for any film that it plays; Karvan answers for what comes on top of that. */
function memoryNotes(beyond: (which: keyof Growth) => readonly number[]): readonly string[] {
  if (beyond('kept').length === 0) return [];
  const isMet = median(beyond('kept')) <= 64;
  return [`Beyond what the browser itself keeps of a film (the second row): ${spread(beyond('kept'), 0)} MiB after garbage collection; ${verdict(isMet, '≤ 64 MiB')}. At most, with garbage: ${spread(beyond('most'), 0)} MiB.`];
}

/** The same numbers 0…1 for the same seed, so that both sides jump to the same places (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
