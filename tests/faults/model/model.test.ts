/**
 * The model check: histories of phones, carriers and an office, made at random and played with the real functions and the real store
 * (play.ts says how). After every step what is shown must be true; once all roads are open, everything must have arrived. Controls: each
 * of some bugs in the real sources is found, and told as the shortest history that shows it.
 */
import fc from 'fast-check';
import { tell, times } from '../house.ts';
import { aPlayer, type Change } from './a-build.ts';
import { histories, shortest } from './history.ts';

/** With a hash for signatures and databases in memory. `KARVAN_HISTORIES=100000` plays as many. */
const many = Number(process.env['KARVAN_HISTORIES'] ?? times(300, 100_000));
/** With real signatures and seals, and with Dexie over an IndexedDB. */
const real = Math.ceil(many / 200);

/** Plays so many histories; gives the shortest telling of one that broke a promise, and how many it took. */
async function check(how: Parameters<typeof aPlayer>[0], numRuns: number, seed?: number): Promise<{ readonly found: string | undefined; readonly after: number }> {
  const { play, end } = await aPlayer(how);
  try {
    let after = 0;
    const holds = fc.asyncProperty(histories, async (history) => {
      after += 1;
      return (await play(history)) === undefined;
    });
    const { counterexample, seed: used } = await fc.check(holds, { numRuns, endOnFailure: true, ...(seed === undefined ? {} : { seed }) });
    return { found: counterexample ? `seed ${used}: ${await shortest(play, counterexample[0])}` : undefined, after };
  } finally {
    await end();
  }
}

let [played, playedReal] = [0, 0];

test('no history of phones, carriers and an office breaks a promise', async () => {
  const { found, after } = await check({ quick: true }, many);
  expect(found).toBeUndefined();
  played = after;
});

test('nor does one with real signatures and seals, and with real databases on the phones', async () => {
  const { found, after } = await check({ quick: false }, real);
  expect(found).toBeUndefined();
  playedReal = after;
});

const bugs: readonly (Change & { readonly name: string })[] = [
  { name: 'what an office that was set back lacks is not sent again', file: '/sync/outbox.ts', what: 'envelope !== 0 && !held.has(envelope)', by: 'envelope !== 0 && held.has(envelope)' },
  { name: 'an earlier receipt that says more is believed', file: '/sync/outbox.ts', what: 'const still = held.filter((each) => each.seq <= seq);', by: 'const still = held;' },
  { name: 'a receipt is not compared with the chain', file: '/sync/outbox.ts', what: 'if (at !== undefined && at !== hash) return Math.min(sure, seq - 1);', by: '' },
  { name: 'a line counts as held when another has its place', file: '/server/sync/ingest.ts', what: 'held.get(seq)?.has(digest)', by: 'held.has(seq)' },
];
const took: number[] = [];

test.each(bugs)('negative control: $name', async ({ name, ...change }) => {
  const { found, after } = await check({ quick: true, change }, 2000, 7);
  process.stdout.write(`\n${name}, after ${after} histories:\n${found}\n`);
  expect(found).toBeDefined();
  took.push(after);
});

afterAll(() => {
  tell({ fault: 'histories of phones, carriers and a server, all of the above mixed (model check)', times: played + playedReal, seen: `0 promises broken; ${playedReal} of them with real signatures and databases`, control: `${took.length} of ${bugs.length} bugs in the sources found, after ${took.join(', ')} histories` });
});
