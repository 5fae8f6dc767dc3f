/** One half of the histories, and a share with what is real on a phone and a server (check.ts says what is looked at). */
import { check, half, real, seedOf, tellHalf } from './check.ts';

let [played, playedReal] = [0, 0];

test('no history of phones, carriers and an office breaks a promise', async () => {
  const { found, after } = await check({ quick: true }, half, seedOf(1));
  expect(found).toBeUndefined();
  played = after;
});

test('nor does one with real signatures and seals, and with real databases on the phones', async () => {
  const { found, after } = await check({ quick: false }, real);
  expect(found).toBeUndefined();
  playedReal = after;
});

afterAll(() => {
  tellHalf({ times: played + playedReal, seen: `0 promises broken; ${playedReal} with real signatures and databases`, control: '' });
});
