import { expect, test } from 'vitest';
import { diagnosis } from '../../src/device/diagnosis.ts';
import { noteTry } from '../../src/device/last-try.ts';
import { closeEnvelope } from '../../src/device/envelopes.ts';
import { record } from '../../src/device/record.ts';
import { aPhone, COURSE, NAME, someStatements } from './a-phone.ts';
import { aServer } from './a-server.ts';

test('the report for a trainer says how the phone is, and nothing of the person; control: a name in it is found', async () => {
  const server = await aServer();
  const { db, world, open } = await aPhone(server.sealKey);
  await record(open, someStatements(world, open.id, 3), undefined);
  await closeEnvelope(open, server.sealKey, world);
  await noteTry(db, { at: world.now(), problem: 'server-busy', ahead: 90_000 });
  const facts = await diagnosis(db, world, '1.2.3');
  const said = Object.fromEntries(facts.map(({ name, value }) => [name, value]));
  expect(said).toMatchObject({ app: '1.2.3', profiles: '1', lines: '3', parcels: 'waiting 1', 'last-try': '2026-11-24T10:00:00.000Z server-busy', clock: '90', 'device-keys': open.kid.slice(0, 8) });
  const personal = [NAME, ...NAME.split(' '), COURSE, ...COURSE.split('/'), 'Gəncə', 'camel', open.id, open.device, open.kid];
  const found = (text: string) => personal.filter((each) => text.includes(each));
  expect(found(JSON.stringify(facts))).toEqual([]);
  expect(found(JSON.stringify([...facts, { name: 'profiles', value: NAME }]))).toContain(NAME);
});
