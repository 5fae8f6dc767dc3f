import { expect, test } from 'vitest';
import { statementId } from '../../src/core/xapi/statement.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';
import { openDb } from '../../src/device/db.ts';
import { factsOf } from '../../src/device/facts.ts';
import { closeEnvelope } from '../../src/device/envelopes.ts';
import { drain } from '../../src/device/drain.ts';
import { journalState, renewJournal, tidyJournal } from '../../src/device/journal.ts';
import { changePin, unlock, type OpenProfile } from '../../src/device/profiles.ts';
import { copyOf } from '../../src/device/recovery.ts';
import { lineText, record, rowsOf, statementsOf } from '../../src/device/record.ts';
import { settleReplies } from '../../src/device/settle.ts';
import { copyWorkers, restoredTold, restoredUntold, storageProblem } from '../../src/device/storage.ts';
import { chainHash, parseLine } from '../../src/sync/envelope.ts';
import { aPhone, COURSE, NAME, PIN, reopened, someStatements, type Phone } from './a-phone.ts';
import { aServer } from './a-server.ts';
import { withCopy } from './a-copy.ts';

const server = await aServer();

/** A phone with a second copy, and so many answers on it. */
async function aLearner(count: number): Promise<Phone & { readonly copy: ReturnType<typeof withCopy> }> {
  const phone = await aPhone(server.sealKey);
  const copy = withCopy(phone.db);
  await renewJournal(phone.open);
  for (const each of someStatements(phone.world, phone.open.id, count)) await record(phone.open, [each], undefined);
  return { ...phone, copy };
}

/** The same phone after the browser dropped its database, opened anew; with its second copy or without. */
async function afterLoss({ db, open, world }: Phone) {
  await db.delete();
  const again = reopened(db);
  const found = await storageProblem(again);
  return { db: again, found, unlock: async () => (await unlock(again, open.id, PIN, world)) as OpenProfile };
}

test('a database that is gone is put back: the same person, PIN, name and every answer that nobody confirmed', async () => {
  const phone = await aLearner(7);
  const made = await statementsOf(phone.open);
  const { db, found, unlock: open } = await afterLoss(phone);
  expect(found).toBeUndefined();
  expect(await restoredUntold(db)).toEqual({ people: 1, lines: 7 });
  const again = await open();
  expect((await factsOf(again)).person?.name).toBe(NAME);
  expect((await statementsOf(again)).map((line) => statementId(line.s))).toEqual(made.map((line) => statementId(line.s)));
  await restoredTold(db);
  expect(await restoredUntold(db)).toBeUndefined();
  // Learning goes on, and the chain has no gap where the loss was.
  await record(again, someStatements(phone.world, again.id, 1), undefined);
  let hash = '';
  for (const row of await rowsOf(again)) {
    const text = (await lineText(again, row))!;
    expect(parseLine(text)!.prev).toBe(hash);
    hash = await chainHash(text);
  }
  expect((await rowsOf(again)).length).toBe(8);
});

test('control: without a second copy the same loss is told, and the answers are gone', async () => {
  const phone = await aPhone(server.sealKey);
  await record(phone.open, someStatements(phone.world, phone.open.id, 7), undefined);
  const { db, found } = await afterLoss(phone);
  expect(found).toMatchObject({ code: 'storage-emptied' });
  expect(await db.records.count()).toBe(0);
});

test('a database that damage set back gets its newest answers again before anything is recorded', async () => {
  const { db, open, world, copy } = await aLearner(6);
  expect((await copy.files()).length).toBe(1);
  const third = (await lineText(open, (await rowsOf(open, 3, 3))[0]!))!;
  await db.records.where('[profile+seq]').between([open.id, 4], [open.id, 9]).delete();
  await db.profiles.update(open.id, { seq: 3, hash: await chainHash(third) });
  const again = (await unlock(db, open.id, PIN, world)) as OpenProfile;
  expect((await statementsOf(again)).map((line) => line.seq)).toEqual([1, 2, 3, 4, 5, 6]);
  expect((await db.profiles.get(open.id))!.seq).toBe(6);
  expect(await restoredUntold(db)).toEqual({ people: 0, lines: 3 });
});

test('a battery pulled when only the second copy has an answer costs nothing, and is no damage that somebody must be told of', async () => {
  const phone = await aLearner(3);
  await record(phone.open, someStatements(phone.world, phone.open.id, 2), undefined);
  const before = (await phone.db.profiles.get(phone.open.id))!;
  const rows = await rowsOf(phone.open, 4);
  // As if the database had not got the last two, which were recorded together.
  const { prev } = parseLine((await lineText(phone.open, rows[0]!))!)!;
  await phone.db.records.bulkDelete(rows.map((row) => [row.profile, row.seq] as [typeof row.profile, number]));
  await phone.db.profiles.update(phone.open.id, { seq: 3, hash: prev });
  const again = (await unlock(phone.db, phone.open.id, PIN, phone.world)) as OpenProfile;
  expect((await rowsOf(again)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(await phone.db.profiles.get(phone.open.id)).toMatchObject({ seq: 5, hash: before.hash });
  expect(await restoredUntold(phone.db)).toBeUndefined();
});

test('what did not get into the database does not stay in the second copy', async () => {
  const { db, open, world } = await aLearner(2);
  const refuse = () => {
    throw new DOMException('gone', 'UnknownError');
  };
  db.records.hook('creating', refuse);
  await expect(record(open, someStatements(world, open.id, 1), undefined)).rejects.toThrow();
  db.records.hook('creating').unsubscribe(refuse);
  const again = (await unlock(db, open.id, PIN, world)) as OpenProfile;
  expect((await rowsOf(again)).map(({ seq }) => seq)).toEqual([1, 2]);
});

test('a write that was torn is cut off, and what is written after it can be read', async () => {
  const phone = await aLearner(3);
  await phone.copy.change((bytes) => bytes.slice(0, -20));
  await record(phone.open, someStatements(phone.world, phone.open.id, 2), undefined);
  await phone.db.delete();
  const db = reopened(phone.db);
  await storageProblem(db);
  expect((await db.records.toArray()).map((row) => row.seq)).toEqual([1, 2, 4, 5]);
  expect((await db.profiles.toArray())[0]!.seq).toBe(5);
});

test('bytes that went bad cost the answer they lie in, and no other', async () => {
  const phone = await aLearner(5);
  const { db, found } = await (async () => {
    await phone.copy.change((bytes) => {
      bytes.fill(0xff, bytes.length - 900, bytes.length - 860);
      return bytes;
    });
    return afterLoss(phone);
  })();
  expect(found).toBeUndefined();
  expect(await db.records.count()).toBe(4);
});

test('a renewal that was cut short leaves the copy before it', async () => {
  const phone = await aLearner(4);
  const [file] = await phone.copy.files();
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(`${phone.db.name}-journal`);
  const half = (await phone.copy.bytes()).slice(0, 1500);
  const writable = await (await folder.getFileHandle(file!.name.replace(/\d+$/, '99'), { create: true })).createWritable();
  await writable.write(half);
  await writable.close();
  const { db } = await afterLoss(phone);
  expect(await db.records.count()).toBe(4);
});

test('whoever reads the second copy finds no name, answer, course or place, and after a new PIN nothing that the old one opens', async () => {
  const { db, open, copy } = await aLearner(3);
  const text = new TextDecoder().decode(await copy.bytes());
  for (const secret of [NAME, 'Aysel', 'Gəncə', COURSE, 'answered']) expect(text, secret).not.toContain(secret);
  // The control: the same look finds what lies in plain.
  expect(text).toContain('camel');
  const wrap = (await db.profiles.get(open.id))!.underPin.bytes;
  const old = btoa(String.fromCharCode(...wrap)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  expect(text).toContain(old);
  await changePin(open, '111222');
  expect(new TextDecoder().decode(await copy.bytes())).not.toContain(old);
  expect((await copy.files()).length).toBe(1);
});

test('a second copy that cannot be renewed after a new PIN is dropped rather than left with the old one', async () => {
  const { db, open, copy } = await aLearner(2);
  const broken = { ...open };
  const real = db.states.where;
  db.states.where = () => {
    throw new Error('no reading');
  };
  await changePin(broken, '111222');
  db.states.where = real;
  expect(await copy.files()).toEqual([]);
  expect(await journalState(db)).toMatchObject({ kind: 'failed' });
  // With the next answer all of it is written anew.
  await record(open, someStatements({ now: () => 0, newId: () => crypto.randomUUID() }, open.id, 1), undefined);
  expect(await journalState(db)).toEqual({ kind: 'kept' });
  expect((await copy.files()).length).toBe(1);
});

test('what has a receipt is let go of', async () => {
  const { db, open, world, keys, copy } = await aLearner(6);
  const here = await aServer();
  here.knows(keys);
  const before = (await copy.bytes()).length;
  await closeEnvelope(open, here.sealKey, world);
  await drain(db, here.fetch, world);
  await settleReplies(open, here.trust);
  await tidyJournal(open);
  expect((await copy.bytes()).length).toBeLessThan(before);
  await record(open, someStatements(world, open.id, 2), undefined);
  await db.delete();
  const again = reopened(db);
  await storageProblem(again);
  expect((await again.records.toArray()).map((row) => row.seq)).toEqual([7, 8]);
  expect((await again.profiles.toArray())[0]!.seq).toBe(8);
});

test('two tabs write one second copy, and neither holds it back from the other', async () => {
  const phone = await aLearner(2);
  const { db, open, world } = phone;
  const other = openDb(db.name);
  withCopy(other);
  const there = (await unlock(other, open.id, PIN, world)) as OpenProfile;
  for (let n = 0; n < 4; n++) await record(n % 2 ? open : there, someStatements(world, open.id, 1), undefined);
  const { db: again } = await afterLoss({ ...phone, db: other });
  expect((await again.records.toArray()).map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('whoever reads the second copy while answers are added to it reads it whole', async () => {
  const { db, open, world } = await aLearner(1);
  const added: Statement[] = [];
  const adding = (async () => {
    for (const each of someStatements(world, open.id, 40)) {
      await record(open, [each], undefined);
      added.push(each);
    }
  })();
  while (added.length < 40) expect(await copyOf(db, open.id)).toMatchObject({ isWhole: true, profile: { id: open.id } });
  await adding;
  expect((await copyOf(db, open.id))?.rows).toHaveLength(41);
});

test('a second copy that fails is said, and stops no lesson', async () => {
  const { db, world, open } = await aPhone(server.sealKey);
  const script = "onmessage = ({ data }) => postMessage({ id: data.id, done: { kind: data.order.kind === 'reserve' ? 'done' : 'full' } })";
  copyWorkers.set(db, () => new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))));
  await record(open, someStatements(world, open.id, 2), undefined);
  expect((await statementsOf(open)).length).toBe(2);
  expect(await journalState(db)).toMatchObject({ kind: 'failed', because: { code: 'storage-full' } });
});

test('a full phone can be opened, and what lies open on it sealed, in the room that was put by; without it nobody gets in, for no try could be counted', async () => {
  const { db, open, world } = await aLearner(2);
  let isFull = true;
  const once = () => {
    if (!isFull) return undefined;
    isFull = false;
    throw new DOMException('full', 'QuotaExceededError');
  };
  db.profiles.hook('updating', once);
  const again = (await unlock(db, open.id, PIN, world)) as OpenProfile;
  await renewJournal(again);
  db.profiles.hook('updating').unsubscribe(once);
  db.envelopes.hook('creating', once);
  isFull = true;
  await closeEnvelope(again, server.sealKey, world);
  expect(await db.envelopes.count()).toBe(1);
  const always = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  db.profiles.hook('updating', always);
  await expect(unlock(db, open.id, PIN, world)).rejects.toMatchObject({ code: 'storage-full' });
  db.profiles.hook('updating').unsubscribe(always);
  expect((await db.profiles.get(open.id))!.tries).toBe(0);
});

test('on a full phone the room that was put by lets the answer be saved; without it nothing is saved and that is said', async () => {
  const { db, open, world, copy } = await aLearner(1);
  const isReserved = async () => (await copy.dropReserve().then(() => true, () => false));
  let isFull = true;
  db.profiles.hook('updating', () => {
    if (!isFull) return undefined;
    isFull = false;
    throw new DOMException('full', 'QuotaExceededError');
  });
  await record(open, someStatements(world, open.id, 1), undefined);
  expect((await statementsOf(open)).length).toBe(2);
  expect(await isReserved()).toBe(false);
  isFull = true;
  await expect(record(open, someStatements(world, open.id, 1), undefined)).rejects.toMatchObject({ code: 'storage-full' });
  expect((await statementsOf(open)).length).toBe(2);
});
