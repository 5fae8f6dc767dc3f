import { expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import { statementId } from '../../src/core/xapi/statement.ts';
import type { Db } from '../../src/device/db.ts';
import { closeEnvelope } from '../../src/device/envelopes.ts';
import { holdProfile } from '../../src/device/hold.ts';
import { setPreference } from '../../src/device/learning.ts';
import { unlock, type OpenProfile } from '../../src/device/profiles.ts';
import { lineText, record, rowsOf, statementsOf } from '../../src/device/record.ts';
import { chainHash, parseLine } from '../../src/sync/envelope.ts';
import { aPhone, aResult, COURSE, NAME, PIN, reopened, someStatements } from './a-phone.ts';
import { aServer } from './a-server.ts';

const server = await aServer();

test('what was saved is there after the app was closed, in order and chained without a gap', async () => {
  const { db, world, open } = await aPhone(server.sealKey);
  const made = someStatements(world, open.id, 7);
  await record(open, made.slice(0, 3), undefined);
  await Promise.all(made.slice(3).map((each) => record(open, [each], 'e'.repeat(64) as never)));
  const again = (await unlock(reopened(db), open.id, PIN, world)) as OpenProfile;
  const kept = await statementsOf(again);
  expect(kept.map((line) => line.seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(new Set(kept.map((line) => statementId(line.s)))).toEqual(new Set(made.map(statementId)));
  expect(kept[0]).toMatchObject({ s: made[0], envelope: 0 });
  expect(kept[6]!.edition).toBe('e'.repeat(64));
  let hash = '';
  for (const row of await rowsOf(again)) {
    const text = (await lineText(again, row))!;
    expect(parseLine(text)!.prev).toBe(hash);
    hash = await chainHash(text);
  }
  await record(again, someStatements(world, open.id, 1), undefined);
  expect((await statementsOf(again)).at(-1)!.seq).toBe(8);
});

test('every transaction is strict, or a pulled battery would take what was called saved', async () => {
  const asked: (string | undefined)[] = [];
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, stores, mode, options) {
    if (mode === 'readwrite') asked.push(options?.durability);
    return real.call(this, stores, mode, options);
  };
  try {
    const { world, open } = await aPhone(server.sealKey);
    await record(open, someStatements(world, open.id, 2), undefined);
    await closeEnvelope(open, server.sealKey, world);
  } finally {
    IDBDatabase.prototype.transaction = real;
  }
  expect(asked.length).toBeGreaterThan(3);
  expect(new Set(asked)).toEqual(new Set(['strict']));
});

test('whoever reads the phone’s memory finds no name, answer, score, course or place in a course', async () => {
  const { db, world, open } = await aPhone(server.sealKey);
  await record(open, [...someStatements(world, open.id, 3), ...aResult(world, open.id, 0.875)], undefined);
  await setPreference(open, `place:${COURSE}`, 118);
  await closeEnvelope(open, server.sealKey, world);
  const [first] = await statementsOf(open);
  const secrets = [NAME, 'Aysel', 'Gəncə', '0.875', COURSE, 'ethics', 'passed', first!.s.context!.registration!, statementId(first!.s), 'place:', '"az"'];
  const found = await allText(db);
  for (const secret of secrets) expect(found, secret).not.toContain(secret);
  // The control: the same walk does find what lies in plain.
  expect(found).toContain('camel');
  await db.meta.put({ key: 'leak', value: { name: new TextEncoder().encode(NAME) } });
  expect(await allText(db)).toContain(NAME);
});

test('one tab records at a time, and "use here" takes it from the other', async () => {
  const { db, world, open } = await aPhone(server.sealKey);
  const other = (await unlock(db, open.id, PIN, world)) as OpenProfile;
  const hold = await holdProfile(open);
  if (isProblem(hold)) throw new Error(hold.code);
  await record(open, someStatements(world, open.id, 1), undefined);
  await expect(record(other, someStatements(world, open.id, 1), undefined)).rejects.toMatchObject({ code: 'used-in-other-tab' });
  expect(await holdProfile(other)).toMatchObject({ code: 'used-in-other-tab' });
  const taken = await holdProfile(other, true);
  expect(taken).toMatchObject({ kind: 'hold' });
  await hold.lost;
  await record(other, someStatements(world, open.id, 1), undefined);
  await expect(record(open, someStatements(world, open.id, 1), undefined)).rejects.toMatchObject({ code: 'used-in-other-tab' });
  expect((await statementsOf(other)).length).toBe(2);
});

function full(): never {
  throw new DOMException('full', 'QuotaExceededError');
}

test('a phone without room says so, and keeps no half of what it could not save', async () => {
  const { db, world, open } = await aPhone(server.sealKey);
  await record(open, someStatements(world, open.id, 1), undefined);
  db.profiles.hook('updating', full);
  await expect(record(open, someStatements(world, open.id, 2), undefined)).rejects.toMatchObject({ code: 'storage-full' });
  db.profiles.hook('updating').unsubscribe(full);
  expect((await statementsOf(open)).length).toBe(1);
  await record(open, someStatements(world, open.id, 2), undefined);
  expect((await statementsOf(open)).map((line) => line.seq)).toEqual([1, 2, 3]);
});

/** Every row of every table as text: keys, values, and bytes read as UTF-8. */
async function allText(db: Db): Promise<string> {
  const rows = await Promise.all(db.tables.map((table) => table.toArray()));
  return JSON.stringify(rows, readable);
}

function readable(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
}
