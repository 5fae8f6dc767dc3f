/** Reading replies. */
import type { Trust } from '../pack/trust.ts';
import type { OpenProfile } from './profiles.ts';

export { factsOf, type Facts } from './facts.ts';

export async function settleReplies(_open: OpenProfile, _trust: Trust): Promise<void> {
  throw new Error('not built yet');
}
