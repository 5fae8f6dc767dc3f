/** From lines to sealed envelopes. Rows keep their sealed form and learn which envelope they lie in, in the transaction that keeps it. */
import type { JWK } from 'jose';
import type { ProfileId } from '../core/ids.ts';
import { sealEnvelope, type Header } from '../sync/envelope.ts';
import { cutLines, isDue, type Enveloped } from '../sync/outbox.ts';
import { PROTOCOL } from '../sync/protocol.ts';
import type { Db, EnvelopeRow } from './db.ts';
import { factsOf } from './facts.ts';
import { withReserve } from './journal.ts';
import type { OpenProfile } from './profiles.ts';
import { lineText } from './record.ts';
import { trustHeld } from './trust.ts';
import type { World } from './world.ts';

/** Seals every line that lies in no envelope, and those of envelopes that the server refused. */
export async function closeEnvelope(open: OpenProfile, server: JWK, world: World): Promise<void> {
  await withEnvelopes(open, async () => {
    const refused = await takeApart(open);
    const lines = await openLines(open);
    if (lines.length === 0) return;
    const header = await headerOf(open, world);
    for (const { lines: inside, again } of cutLines(lines, refused)) {
      await keepEnvelope(open, inside, await sealEnvelope(header, inside.map((line) => line.text), open, server), again);
    }
  });
}

/**
 * When nothing fresh is about to be sent, makes an envelope of a header only: it asks for a reply. What was sent before may speak of a
 * time before this phone heard its newest reply, and get an answer that is no news.
 */
export async function askReply(open: OpenProfile, server: JWK, world: World): Promise<void> {
  await withEnvelopes(open, async () => {
    const waiting = await waitingOf(open.db, open.id);
    if (waiting.some((each) => isDue(each, world.now()) && (each.tries === 0 || each.to === 0))) return;
    const jwe = await sealEnvelope(await headerOf(open, world), [], open, server);
    await open.db.envelopes.add({ profile: open.id, state: 'waiting', from: 0, to: 0, jwe, sent: 0, tries: 0, notBefore: 0 });
  });
}

/** One at a time makes, settles or takes apart a profile's envelopes. */
export async function withEnvelopes(open: OpenProfile, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(`karvan-envelopes-${open.id}`, work);
}

type OpenLine = { readonly seq: number; readonly text: string };

async function waitingOf(db: Db, profile: ProfileId): Promise<readonly EnvelopeRow[]> {
  return db.envelopes.where('[profile+state]').equals([profile, 'waiting']).toArray();
}

/** What the server will never take as it is goes back to lines; they are sealed afresh, fewer together. */
async function takeApart(open: OpenProfile): Promise<readonly EnvelopeRow[]> {
  const { db, id } = open;
  return db.transaction('rw', [db.envelopes, db.records], async () => {
    const refused = await db.envelopes.where('[profile+state]').equals([id, 'refused']).toArray();
    for (const envelope of refused) await db.records.where('[profile+envelope]').equals([id, envelope.id]).modify({ envelope: 0 });
    await db.envelopes.bulkDelete(refused.map((each) => each.id));
    return refused;
  });
}

async function openLines(open: OpenProfile): Promise<readonly OpenLine[]> {
  const rows = await open.db.records.where('[profile+envelope]').equals([open.id, 0]).toArray();
  rows.sort((a, b) => a.seq - b.seq);
  const lines = await Promise.all(rows.map(async (row) => ({ seq: row.seq, text: await lineText(open, row) })));
  return lines.filter((line): line is OpenLine => line.text !== undefined);
}

async function keepEnvelope(open: OpenProfile, lines: readonly OpenLine[], jwe: string, again: Enveloped | undefined): Promise<void> {
  const { db, id } = open;
  const [from, to] = [lines[0]!.seq, lines.at(-1)!.seq];
  const kept = { profile: id, state: 'waiting' as const, from, to, jwe, sent: 0, tries: again?.tries ?? 0, notBefore: again?.notBefore ?? 0 };
  const keep = () => db.transaction('rw', [db.envelopes, db.records], async () => {
    const envelope = await db.envelopes.add(kept);
    await db.records.where('[profile+seq]').between([id, from], [id, to], true, true).modify({ envelope });
  });
  await withReserve(db, keep);
}

async function headerOf(open: OpenProfile, world: World): Promise<Header> {
  const { receipted, lastContact, heard } = await factsOf(open);
  const trust = await trustHeld(open.db);
  const [uptime, last] = [Math.round(performance.now()), (await open.db.profiles.get(open.id))?.seq];
  return {
    karvan: PROTOCOL,
    device: open.device,
    profile: open.id,
    clock: { device: new Date(world.now()).toISOString(), uptime, ...(lastContact ? { trusted: lastContact } : {}) },
    ...(receipted > 0 ? { receipted } : {}),
    ...(heard === undefined ? {} : { heard }),
    ...(trust ? { trust: trust.list.version } : {}),
    facts: { waiting: (await waitingOf(open.db, open.id)).length, ...(last === undefined ? {} : { last }) },
  };
}
