/** What a kept envelope says. It was verified when it came in; here it is only read. */
import { gunzipSync } from 'node:zlib';
import { LIMITS } from '../../sync/protocol.ts';
import type { Reader } from '../store/store.ts';

/** The NDJSON lines of a JWS from the table: the header's text first. */
export function linesIn(jws: string): readonly string[] {
  const body = inflate(Buffer.from(jws.split('.')[1] ?? '', 'base64url'));
  if (!(body instanceof Buffer)) throw new Error('a kept body cannot be read');
  return body.toString('utf8').split('\n');
}

/** The NDJSON lines of a kept envelope. */
export async function linesOf(r: Reader, envelope: number): Promise<readonly string[]> {
  const row = await r.selectFrom('envelope').select('jws').where('id', '=', envelope).executeTakeFirst();
  return row ? linesIn(row.jws) : [];
}

/** The text of one line of a kept envelope (`line.envelope`, `line.at`). */
export async function lineAt(r: Reader, envelope: number, at: number): Promise<string | undefined> {
  return (await linesOf(r, envelope))[at];
}

/** Inflates the body of an envelope and stops where it becomes too large; undefined for what is no gzip. */
export function inflate(bytes: Uint8Array): Buffer | 'too-large' | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMITS.bytes + 8192 });
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : undefined;
  }
}
