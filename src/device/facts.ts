/** What the server last said about a person. */
import type { Standing } from '../sync/outbox.ts';
import type { Assignment, Decision, RegistrationFacts, Reply } from '../sync/reply.ts';
import type { StateRow } from './db.ts';
import type { OpenProfile } from './profiles.ts';
import { unsealText } from './secrets.ts';

export type Facts = Standing & {
  readonly person?: Reply['person'];
  readonly registrations: readonly RegistrationFacts[];
  readonly decisions: readonly Decision[];
  readonly assignments: readonly Assignment[];
  readonly notes: Reply['notes'];
  readonly audit?: LogHead;
  /** Up to this sequence all lines lie in a backup of the server. */
  readonly backedUpThrough?: number;
};

/**
 * The furthest head of the server's log that a receipt has named ("812.hash"), and the signed receipt that proves it: with it a phone
 * can say whether the log that an operator shows is still the one that was.
 */
export type LogHead = { readonly head: string; readonly received: string; readonly receipt: string };

export const noFacts: Facts = { registrations: [], decisions: [], assignments: [], notes: [], receipts: [], receipted: 0 };

export async function factsOf(open: OpenProfile): Promise<Facts> {
  return { ...noFacts, ...((await stateOf(open, 'facts')) as Partial<Facts> | undefined) };
}

/** A state of the profile; undefined when there is none or it cannot be read. */
export async function stateOf(open: OpenProfile, key: StateRow['key']): Promise<unknown> {
  const row = await open.db.states.get([open.id, key]);
  const text = row && (await unsealText(open.key, row));
  return text === undefined ? undefined : JSON.parse(text);
}
