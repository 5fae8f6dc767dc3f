/** What a kept envelope says. It was verified when it came in; here it is only read. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LIMITS } from '../../sync/protocol.ts';
import type { Reader } from '../store/store.ts';

/** The NDJSON lines of a JWS from the table: the header's text first. */
export async function linesIn(jws: string): Promise<readonly string[]> {
  const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url');
  return (await inflate(payload, LIMITS.bytes + 8192)).toString('utf8').split('\n');
}

/** The text of one line of a kept envelope (`line.envelope`, `line.at`). */
export async function lineAt(r: Reader, envelope: number, at: number): Promise<string | undefined> {
  const row = await r.selectFrom('envelope').select('jws').where('id', '=', envelope).executeTakeFirst();
  return row && (await linesIn(row.jws))[at];
}

/** Inflates on another thread, and stops past `most` bytes. */
export async function inflate(bytes: Uint8Array, most: number): Promise<Buffer> {
  return unzip(bytes, { maxOutputLength: most });
}

const unzip = promisify(gunzip);
