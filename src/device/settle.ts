/**
 * Reading replies. The newest one by the server's order says how things stand (the rules are sync/outbox.ts): what its receipt
 * reaches is received, and what it does not reach is sent again, even if an earlier receipt reached further.
 */
import { isProblem } from '../core/problem.ts';
import type { Trust } from '../pack/trust.ts';
import { chainHash, parseLine } from '../sync/envelope.ts';
import { heard, missing, newsIn, reachOf, settled, straysBeyond, sureUpTo, type End, type Mine, type ReceiptRead } from '../sync/outbox.ts';
import { openReceipt, receiptCode } from '../sync/receipt.ts';
import { openReply, trustFileIn, type Reply } from '../sync/reply.ts';
import { envelopesOf, type ReplyRow } from './db.ts';
import { withEnvelopes } from './envelopes.ts';
import { factsOf, type Facts, type LogHead } from './facts.ts';
import { tidyJournal } from './journal.ts';
import type { OpenProfile } from './profiles.ts';
import { keepAgain, lineText, linesAgain, rowsOf, withRecording, type LinesAgain } from './record.ts';
import { sealText } from './secrets.ts';
import { takeTrust } from './trust.ts';

export { factsOf } from './facts.ts';

/** Opens the stored replies, keeps what they say, and lets go of envelopes that a receipt covers. `trust`: the list that is held. */
export async function settleReplies(open: OpenProfile, trust: Trust): Promise<void> {
  await withEnvelopes(open, async () => {
    const { db, id } = open;
    const stored = await db.replies.where('profile').equals(id).sortBy('id');
    if (stored.length === 0) return;
    const before = await factsOf(open);
    const newest = await takeLists(open, stored, trust);
    const read = await Promise.all(stored.map((row) => readReply(open, row, newest)));
    const news = newsIn(read.filter((each) => each !== undefined), before);
    const facts = news.reduce(withReply, before);
    const sealed = await sealText(open.key, JSON.stringify(facts));
    const reach = reachOf(facts);
    const end = endIn(news.at(-1)?.receipt);
    await withRecording(open, async () => {
      const moved = end && (await movedAfter(open, end, before.receipted));
      await db.transaction('rw', [db.replies, db.envelopes, db.records, db.states, db.profiles], async () => {
        await db.states.put({ profile: id, key: 'facts', ...sealed });
        await db.replies.bulkDelete(stored.map((row) => row.id));
        await settleEnvelopes(open, reach);
        await putBackMissing(open, reach);
        if (moved) await moveLines(open, moved);
        else if (end) await followChain(open, end);
      });
    });
  });
  await tidyJournal(open);
}

/** A phone that only ever meets a carrier hears in this way of a recall. Gives the newest list. */
async function takeLists(open: OpenProfile, stored: readonly ReplyRow[], held: Trust): Promise<Trust> {
  let newest = held;
  for (const row of stored) {
    const file = await trustFileIn(row.jwe, open.agree);
    const taken = file === undefined ? undefined : await takeTrust(open.db, file);
    if (taken && !isProblem(taken)) newest = taken;
  }
  return newest;
}

type Read = { readonly reply: Reply; readonly receipt: ReceiptRead };

/** A reply to this device about this person, else undefined. */
async function readReply(open: OpenProfile, row: ReplyRow, trust: Trust): Promise<Read | undefined> {
  const keys = trust.list.server.receipt;
  const reply = await openReply(row.jwe, open.agree, keys);
  if (isProblem(reply) || reply.device !== open.device || reply.profile !== open.id) return undefined;
  if (reply.receipt === undefined) return { reply, receipt: { kind: 'none' } };
  const says = await openReceipt(reply.receipt, keys);
  const isOurs = says?.kid === open.kid && says.profile === open.id;
  return { reply, receipt: says && isOurs ? { kind: 'held', says, code: await receiptCode(reply.receipt) } : { kind: 'doubtful' } };
}

function withReply(facts: Facts, { reply, receipt }: Read): Facts {
  const { person, registrations, decisions, assignments, notes, backedUpThrough } = reply;
  const audit = furthest(facts.audit, reply, receipt);
  return { person, registrations, decisions, assignments, notes, ...(audit ? { audit } : {}), ...(backedUpThrough === undefined ? {} : { backedUpThrough }), ...heard(facts, reply, receipt) };
}

/** A head that is no further than the one held is not taken: a log that became shorter, or another one, shall not wipe out what it was. */
function furthest(held: LogHead | undefined, reply: Reply, receipt: ReceiptRead): LogHead | undefined {
  const head = receipt.kind === 'held' ? receipt.says.audit : undefined;
  if (receipt.kind !== 'held' || head === undefined || parseInt(head, 10) <= parseInt(held?.head ?? '0', 10)) return held;
  return { head, received: receipt.says.received, receipt: reply.receipt! };
}

/** Where the server's chain ends; undefined when nothing is known of it. */
function endIn(receipt: ReceiptRead | undefined): End | undefined {
  if (receipt?.kind === 'held') return receipt.says;
  return receipt?.kind === 'none' ? { seq: 0, hash: '' } : undefined;
}

/** Lines that do not lie on the server's chain, as they will be written after its end; undefined when all do. */
async function movedAfter(open: OpenProfile, end: End, receipted: number): Promise<LinesAgain | undefined> {
  const beyond = straysBeyond(end, await mineAt(open, end.seq), receipted);
  return beyond === undefined ? undefined : linesAgain(open, beyond, end);
}

async function mineAt(open: OpenProfile, seq: number): Promise<Mine> {
  const [here, next] = [await textAt(open, seq), await textAt(open, seq + 1)];
  const isGone = (await rowsOf(open, seq + 1, seq + 1)).length === 0;
  const end = (await open.db.profiles.get(open.id))?.seq ?? 0;
  const lying = await open.db.records.where('[profile+envelope]').equals([open.id, 0]).toArray();
  return {
    end,
    sure: sureUpTo(end, lying, await envelopesOf(open.db, open.id).toArray()),
    at: here === undefined ? undefined : await chainHash(here),
    next: isGone ? 'gone' : next && parseLine(next)?.prev,
  };
}

async function textAt(open: OpenProfile, seq: number): Promise<string | undefined> {
  const [row] = await rowsOf(open, seq, seq);
  return row && lineText(open, row);
}

/** The envelopes that held them hold nothing any more that is not held elsewhere. */
async function moveLines(open: OpenProfile, moved: LinesAgain): Promise<void> {
  const stale = await envelopesOf(open.db, open.id).filter((each) => each.to > moved.beyond).primaryKeys();
  await open.db.envelopes.bulkDelete(stale);
  await keepAgain(open, moved);
}

/** Covered: gone. Answered and not covered, or by a reply that could not be read: waits again. */
async function settleEnvelopes(open: OpenProfile, reach: number): Promise<void> {
  const { envelopes, replies } = open.db;
  const all = await envelopesOf(open.db, open.id).toArray();
  // A reply that came in meanwhile is read next time, and its envelope stays as it is until then.
  const unread = new Set((await replies.where('profile').equals(open.id).toArray()).map((row) => row.envelope));
  const { covered, again } = settled(all, reach, unread);
  await envelopes.bulkDelete([...covered]);
  for (const id of again) await envelopes.update(id, { state: 'waiting' });
}

/** Lines beyond the receipt whose envelope was let go lie open again: the same exact lines go into a fresh one. */
async function putBackMissing(open: OpenProfile, reach: number): Promise<void> {
  const { db, id } = open;
  const held = new Set(await envelopesOf(open.db, open.id).primaryKeys());
  const beyond = await db.records.where('[profile+seq]').between([id, reach], [id, Number.MAX_SAFE_INTEGER], false, true).toArray();
  for (const envelope of missing(beyond, held)) await putBackBeyond(open, envelope, reach);
}

async function putBackBeyond(open: OpenProfile, envelope: number, reach: number): Promise<void> {
  const { records } = open.db;
  await records.where('[profile+envelope]').equals([open.id, envelope]).filter((row) => row.seq > reach).modify({ envelope: 0 });
}

/** A phone whose newest lines were lost goes on after what the server holds: no sequence is ever used for two lines. */
async function followChain(open: OpenProfile, { seq, hash }: End): Promise<void> {
  const { profiles } = open.db;
  const row = await profiles.get(open.id);
  if (row && seq > row.seq) await profiles.update(open.id, { seq, hash });
}
