import type { Digest } from '../core/ids.ts';

/** SHA-256 of bytes. */
export async function digestOf(bytes: BufferSource): Promise<Digest> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))) as Digest;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
