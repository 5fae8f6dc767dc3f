import * as v from 'valibot';
import { evidenceSchema, personSchema } from '../../../src/sync/desk.ts';
import { aMinistry, right, type Ministry } from '../a-ministry.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await ministry.close();
});

const devicesOfPerson = async () => v.parse(personSchema, await ministry.read('supervisor', '/api/desk/people/aysel')).devices;
const devicesOfGo = async (registration: string) => v.parse(evidenceSchema, await ministry.read('supervisor', `/api/desk/completions/${registration}`)).devices;

test('a supervisor sees which lines have not arrived though later ones have, until they come by whatever way', async () => {
  const phone = await ministry.enrol('aysel');
  await phone.take(1, right);
  // The next go is with a carrier who has not come yet; the one after it was quicker.
  vi.spyOn(globalThis, 'fetch').mockRejectedValueOnce(new TypeError('no network'));
  await expect(phone.take(2, right)).rejects.toThrow('no network');
  const registration = await phone.take(3, right);
  expect(await devicesOfPerson()).toMatchObject([{ lines: 14, isWhole: false, gaps: [{ from: 8, to: 14 }] }]);
  expect(await devicesOfGo(registration)).toMatchObject([{ from: 15, to: 21, isWhole: false, gaps: [{ from: 8, to: 14 }] }]);
  await phone.resend(ministry.at);
  for (const [device] of [await devicesOfPerson(), await devicesOfGo(registration)]) {
    expect(device!.isWhole).toBe(true);
    expect(device).not.toHaveProperty('gaps');
  }
});

test('a phone whose work never came from its first line on is shown with that gap, and a phone without one shows none', async () => {
  const [late, whole] = [await ministry.enrol('aysel'), await ministry.enrol('aysel')];
  vi.spyOn(globalThis, 'fetch').mockRejectedValueOnce(new TypeError('no network'));
  await expect(late.take(1, right)).rejects.toThrow('no network');
  await late.take(2, right);
  await whole.take(3, right);
  const devices = await devicesOfPerson();
  expect(devices.find((each) => each.device === late.device)).toMatchObject({ isWhole: false, gaps: [{ from: 1, to: 7 }] });
  expect(devices.find((each) => each.device === whole.device)).toMatchObject({ isWhole: true });
});
