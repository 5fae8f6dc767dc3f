/** Whom to believe when a pack is verified: a trust list from a server or a file, or one public key. */
import { readFile } from 'node:fs/promises';
import { isProblem } from '../../core/problem.ts';
import type { PublicKey } from '../../pack/keys.ts';
import { acceptTrust, type Trust, type TrustList } from '../../pack/trust.ts';
import { wordsFor } from '../problems.ts';
import type { World } from '../world.ts';

type Fault = { readonly what: string; readonly mend: string };

const LIMIT = 8 * 1024 * 1024;

/** The trust file at an address (a server's own when only the server is named) or in a file, with its list. */
export async function trustAt(place: string, { fetch }: Pick<World, 'fetch'>): Promise<Trust | Fault> {
  const text = /^https?:\/\//i.test(place) ? await fetched(place, fetch) : await readFile(place, 'utf8').catch((error: NodeJS.ErrnoException) => ({ what: `cannot read ${place} (${error.code})`, mend: 'Name the file or the address of a trust list.' }));
  if (typeof text !== 'string') return text;
  try {
    const trust = await acceptTrust(JSON.parse(text), undefined);
    if (!isProblem(trust)) return trust;
    return { what: `${wordsFor(trust.code).what} (${trust.detail ?? trust.code})`, mend: wordsFor(trust.code).mend };
  } catch {
    return { what: `${place} is not a trust list`, mend: 'A server gives its own at /.well-known/karvan-trust.' };
  }
}

/** A list that believes one key for one publisher, whenever it signed. */
export function trustIn(key: PublicKey, publisher: string): TrustList {
  const from = '0000-01-01T00:00:00.000Z';
  return { karvan: 1, version: 1, issued: from, publishers: [{ id: publisher, name: {}, keys: [{ key: key as TrustList['server']['seal'][number], from }] }], server: { receipt: [], seal: [] }, withdrawn: [] };
}

async function fetched(address: string, fetch: World['fetch']): Promise<string | Fault> {
  try {
    const url = new URL(address);
    if (url.pathname === '/') url.pathname = '/.well-known/karvan-trust';
    const reply = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(30_000) });
    if (!reply.ok) return { what: `${url.href} answers ${reply.status}`, mend: 'Check the address; a server gives its trust list at /.well-known/karvan-trust.' };
    const text = await reply.text();
    return text.length > LIMIT ? { what: `${url.href} is too large for a trust list`, mend: 'Check the address.' } : text;
  } catch {
    return { what: `cannot reach ${address}`, mend: 'Check the address and the network, or name a file.' };
  }
}
