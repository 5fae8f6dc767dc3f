/**
 * Reading replies. The newest one by the server's clock says how things stand: what its receipt reaches is received, and what it
 * does not reach is sent again, even if an earlier receipt reached further. So a server that was restored from a backup heals.
 */
import type { Collection } from 'dexie';
import { isProblem } from '../core/problem.ts';
import type { Trust } from '../pack/trust.ts';
import { chainHash } from '../sync/envelope.ts';
import { openReceipt, receiptCode, type Receipt } from '../sync/receipt.ts';
import { openReply, type Reply } from '../sync/reply.ts';
import type { EnvelopeRow, ReplyRow } from './db.ts';
import { withEnvelopes } from './envelopes.ts';
import { factsOf, type Facts, type HeldReceipt } from './facts.ts';
import type { OpenProfile } from './profiles.ts';
import { lineText, rowsOf } from './record.ts';
import { sealText } from './secrets.ts';

export { factsOf } from './facts.ts';

/** Opens the stored replies, keeps what they say, and lets go of envelopes that a receipt covers. */
export async function settleReplies(open: OpenProfile, trust: Trust): Promise<void> {
  await withEnvelopes(open, async () => {
    const { db, id } = open;
    const stored = await db.replies.where('profile').equals(id).sortBy('id');
    if (stored.length === 0) return;
    const before = await factsOf(open);
    const read = await Promise.all(stored.map((row) => readReply(open, row, trust)));
    const good = read.filter((each) => each !== undefined).toSorted((a, b) => (a.reply.at < b.reply.at ? -1 : 1));
    const newest = good.filter(({ reply }) => before.lastContact === undefined || reply.at >= before.lastContact);
    const facts = newest.reduce(withReply, before);
    const sealed = await sealText(open.key, JSON.stringify(facts));
    const reach = facts.receipts.at(-1)?.seq ?? 0;
    const ahead = newest.at(-1)?.receipt;
    await db.transaction('rw', [db.replies, db.envelopes, db.records, db.states, db.profiles], async () => {
      await db.states.put({ profile: id, key: 'facts', ...sealed });
      await db.replies.bulkDelete(stored.map((row) => row.id));
      await settleEnvelopes(open, reach);
      await putBackMissing(open, reach);
      if (ahead?.kind === 'held') await followChain(open, ahead.says);
    });
  });
}

/** `none`: the server holds nothing of this chain. `doubtful`: its receipt says nothing of what this phone wrote. */
type ReceiptRead = { readonly kind: 'held'; readonly says: Receipt; readonly code: string } | { readonly kind: 'none' } | { readonly kind: 'doubtful' };
type Read = { readonly reply: Reply; readonly receipt: ReceiptRead };

/** A reply to this device about this person, else undefined. */
async function readReply(open: OpenProfile, row: ReplyRow, trust: Trust): Promise<Read | undefined> {
  const keys = trust.list.server.receipt;
  const reply = await openReply(row.jwe, open.agree, keys);
  if (isProblem(reply) || reply.device !== open.device || reply.profile !== open.id) return undefined;
  if (reply.receipt === undefined) return { reply, receipt: { kind: 'none' } };
  const says = await openReceipt(reply.receipt, keys);
  const isOurs = says?.kid === open.kid && says.profile === open.id && (await isOurChain(open, says));
  return { reply, receipt: says && isOurs ? { kind: 'held', says, code: await receiptCode(reply.receipt) } : { kind: 'doubtful' } };
}

/** What the server holds must be what this phone wrote; of lines that this phone does not have it can say nothing. */
async function isOurChain(open: OpenProfile, receipt: Receipt): Promise<boolean> {
  const [row] = await rowsOf(open, receipt.seq, receipt.seq);
  const line = row && (await lineText(open, row));
  return line === undefined || (await chainHash(line)) === receipt.hash;
}

function withReply(facts: Facts, { reply, receipt }: Read): Facts {
  const seq = receipt.kind === 'held' ? receipt.says.seq : 0;
  return {
    person: reply.person,
    registrations: reply.registrations,
    decisions: reply.decisions,
    assignments: reply.assignments,
    notes: reply.notes,
    receipts: receiptsWith(facts.receipts, receipt),
    receipted: Math.max(facts.receipted, seq),
    lastContact: reply.at,
  };
}

/** Receipts that reach further than the newest one speak of lines that the server has no more. */
function receiptsWith(held: readonly HeldReceipt[], receipt: ReceiptRead): readonly HeldReceipt[] {
  if (receipt.kind === 'doubtful') return held;
  if (receipt.kind === 'none') return [];
  const { seq, received } = receipt.says;
  const still = held.filter((each) => each.seq <= seq);
  return seq === 0 || still.at(-1)?.seq === seq ? still : [...still, { seq, code: receipt.code, received }];
}

/** Covered: gone. Answered and not covered, or by a reply that could not be read: waits again. */
async function settleEnvelopes(open: OpenProfile, reach: number): Promise<void> {
  const { envelopes, replies } = open.db;
  const all = await envelopesOf(open).toArray();
  // A reply that came in meanwhile is read next time, and its envelope stays as it is until then.
  const unread = new Set((await replies.where('profile').equals(open.id).toArray()).map((row) => row.envelope));
  const covered = all.filter((each) => each.to <= reach && (each.to > 0 || each.state === 'answered'));
  const again = all.filter((each) => each.to > reach && each.state === 'answered' && !unread.has(each.id));
  await envelopes.bulkDelete(covered.map((each) => each.id));
  for (const { id } of again) await envelopes.update(id, { state: 'waiting' });
}

function envelopesOf(open: OpenProfile): Collection<EnvelopeRow, number, Omit<EnvelopeRow, 'id'>> {
  return open.db.envelopes.where('[profile+state]').between([open.id, ''], [open.id, '\uffff']);
}

/** Lines beyond the receipt whose envelope was let go lie open again: the same exact lines go into a fresh one. */
async function putBackMissing(open: OpenProfile, reach: number): Promise<void> {
  const { db, id } = open;
  const held = new Set(await envelopesOf(open).primaryKeys());
  const beyond = await db.records.where('[profile+seq]').between([id, reach], [id, Number.MAX_SAFE_INTEGER], false, true).toArray();
  const lost = new Set(beyond.map((row) => row.envelope).filter((envelope) => envelope !== 0 && !held.has(envelope)));
  for (const envelope of lost) await putBackBeyond(open, envelope, reach);
}

async function putBackBeyond(open: OpenProfile, envelope: number, reach: number): Promise<void> {
  const { records } = open.db;
  await records.where('[profile+envelope]').equals([open.id, envelope]).filter((row) => row.seq > reach).modify({ envelope: 0 });
}

/** A phone whose newest lines were lost goes on after what the server holds: no sequence is ever used for two lines. */
async function followChain(open: OpenProfile, receipt: Receipt): Promise<void> {
  const { profiles } = open.db;
  const row = await profiles.get(open.id);
  if (row && receipt.seq > row.seq) await profiles.update(open.id, { seq: receipt.seq, hash: receipt.hash });
}
