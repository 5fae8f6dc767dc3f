import { codeHash } from '../../../src/server/accounts/codes.ts';
import { codeSchema } from '../../../src/sync/desk.ts';
import { readCode } from '../../../src/sync/receipt.ts';
import * as v from 'valibot';
import { aMinistry, type Ministry } from '../a-ministry.ts';

// Argon2 on a slow machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ministry: Ministry;
beforeEach(async () => {
  ministry = await aMinistry();
});
afterEach(() => ministry.close());

const make = async (who: string, kind: string, person = 'aysel') => ministry.ask(who, 'POST', `/api/desk/people/${person}/codes`, { kind });

test('a code is shown once, as ten signs that can be said over a telephone; an enrolment lasts thirty days, a reset an hour', async () => {
  const enrol = v.parse(codeSchema, await (await make('trainer', 'enrol')).json());
  const reset = v.parse(codeSchema, await (await make('supervisor', 'reset')).json());
  for (const { code } of [enrol, reset]) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  const days = (expires: string) => (Date.parse(expires) - ministry.clock.at) / 86_400_000;
  expect([days(enrol.expires), days(reset.expires) * 24]).toEqual([30, 1]);
  const kept = await ministry.store.read((r) => r.selectFrom('code').selectAll().execute());
  expect(kept.map(({ kind, person, by, spent }) => [kind, person, by, spent]).toSorted()).toEqual([['enrol', 'aysel', 'trainer', null], ['reset', 'aysel', 'supervisor', null]]);
  const traces = JSON.stringify(kept) + ministry.logged.join('') + JSON.stringify(await ministry.store.read((r) => r.selectFrom('audit').selectAll().execute()));
  for (const { code } of [enrol, reset]) for (const form of [code, readCode(code)]) expect(traces).not.toContain(form);
});

test('however a code is typed, it is the same code', () => {
  for (const typed of ['k7qf0-2m9x1', 'K7QFO 2M9XI', ' k7qfo2m9xl ', 'K7QF02M9X1']) expect(codeHash(typed)).toBe(codeHash('K7QF0-2M9X1'));
  expect(codeHash('K7QF0-2M9X2')).not.toBe(codeHash('K7QF0-2M9X1'));
});

test('an enrolment code joins one phone, another of the same person joins the next, to the same profile', async () => {
  const phones = [await ministry.enrol('aysel'), await ministry.enrol('aysel')];
  expect(phones[0]!.profile).toBe(phones[1]!.profile);
  expect(phones[0]!.device).not.toBe(phones[1]!.device);
});

test('a kind that is none, and a person who is none, are refused', async () => {
  expect((await make('supervisor', 'everything')).status).toBe(400);
  expect((await make('supervisor', 'enrol', 'nobody-at-all')).status).toBe(404);
});
