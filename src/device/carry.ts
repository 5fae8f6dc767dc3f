/**
 * A carrier's phone: files with other people's sealed work are taken in, lie in its own outbox until a network comes, and what the
 * server answers is given back as a file. Needs no profile and no PIN. The carrier sees counts and the label that he typed.
 */
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { carriedId, MOST_CARRIED, readBundle, writeBundle, type CarriedEnvelope, type CarriedId, type CarriedReply, type ReadBundle } from '../sync/bundle.ts';
import { isFull, type BatchRow, type CarriedRow, type Db, type EnvelopeRow } from './db.ts';
import type { World } from './world.ts';

/**
 * What became of files. Work: `fresh` envelopes are carried from now on in `batch`, `known` ones were here before. Replies: `kept` for
 * this phone's people or for what it carries, `foreign` ones for others, or for work whose receipt is here already. `damaged`: things
 * that did not arrive whole. `refused`: files of which nothing was taken.
 */
export type Taken = {
  readonly batch?: BatchRow['id'];
  readonly fresh: number;
  readonly known: number;
  readonly kept: number;
  readonly foreign: number;
  readonly damaged: number;
  readonly refused: readonly { readonly name: string; readonly problem: Problem }[];
};

/** Whether a file is one of carried work or of replies, whatever its name: looks at its first bytes. */
export async function isCarriedFile(file: Blob): Promise<boolean> {
  return /^\{"karvan":\d+,"kind":"[a-z]+"/.test(await file.slice(0, 64).text());
}

/**
 * Takes in what is whole in the files, in one transaction: all of it or nothing. Throws the problem `carried-no-room` when the phone is
 * full, and then nothing was taken.
 */
export async function takeCarried(db: Db, files: readonly Blob[], world: World, label = ''): Promise<Taken> {
  const { bundles, refused } = await readAll(files);
  const envelopes = bundles.flatMap((each) => (each.kind === 'work' ? each.envelopes : []));
  const replies = bundles.flatMap((each) => (each.kind === 'replies' ? each.replies : []));
  const own = replies.length > 0 ? await ownEnvelopes(db) : new Map<CarriedId, EnvelopeRow>();
  const taken = { damaged: bundles.reduce((sum, each) => sum + each.damaged, 0), refused };
  try {
    return await db.transaction('rw', [db.carried, db.batches, db.envelopes, db.replies], async () => ({
      ...taken,
      ...(await takeWork(db, envelopes, { label: label.trim(), taken: world.now() })),
      ...(await takeReplies(db, replies, own)),
    }));
  } catch (error) {
    throw isFull(error) ? problem('carried-no-room') : error;
  }
}

/** Counts only: in all, still to be sent, kept by a server that does not know the phone yet, answered, and refused by the server. */
export type Batch = BatchRow & { readonly of: number; readonly waiting: number; readonly unknown: number; readonly answered: number; readonly refused: number };

/** What this phone carries, newest first. */
export async function batchesOf(db: Db): Promise<readonly Batch[]> {
  const idsIn = async (state: CarriedRow['state']) => new Set(await db.carried.where('state').equals(state).primaryKeys());
  const [batches, waiting, unknown, answered, refused] = await Promise.all([db.batches.toArray(), idsIn('waiting'), idsIn('unknown'), idsIn('answered'), idsIn('refused')]);
  return batches
    .map((batch) => ({ ...batch, of: batch.envelopes.length, waiting: countIn(batch, waiting), unknown: countIn(batch, unknown), answered: countIn(batch, answered), refused: countIn(batch, refused) }))
    .toReversed();
}

function countIn({ envelopes }: BatchRow, ids: ReadonlySet<CarriedId>): number {
  return envelopes.filter((id) => ids.has(id)).length;
}

/** The file of replies for one batch; every phone takes its own out of it. Undefined when none has come. */
export async function repliesFile(db: Db, batch: BatchRow['id'], world: World): Promise<string | undefined> {
  const replies = (await rowsIn(db, batch)).flatMap(({ id, reply }) => (reply === undefined ? [] : [{ to: id, jwe: reply }]));
  return replies.length === 0 ? undefined : writeBundle({ kind: 'replies', made: new Date(world.now()).toISOString(), replies });
}

/** The file with what still waits in a batch, for somebody who will meet a network sooner. Undefined when nothing waits. */
export async function workFile(db: Db, batch: BatchRow['id'], world: World): Promise<string | undefined> {
  const envelopes = (await rowsIn(db, batch)).filter((row) => row.state === 'waiting' || row.state === 'unknown').map(({ id, jwe }) => ({ id, jwe }));
  return envelopes.length === 0 ? undefined : writeBundle({ kind: 'work', made: new Date(world.now()).toISOString(), envelopes });
}

/** By the carrier's own word the replies were given back. */
export async function noteGiven(db: Db, batch: BatchRow['id'], world: World): Promise<void> {
  await db.batches.update(batch, { given: world.now() });
}

/** Lets a batch go from this phone: what was not sent stays with the learners' phones. */
export async function dropBatch(db: Db, id: BatchRow['id']): Promise<void> {
  await db.transaction('rw', [db.batches, db.carried], async () => {
    const batch = await db.batches.get(id);
    if (!batch) return;
    await db.batches.delete(id);
    const wanted = new Set((await db.batches.toArray()).flatMap((each) => each.envelopes));
    await db.carried.bulkDelete(batch.envelopes.filter((each) => !wanted.has(each)));
  });
}

async function rowsIn(db: Db, batch: BatchRow['id']): Promise<readonly CarriedRow[]> {
  const held = await db.batches.get(batch);
  return held ? (await db.carried.bulkGet([...held.envelopes])).filter((row) => row !== undefined) : [];
}

async function readAll(files: readonly Blob[]): Promise<{ readonly bundles: readonly ReadBundle[]; readonly refused: Taken['refused'] }> {
  const bundles: ReadBundle[] = [];
  const refused: Taken['refused'][number][] = [];
  let room = MOST_CARRIED;
  for (const file of files) {
    const isSmall = file.size <= room;
    if (isSmall) room -= file.size;
    const read = isSmall ? await readBundle(await file.text()) : await tooLarge(file);
    if (isProblem(read)) refused.push({ name: file instanceof File ? file.name : '', problem: read });
    else bundles.push(read);
  }
  return { bundles, refused };
}

/** A film chosen by mistake is not a large file of work. */
async function tooLarge(file: Blob): Promise<Problem> {
  return problem((await isCarriedFile(file)) ? 'carried-too-large' : 'carried-foreign');
}

/** The same envelope may come in twice, by two files: it is carried and sent once. */
async function takeWork(db: Db, envelopes: readonly CarriedEnvelope[], batch: Pick<BatchRow, 'label' | 'taken'>): Promise<Pick<Taken, 'batch' | 'fresh' | 'known'>> {
  const byId = new Map(envelopes.map((each) => [each.id, each.jwe]));
  const ids = [...byId.keys()];
  if (ids.length === 0) return { fresh: 0, known: 0 };
  const held = new Set((await db.carried.bulkGet(ids)).flatMap((row) => (row ? [row.id] : [])));
  const fresh = ids.filter((id) => !held.has(id));
  await db.carried.bulkAdd(fresh.map((id) => ({ id, state: 'waiting' as const, jwe: byId.get(id)!, tries: 0, notBefore: 0 })));
  const same = (await db.batches.toArray()).find((each) => ids.every((id) => each.envelopes.includes(id)));
  return { batch: same?.id ?? (await db.batches.add({ ...batch, envelopes: ids })), fresh: fresh.length, known: ids.length - fresh.length };
}

async function ownEnvelopes(db: Db): Promise<ReadonlyMap<CarriedId, EnvelopeRow>> {
  const rows = await db.envelopes.toArray();
  return new Map(await Promise.all(rows.map(async (row) => [await carriedId(row.jwe), row] as const)));
}

async function takeReplies(db: Db, replies: readonly CarriedReply[], own: ReadonlyMap<CarriedId, EnvelopeRow>): Promise<Pick<Taken, 'kept' | 'foreign'>> {
  let kept = 0;
  for (const { to, jwe } of replies) {
    const envelope = own.get(to);
    const isKept = envelope ? await keepOwn(db, envelope.id, jwe) : (await db.carried.where('id').equals(to).filter((row) => row.reply === undefined).modify({ state: 'answered', reply: jwe, jwe: '' })) > 0;
    if (isKept) kept += 1;
  }
  return { kept, foreign: replies.length - kept };
}

/** What the reply says is known only with the PIN: until then the envelope waits as before, and may be sent from here too. */
async function keepOwn(db: Db, id: EnvelopeRow['id'], jwe: string): Promise<boolean> {
  const envelope = await db.envelopes.get(id);
  if (!envelope) return false;
  const held = await db.replies.where('profile').equals(envelope.profile).filter((row) => row.jwe === jwe).count();
  if (held === 0) await db.replies.add({ profile: envelope.profile, envelope: id, jwe });
  // It held no work: it only asked.
  if (envelope.to === 0) await db.envelopes.update(id, { state: 'answered' });
  return true;
}
