/** What the server last said about a person. */
import type { Assignment, Decision, RegistrationFacts, Reply } from '../sync/reply.ts';
import type { OpenProfile } from './profiles.ts';

/** A receipt that holds now: `received` is the server's time, ISO 8601 UTC. */
export type HeldReceipt = { readonly seq: number; readonly code: string; readonly received: string };
export type Facts = {
  readonly person?: Reply['person'];
  readonly registrations: readonly RegistrationFacts[];
  readonly decisions: readonly Decision[];
  readonly assignments: readonly Assignment[];
  /** By rising sequence: a line's receipt is the first that reaches it. */
  readonly receipts: readonly HeldReceipt[];
  /** Highest sequence that a receipt has ever named. */
  readonly receipted: number;
  /** Server's time of the newest reply, ISO 8601 UTC. */
  readonly lastContact?: string;
};

export async function factsOf(_open: OpenProfile): Promise<Facts> {
  throw new Error('not built yet');
}
