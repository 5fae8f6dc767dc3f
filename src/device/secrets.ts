/** Sealing under a profile's key, and the key under a PIN. */
import type { Sealed } from './db.ts';

/** AES-256-GCM over text, with a fresh iv. */
export async function sealLine(_key: CryptoKey, _text: string): Promise<Sealed> {
  throw new Error('not built yet');
}
