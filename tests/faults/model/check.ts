/**
 * The model check: histories of phones, carriers and an office, made at random and played with the real functions and the real store
 * (play.ts says how). After every step what is shown must be true; once all roads are open, everything must have arrived. It is made in
 * two halves, for two cores.
 */
import fc from 'fast-check';
import { tell, times } from '../house.ts';
import { aPlayer } from './a-build.ts';
import { foundBefore, histories, shortest, type History } from './history.ts';

/** With a hash for signatures and databases in memory. `KARVAN_HISTORIES=100000` plays as many. */
const many = Number(process.env['KARVAN_HISTORIES'] ?? times(10_000, 100_000));
export const half = Math.ceil(many / 2);
/** The test command plays the same histories each time; whoever asks for more gets others. */
export const seedOf = (which: 1 | 2): number | undefined => (process.env['KARVAN_HISTORIES'] === undefined ? which : undefined);
/** With real signatures and seals, and with Dexie over an IndexedDB. */
export const real = Math.ceil(many / 200);

/** Plays so many histories; gives one that broke a promise, its shortest telling, and how many it took. */
export async function check(how: Parameters<typeof aPlayer>[0], numRuns: number, seed?: number): Promise<{ readonly found: string | undefined; readonly history: History; readonly after: number }> {
  const { play, end } = await aPlayer(how);
  try {
    let after = 0;
    const holds = fc.asyncProperty(histories, async (history) => {
      after += 1;
      return (await play(history)) === undefined;
    });
    const { counterexample, seed: used } = await fc.check(holds, { numRuns, examples: foundBefore.map((history): [History] => [history]), endOnFailure: true, ...(seed === undefined ? {} : { seed }) });
    return { found: counterexample ? `seed ${used}: ${await shortest(play, counterexample[0])}` : undefined, history: counterexample?.[0] ?? [], after };
  } finally {
    await end();
  }
}

/** Adds what one half saw to the row of both. */
export function tellHalf(row: { readonly times: number; readonly seen: string; readonly control: string }): void {
  tell({ fault: 'histories of phones, carriers and a server, all of the above mixed (model check)', ...row });
}
