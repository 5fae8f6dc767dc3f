/** The trust list that this phone holds. Its root was pinned when the app first saw it; its version only rises. */
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { acceptTrust, type Trust } from '../pack/trust.ts';
import type { Db } from './db.ts';
import { fetchPatiently, roadProblem } from './wire.ts';

/** Where every Karvan server has it. */
const TRUST_AT = '/.well-known/karvan-trust';
const KEY = 'trust';

export async function trustHeld(db: Db): Promise<Trust | undefined> {
  return (await db.meta.get(KEY))?.value as Trust | undefined;
}

/** Fetches the list and keeps it if it is believed. Problems of the road, `trust-list-invalid`, `trust-root-changed`. */
export async function refreshTrust(db: Db, fetch: typeof globalThis.fetch): Promise<Trust | Problem> {
  let file: unknown;
  try {
    const response = await fetchPatiently(fetch, TRUST_AT, { cache: 'no-cache' });
    if (!response.ok) return problem('server-unreachable', `status ${response.status}`);
    file = await response.json();
  } catch (error) {
    return roadProblem(error);
  }
  const trust = await acceptTrust(file, await trustHeld(db));
  if (!isProblem(trust)) await db.meta.put({ key: KEY, value: trust });
  return trust;
}
