/** How fast a pack of 200 MB is installed, verified and strict, beside the same bytes stored with no care; and whether the page stays alive. */
import { machine, median, progress, say, spread, verdict } from './figures.ts';
import { browserName, inFreshBrowser, onGround, type Ground } from './ground.ts';
import type { Way } from './install.page.ts';
import { optionsOf, type Options } from './options.ts';
import { noise, writePack, type BenchPack, type File } from './pack.ts';

const MB = 1e6;

export async function main(args: readonly string[]): Promise<void> {
  const options = optionsOf(args, { rounds: 5 });
  await onGround(async (ground) => tell(await measure(ground, options)));
}

type Taken = { readonly pack: BenchPack; readonly speeds: Record<Way, number[]>; readonly watched: number[]; readonly rest: number[]; readonly browser: string };

async function measure(ground: Ground, { rounds, isQuick }: Options): Promise<Taken> {
  const pack = await aNoisyPack(ground.folder, isQuick ? 20 : 200);
  const speeds: Record<Way, number[]> = { verified: [], unverified: [], files: [] };
  const [watched, rest]: [number[], number[]] = [[], []];
  let browser = '';
  for (let round = 0; round < rounds; round++) {
    progress(`install: round ${round + 1} of ${rounds}`);
    // The order turns, so that none is always the first after a pause.
    const ways: readonly Way[] = round % 2 === 0 ? ['verified', 'unverified', 'files'] : ['unverified', 'verified', 'files'];
    for (const way of ways) speeds[way].push(pack.size / MB / ((await timed(ground, pack, way)) / 1000));
    await inFreshBrowser(ground, async (page) => {
      browser = browserName(page);
      watched.push(await page.evaluate((what) => bench.installWatched(what), pack));
    });
    rest.push(await inFreshBrowser(ground, (page) => page.evaluate((time) => bench.restWatched(time), isQuick ? 500 : 3000)));
  }
  return { pack, speeds, watched, rest, browser };
}

/** Milliseconds in a fresh browser; what was kept is read back and counted. */
async function timed(ground: Ground, pack: BenchPack, way: Way): Promise<number> {
  return inFreshBrowser(ground, async (page) => {
    const time = await page.evaluate(([what, how]) => bench.install(what, how), [pack, way] as const);
    const held = await page.evaluate((how) => bench.heldBytes(how), way);
    if (held !== pack.size) throw new Error(`${way}: ${held} of ${pack.size} bytes were kept`);
    return time;
  });
}

function tell({ pack, speeds, watched, rest, browser }: Taken): void {
  const ratios = (other: Way) => speeds.verified.map((speed, round) => speed / speeds[other][round]!);
  const rows = [
    ['Karvan: verified, strict', spread(speeds.verified), '1'],
    ['same archive, unverified, relaxed', spread(speeds.unverified), spread(ratios('unverified'), 2)],
    [`\`cache.addAll\` of ${pack.files.length} files (context)`, spread(speeds.files), spread(ratios('files'), 2)],
  ];
  say(`Install of ${Math.round(pack.size / MB)} MB (${watched.length} rounds, each in a fresh browser; median [least…greatest])`, ['', 'MB/s', 'Karvan ÷ this'], rows, [
    `Against unverified: ${median(ratios('unverified')).toFixed(2)}; ${verdict(median(ratios('unverified')) >= 0.8, '≥ 0.8')}.`,
    `Longest gap of the main thread during an install: ${spread(watched)} ms; ${verdict(Math.max(...watched) <= 100, '≤ 100 ms in every round')}. At rest: ${spread(rest)} ms.`,
    machine(browser),
  ]);
}

/** Three quarters are three films, the rest four hundred small files. */
async function aNoisyPack(folder: string, megabytes: number): Promise<BenchPack> {
  const film = (n: number): File => ({ path: `media/film-${n}.mp4`, bytes: noise((megabytes * MB) / 4, n) });
  const pages = (n: number): File[] => Array.from({ length: 100 }, (_, i) => ({ path: `pages/${n}/${i}.txt`, bytes: noise((megabytes * MB) / 1600, 10 + n * 100 + (i % 100)) }));
  return writePack(folder, [
    ...[0, 1, 2, 3].map((n) => ({ slug: `pages-${n}`, kind: 'reading' as const, files: pages(n) as [File, ...File[]] })),
    ...[1, 2, 3].map((n) => ({ slug: `film-${n}`, kind: 'video' as const, files: [film(n)] as const })),
  ]);
}
