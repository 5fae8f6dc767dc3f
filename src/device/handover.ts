/** Handing work over: what waits goes as a file to somebody who will meet a network. It stays here too, until a receipt names it. */
import type { JWK } from 'jose';
import { carriedId, writeBundle } from '../sync/bundle.ts';
import type { EnvelopeRow } from './db.ts';
import { askReply, closeEnvelope, withEnvelopes } from './envelopes.ts';
import type { OpenProfile } from './profiles.ts';
import { sealText } from './secrets.ts';
import type { World } from './world.ts';

/** The file's text, and which envelopes it holds. */
export type HandOver = { readonly text: string; readonly envelopes: readonly EnvelopeRow['id'][] };

/** Everything of this person that has no receipt, sealed. When nothing waits, the file asks for news: it always holds something. */
export async function packWork(open: OpenProfile, server: JWK, world: World): Promise<HandOver> {
  await closeEnvelope(open, server, world);
  await askReply(open, server, world);
  const waiting = await open.db.envelopes.where('[profile+state]').equals([open.id, 'waiting']).sortBy('id');
  const envelopes = await Promise.all(waiting.map(async ({ jwe }) => ({ id: await carriedId(jwe), jwe })));
  const made = new Date(world.now()).toISOString();
  return { text: writeBundle({ kind: 'work', made, envelopes }), envelopes: waiting.map((each) => each.id) };
}

/** By the person's own word somebody has the file now. The name is readable only with the PIN; the last hand-over is the one that is shown. */
export async function noteHandedOver(open: OpenProfile, { envelopes }: HandOver, by: string, world: World): Promise<void> {
  const carried = { at: world.now(), by: await sealText(open.key, by.trim()) };
  await withEnvelopes(open, async () => {
    await open.db.transaction('rw', [open.db.envelopes], async () => {
      // One that was answered meanwhile is gone, or waits for its reply to be read: nobody carries it.
      for (const id of envelopes) await open.db.envelopes.where('id').equals(id).filter((row) => row.state === 'waiting').modify({ carried });
    });
  });
}
