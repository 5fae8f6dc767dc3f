/** The trust list that this phone holds. Its root was pinned when the app first saw it; its version only rises, whatever road brings one. */
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { acceptTrust, type Trust } from '../pack/trust.ts';
import { unlessFull, type Db } from './db.ts';
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
  return isProblem(trust) ? trust : keep(db, trust);
}

/** The newest list that can be had now. No network is no reason to doubt the one that is held. */
export async function renewTrust(db: Db, fetch: typeof globalThis.fetch): Promise<Trust | Problem> {
  const fresh = await refreshTrust(db, fetch);
  if (!isProblem(fresh) || fresh.code === 'trust-root-changed') return fresh;
  return (await trustHeld(db)) ?? fresh;
}

/**
 * Takes in a trust file that came by another road than TLS: in a reply, beside a carried pack. It counts when it is newer and the
 * pinned root leads to it; gives what is held afterwards. Such a road pins no root: a phone that holds no list takes none.
 * Problems: `trust-list-invalid`, `trust-root-changed`; then nothing has changed.
 */
export async function takeTrust(db: Db, file: unknown): Promise<Trust | Problem> {
  const held = await trustHeld(db);
  if (!held) return problem('trust-list-invalid', 'no root is pinned here');
  const trust = await acceptTrust(file, held);
  if (isProblem(trust)) return trust;
  return trust.list.version > held.list.version ? keep(db, trust) : held;
}

/** Two roads may bring lists at the same moment: the newer one stays. A full phone goes by it all the same. */
async function keep(db: Db, trust: Trust): Promise<Trust> {
  let newest = trust;
  const keeping = db.transaction('rw', db.meta, async () => {
    const held = await trustHeld(db);
    if (held && held.list.version > trust.list.version) newest = held;
    else await db.meta.put({ key: KEY, value: trust });
  });
  await unlessFull(keeping);
  return newest;
}
