/** From lines to sealed envelopes. */
import type { JWK } from 'jose';
import type { OpenProfile } from './profiles.ts';
import type { World } from './world.ts';

/** Seals every line that lies in no envelope. */
export async function closeEnvelope(_open: OpenProfile, _server: JWK, _world: World): Promise<void> {
  throw new Error('not built yet');
}

/** When nothing waits, makes an envelope of a header only: it asks for a reply. */
export async function askReply(_open: OpenProfile, _server: JWK, _world: World): Promise<void> {
  throw new Error('not built yet');
}
