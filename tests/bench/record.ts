/** How long an answer takes until it is saved, with the second copy and without. */
import { machine, median, percentile, progress, say, spread, verdict } from './figures.ts';
import { browserName, inFreshBrowser, onGround, type Ground } from './ground.ts';
import { optionsOf, type Options } from './options.ts';
import type { Times } from './record.page.ts';

export async function main(args: readonly string[]): Promise<void> {
  const options = optionsOf(args, { rounds: 3 });
  await onGround(async (ground) => tell(await measure(ground, options)));
}

type Taken = { readonly count: number; readonly rounds: readonly Times[]; readonly browser: string };

async function measure(ground: Ground, { rounds, isQuick }: Options): Promise<Taken> {
  const count = isQuick ? 50 : 1000;
  const taken: Times[] = [];
  let browser = '';
  for (let round = 0; round < rounds; round++) {
    progress(`record: round ${round + 1} of ${rounds}`);
    taken.push(await inFreshBrowser(ground, async (page) => {
      browser = browserName(page);
      return page.evaluate((answers) => bench.records(answers), count);
    }));
  }
  return { count, rounds: taken, browser };
}

function tell({ count, rounds, browser }: Taken): void {
  const p95 = (side: keyof Times) => rounds.map((times) => percentile(times[side], 0.95));
  const middle = (side: keyof Times) => rounds.map((times) => median(times[side]));
  const ratios = (of: typeof p95) => of('copied').map((time, round) => time / of('alone')[round]!);
  const rows = [
    ['with the second copy', spread(middle('copied')), spread(p95('copied'))],
    ['without', spread(middle('alone')), spread(p95('alone'))],
    ['ratio', spread(ratios(middle), 2), spread(ratios(p95), 2)],
  ];
  say(`From \`record\` to *saved*, ${count} answers on each side in turns, strict (${rounds.length} rounds, each in a fresh browser; median [least…greatest])`, ['', 'median, ms', 'p95, ms'], rows, [
    `With the second copy: ${verdict(Math.max(...p95('copied')) <= 15, 'p95 ≤ 15 ms in every round')}.`,
    machine(browser),
  ]);
}
