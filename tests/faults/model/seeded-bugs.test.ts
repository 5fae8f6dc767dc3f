/** The other half of the histories. Controls: each of some bugs in the real sources is found, and told as the shortest history that shows it. */
import { aPlayer, type Change } from './a-build.ts';
import { check, half, seedOf, tellHalf } from './check.ts';

let played = 0;

test('no history of phones, carriers and an office breaks a promise', async () => {
  const { found, after } = await check({ quick: true }, half, seedOf(2));
  expect(found).toBeUndefined();
  played = after;
});

const bugs: readonly (Change & { readonly name: string })[] = [
  { name: 'what an office that was set back lacks is not sent again', file: '/sync/outbox.ts', what: 'envelope !== 0 && !held.has(envelope)', by: 'envelope !== 0 && held.has(envelope)' },
  { name: 'an earlier receipt that says more is believed', file: '/sync/outbox.ts', what: 'const still = held.filter((each) => each.seq <= seq);', by: 'const still = held;' },
  { name: 'a receipt is not compared with the chain', file: '/sync/outbox.ts', what: 'if (at !== undefined && at !== hash) return Math.min(sure, seq - 1);', by: '' },
  { name: 'of two replies the one with the later clock is the newer', file: '/sync/outbox.ts', what: 'orderOf(reply) >= newest', by: 'reply.at >= (lastContact ?? "")' },
  { name: 'a phone that joins again gets another profile than it has', file: '/server/accounts/enrolments.ts', what: 'asked.profile === undefined ?', by: 'asked.profile !== "" ?' },
  { name: 'a line counts as held when another has its place', file: '/server/sync/ingest.ts', what: 'held.get(seq)?.has(digest)', by: 'held.has(seq)' },
];
const took: number[] = [];

test.each(bugs)('negative control: $name', async ({ name, ...change }) => {
  const { found, history, after } = await check({ quick: true, change }, 2000, 7);
  process.stdout.write(`\n${name}, after ${after} histories:\n${found}\n`);
  expect(found).toBeDefined();
  // The bug breaks it, and nothing else.
  const { play, end } = await aPlayer({ quick: true });
  expect(await play(history).finally(end)).toBeUndefined();
  took.push(after);
});

afterAll(() => {
  tellHalf({ times: played, seen: '', control: `${took.length} of ${bugs.length} bugs in the sources found, after ${took.join(', ')} histories` });
});
