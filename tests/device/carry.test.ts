import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { batchesOf, dropBatch, isCarriedFile, noteGiven, repliesFile, takeCarried, workFile } from '../../src/device/carry.ts';
import type { Db } from '../../src/device/db.ts';
import { drain } from '../../src/device/drain.ts';
import { closeEnvelope } from '../../src/device/envelopes.ts';
import { noteHandedOver, packWork } from '../../src/device/handover.ts';
import { roadOf } from '../../src/device/learning.ts';
import { record } from '../../src/device/record.ts';
import { factsOf, settleReplies } from '../../src/device/settle.ts';
import { carriedId, MOST_CARRIED, writeBundle } from '../../src/sync/bundle.ts';
import { aDb, aPhone, aResult, aWorld, NAME, reopened, someStatements } from './a-phone.ts';
import { always, aServer, noNetwork } from './a-server.ts';

const CARRIER = 'Murad müəllim';

/** A learner whose phone meets no network. */
async function aLearner() {
  const server = await aServer();
  const phone = await aPhone(server.sealKey);
  server.knows(phone.keys);
  const { db, world, open } = phone;
  const learner = {
    ...phone,
    server,
    learn: () => record(open, [...someStatements(world, open.id, 2), ...aResult(world, open.id)], undefined),
    /** Gives a file to somebody, and says so. */
    handOver: async (by = CARRIER) => {
      const handed = await packWork(open, server.sealKey, world);
      await noteHandedOver(open, handed, by, world);
      return new Blob([handed.text]);
    },
    take: async (replies: string) => {
      const taken = await takeCarried(db, [new Blob([replies])], world);
      await settleReplies(open, server.trust);
      return taken;
    },
    stages: async () => (await roadOf(open)).map((each) => each.stage.kind),
    waiting: async () => (await db.envelopes.where('state').equals('waiting').toArray()).map(({ from, to }) => [from, to]),
  };
  return learner;
}

/** Somebody with a phone and no profile, who will meet the network of these servers. */
function aCarrier(...learners: Awaited<ReturnType<typeof aLearner>>[]) {
  const [db, world] = [aDb(), aWorld()];
  const network: typeof fetch = async (at, init) => {
    for (const { server } of learners) {
      const answer = await server.fetch(at, init).catch(() => undefined);
      if (answer) return answer;
    }
    return new Response(null, { status: 400 });
  };
  return {
    db,
    world,
    take: (...files: Blob[]) => takeCarried(db, files, world, 'Göygöl'),
    send: (fetch = network) => drain(db, fetch, world),
    giveBack: async (n = 0) => (await repliesFile(db, (await batchesOf(db))[n]!.id, world))!,
    counts: async () => (await batchesOf(db)).map(({ of, waiting, answered, refused }) => ({ of, waiting, answered, refused })),
  };
}

test('what a learner hands over arrives by a carrier, and its receipt comes back the same way', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  expect(await learner.stages()).toEqual(['phone']);
  const file = await learner.handOver();
  expect((await roadOf(learner.open))[0]!.stage).toEqual({ kind: 'carried', by: CARRIER, at: '2026-11-24T10:00:00.000Z' });
  expect(await isCarriedFile(file)).toBe(true);
  expect(await carrier.take(file)).toMatchObject({ fresh: 1, known: 0, damaged: 0, refused: [] });
  expect(await carrier.send(noNetwork)).toMatchObject({ sent: 0, left: 1, problem: { code: 'server-unreachable' } });
  expect(await carrier.counts()).toEqual([{ of: 1, waiting: 1, answered: 0, refused: 0 }]);
  expect(await carrier.send()).toEqual({ sent: 0, left: 0, delivered: 1 });
  expect(learner.server.lines.size).toBe(4);
  expect(await carrier.counts()).toEqual([{ of: 1, waiting: 0, answered: 1, refused: 0 }]);
  expect(await learner.take(await carrier.giveBack())).toMatchObject({ kept: 1, foreign: 0 });
  expect((await roadOf(learner.open))[0]!.stage).toMatchObject({ kind: 'received', code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/) });
  expect(await learner.waiting()).toEqual([]);
});

test('a reply that was taken in while the profile is locked waits, and until it is opened nothing says that the work arrived', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  await carrier.take(await learner.handOver());
  await carrier.send();
  expect(await takeCarried(learner.db, [new Blob([await carrier.giveBack()])], learner.world)).toMatchObject({ kept: 1 });
  expect(await learner.stages()).toEqual(['carried']);
  await settleReplies(learner.open, learner.server.trust);
  expect(await learner.stages()).toEqual(['received']);
});

test('handed over twice, to two carriers: whoever comes first delivers, the other changes nothing', async () => {
  const learner = await aLearner();
  const [first, second] = [aCarrier(learner), aCarrier(learner)];
  await learner.learn();
  const file = await learner.handOver('Aygün');
  await first.take(file);
  await first.take(file, file);
  learner.world.pass(3_600_000);
  await second.take(await learner.handOver('Murad'));
  expect((await roadOf(learner.open))[0]!.stage).toMatchObject({ kind: 'carried', by: 'Murad', at: '2026-11-24T11:00:00.000Z' });
  expect(await first.counts()).toEqual([{ of: 1, waiting: 1, answered: 0, refused: 0 }]);
  await second.send();
  await first.send();
  expect(learner.server.lines.size).toBe(4);
  await learner.take(await first.giveBack());
  const received = await roadOf(learner.open);
  expect(received[0]!.stage.kind).toBe('received');
  expect(await learner.take(await second.giveBack())).toMatchObject({ kept: 0, foreign: 1 });
  expect(await roadOf(learner.open)).toEqual(received);
});

test('the replies of an older hand-over after those of a newer change nothing', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  await carrier.take(await learner.handOver());
  await learner.learn();
  await carrier.take(await learner.handOver());
  await carrier.send();
  const [newer, older] = [await carrier.giveBack(0), await carrier.giveBack(1)];
  await learner.take(newer);
  expect(await learner.stages()).toEqual(['received', 'received']);
  const [before, facts] = [await roadOf(learner.open), await factsOf(learner.open)];
  await learner.take(older);
  expect(await roadOf(learner.open)).toEqual(before);
  expect(await factsOf(learner.open)).toEqual(facts);
});

test('a part that came before what it follows is received only when the gap is closed', async () => {
  const learner = await aLearner();
  const [lost, quick] = [aCarrier(learner), aCarrier(learner)];
  await learner.learn();
  await lost.take(await learner.handOver('Aygün'));
  await learner.learn();
  await closeEnvelope(learner.open, learner.server.sealKey, learner.world);
  const [, second] = await learner.db.envelopes.toArray();
  const newer = new Blob([writeBundle({ kind: 'work', made: 'x', envelopes: [{ id: await carriedId(second!.jwe), jwe: second!.jwe }] })]);
  await quick.take(newer);
  await quick.send();
  await learner.take(await quick.giveBack());
  expect(await learner.stages()).toEqual(['phone', 'carried']);
  expect(learner.server.lines.size).toBe(4);
  // Never arrived: the phone's own contact repairs it.
  expect(await drain(learner.db, learner.server.fetch, learner.world)).toMatchObject({ sent: 2, left: 0 });
  await settleReplies(learner.open, learner.server.trust);
  expect(await learner.stages()).toEqual(['received', 'received']);
  expect(learner.server.lines.size).toBe(8);
});

test('what is with a carrier still goes from the phone itself when a network comes first', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  await carrier.take(await learner.handOver());
  await drain(learner.db, learner.server.fetch, learner.world);
  expect(await learner.stages()).toEqual(['sent']);
  await settleReplies(learner.open, learner.server.trust);
  expect(await learner.stages()).toEqual(['received']);
  await carrier.send();
  expect(learner.server.lines.size).toBe(4);
  expect(await learner.take(await carrier.giveBack())).toMatchObject({ kept: 0, foreign: 1 });
  expect(await learner.stages()).toEqual(['received']);
});

test('one file of replies serves many phones: each keeps its own and leaves the others alone', async () => {
  const learners = await Promise.all([aLearner(), aLearner(), aLearner()]);
  const carrier = aCarrier(...learners);
  for (const learner of learners) await learner.learn();
  const files = await Promise.all(learners.map((learner) => learner.handOver()));
  expect(await carrier.take(...files)).toMatchObject({ fresh: 3 });
  expect(await carrier.counts()).toEqual([{ of: 3, waiting: 3, answered: 0, refused: 0 }]);
  await carrier.send();
  const replies = await carrier.giveBack();
  for (const learner of learners) {
    expect(await learner.take(replies)).toMatchObject({ kept: 1, foreign: 2 });
    expect(await learner.stages()).toEqual(['received']);
  }
});

test('a reply that was made up by a carrier is not believed: the work waits as before', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  await carrier.take(await learner.handOver());
  await carrier.send();
  const replies = (await carrier.giveBack()).replace(/"jwe":"([\w-]+)\.([\w-]*)\.([\w-]+)\.([\w-]{10})/, (_, a, b, c) => `"jwe":"${a}.${b}.${c}.AAAAAAAAAA`);
  await learner.take(replies);
  expect(await learner.stages()).toEqual(['carried']);
  expect((await learner.waiting()).length).toBe(1);
  expect((await factsOf(learner.open)).receipts).toEqual([]);
});

test('a hand-over with nothing waiting asks for news, and the news come', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await carrier.take(await learner.handOver());
  await carrier.send();
  await learner.take(await carrier.giveBack());
  expect((await factsOf(learner.open)).lastContact).toBeDefined();
  expect(await learner.waiting()).toEqual([]);
});

test('work passes from one carrier to the next, and the replies find their way back through both', async () => {
  const learner = await aLearner();
  const [near, far] = [aCarrier(learner), aCarrier(learner)];
  await learner.learn();
  const { batch } = await near.take(await learner.handOver());
  await far.take(new Blob([(await workFile(near.db, batch!, near.world))!]));
  await far.send();
  expect(await takeCarried(near.db, [new Blob([await far.giveBack()])], near.world)).toMatchObject({ kept: 1 });
  expect(await near.send(noNetwork)).toMatchObject({ left: 0 });
  await learner.take(await near.giveBack());
  expect(await learner.stages()).toEqual(['received']);
});

test('what the server cannot take is counted for the carrier and stays on its learner’s phone', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  await carrier.take(await learner.handOver());
  // Another server between, and one before ours that is set too narrow: both change nothing.
  expect(await carrier.send(always(400, 'bad request'))).toMatchObject({ left: 1, problem: { code: 'server-unreachable' } });
  expect(await carrier.send(always(413))).toEqual({ sent: 0, left: 1 });
  expect(await carrier.counts()).toEqual([{ of: 1, waiting: 1, answered: 0, refused: 0 }]);
  expect(await carrier.send(always(400, { code: 'envelope-unreadable' }))).toEqual({ sent: 0, left: 0 });
  expect(await carrier.counts()).toEqual([{ of: 1, waiting: 0, answered: 0, refused: 1 }]);
  expect((await learner.waiting()).length).toBe(1);
});

test('an unknown phone’s work is kept and tried again later, and a busy server is left in peace', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  await carrier.take(await learner.handOver());
  expect(await carrier.send(always(202, { code: 'device-unknown' }))).toEqual({ sent: 0, left: 1 });
  expect(await batchesOf(carrier.db)).toMatchObject([{ of: 1, waiting: 0, unknown: 1, answered: 0 }]);
  expect(await carrier.send(always(429, '', { 'retry-after': '60' }))).toMatchObject({ left: 1, problem: { code: 'server-busy' } });
  carrier.world.pass(120_000);
  expect(await carrier.send()).toEqual({ sent: 0, left: 0, delivered: 1 });
});

test('files that are foreign, cut, too large or newer are named, and what is whole in the others is taken', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  const good = await learner.handOver();
  const cut = new File([(await good.text()).slice(0, -40)], 'cut.karvan-work');
  const film = { size: MOST_CARRIED + 1, slice: () => new Blob(['ftypisom']), text: () => Promise.reject(new Error('read whole')) } as unknown as Blob;
  const letter = new File(['Salam'], 'salam.txt');
  const newer = new File(['{"karvan":3,"kind":"work","made":"x","count":1}'], 'newer.karvan-work');
  const taken = await carrier.take(letter, cut, newer, film, good);
  expect(taken.refused.map(({ name, problem }) => [name, problem.code])).toEqual([['salam.txt', 'carried-foreign'], ['cut.karvan-work', 'carried-damaged'], ['newer.karvan-work', 'carried-newer'], ['', 'carried-foreign']]);
  expect(taken).toMatchObject({ fresh: 1 });
  expect(await carrier.counts()).toEqual([{ of: 1, waiting: 1, answered: 0, refused: 0 }]);
});

function full(): never {
  throw new DOMException('full', 'QuotaExceededError');
}

test('a phone that fills up while files are taken in has all of them or none', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  const file = await learner.handOver();
  carrier.db.batches.hook('creating', full);
  await expect(carrier.take(file)).rejects.toMatchObject({ code: 'carried-no-room' });
  expect([await carrier.db.carried.count(), await carrier.db.batches.count()]).toEqual([0, 0]);
  carrier.db.batches.hook('creating').unsubscribe(full);
  expect(await carrier.take(file)).toMatchObject({ fresh: 1 });
});

test('a batch that is let go takes with it only what no other batch holds', async () => {
  const learner = await aLearner();
  const other = await aLearner();
  const carrier = aCarrier(learner, other);
  await learner.learn();
  await other.learn();
  const [a, b] = [await learner.handOver(), await other.handOver()];
  const first = await carrier.take(a);
  await carrier.take(a, b);
  await noteGiven(carrier.db, first.batch!, carrier.world);
  await dropBatch(carrier.db, first.batch!);
  expect(await carrier.counts()).toEqual([{ of: 2, waiting: 2, answered: 0, refused: 0 }]);
  expect(await carrier.send()).toMatchObject({ delivered: 2 });
});

test('what a carrier’s phone holds says nothing of the learner, and the learner’s phone hides the carrier’s name', async () => {
  const learner = await aLearner();
  const carrier = aCarrier(learner);
  await learner.learn();
  await carrier.take(await learner.handOver());
  await carrier.send();
  const [carried, own] = [await everything(carrier.db), await everything(learner.db)];
  for (const secret of [NAME, 'Gəncə', learner.open.device, learner.open.id, 'ministry/ethics', CARRIER]) expect(carried).not.toContain(secret);
  expect(own).not.toContain(CARRIER);
  // Control: the search finds what lies in plain.
  expect(carried).toContain('Göygöl');
  expect(own).toContain(learner.open.device);
});

test('a phone of the version before keeps all that it held when carrying was added', async () => {
  const learner = await aLearner();
  await learner.learn();
  const held = { records: await learner.db.records.count(), profiles: await learner.db.profiles.toArray() };
  const old = new Dexie(`${learner.db.name}-old`);
  old.version(1).stores({ meta: 'key', profiles: 'id', records: '[profile+seq], [profile+envelope]', envelopes: '++id, [profile+state], state', replies: '++id, profile', states: '[profile+key]', editions: 'edition, course', installs: 'course', pieces: 'digest', ready: '[edition+au], edition', catalogue: 'id' });
  for (const name of ['profiles', 'records', 'envelopes', 'states']) await old.table(name).bulkAdd(await learner.db.table(name).toArray());
  old.close();
  const renewed = reopened({ name: old.name, close: () => undefined } as unknown as Db);
  expect(await renewed.records.count()).toBe(held.records);
  expect(await renewed.profiles.toArray()).toEqual(held.profiles);
  expect(await renewed.carried.count()).toBe(0);
});

async function everything(db: Db): Promise<string> {
  const tables = await Promise.all(db.tables.map((table) => table.toArray()));
  return JSON.stringify(tables, (_, value: unknown) => (value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value));
}
