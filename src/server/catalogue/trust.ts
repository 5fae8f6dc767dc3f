/** Whom this server's phones believe: the trust file, signed by the root, in the table of settings. Its version only rises. */
import type { JWK } from 'jose';
import { isProblem } from '../../core/problem.ts';
import { acceptTrust, signRoot, signTrustList, type Trust, type TrustFile, type TrustList } from '../../pack/trust.ts';
import { audit } from '../store/audit.ts';
import type { KeyRing } from '../store/keys.ts';
import type { Reader, Store, Writer } from '../store/store.ts';

/** The newest trust file as text. */
export async function trustFile(r: Reader): Promise<string | undefined> {
  return (await r.selectFrom('setting').select('value').where('key', '=', 'trust').executeTakeFirst())?.value;
}

/** The newest list, verified from its root. Throws when there is none. */
export async function trustHeld(r: Reader): Promise<Trust> {
  const text = await trustFile(r);
  if (text === undefined) throw new Error('There is no trust list yet; start the server once.');
  if (newest?.text === text) return newest.trust;
  const trust = await acceptTrust(JSON.parse(text), undefined);
  if (isProblem(trust)) throw new Error(`The trust list cannot be believed: ${trust.detail}`);
  newest = { text, trust };
  return trust;
}

export async function trustVersion(r: Reader): Promise<number> {
  const row = await r.selectFrom('setting').select('value').where('key', '=', 'trust-version').executeTakeFirst();
  return Number(row?.value ?? 0);
}

/** `who` and `why` stand in the audit. */
type Change = { readonly now: number; readonly who: string; readonly why: string };

/** Signs the next version of the list: nothing happens when `change` gives back what it got. */
export async function changeTrust(store: Store, root: JWK, what: Change, change: (list: TrustList) => TrustList): Promise<TrustList> {
  return store.write(async (w) => {
    const { file, list } = await trustHeld(w);
    const changed = change(list);
    return changed === list ? list : keep(w, changed, { roots: file.roots, root }, what);
  });
}

/** Makes `next` the root: the one before signs it, and it signs the next version of the list. */
export async function changeRoot(store: Store, root: JWK, next: JWK, what: Change): Promise<TrustList> {
  return store.write(async (w) => {
    const { file, list } = await trustHeld(w);
    return keep(w, list, { roots: [...file.roots, await signRoot(next, root)], root: next }, what);
  });
}

async function keep(w: Writer, list: TrustList, { roots, root }: { roots: TrustFile['roots']; root: JWK }, { now, who, why }: Change): Promise<TrustList> {
  const next: TrustList = { ...list, version: list.version + 1, issued: new Date(now).toISOString() };
  const signed: TrustFile = { karvan: 1, roots, list: await signTrustList(next, root) };
  await w.updateTable('setting').set({ value: JSON.stringify(signed) }).where('key', '=', 'trust').execute();
  await w.updateTable('setting').set({ value: String(next.version) }).where('key', '=', 'trust-version').execute();
  await audit(w, { at: now, who, what: 'changed-trust', detail: { version: next.version, why } });
  return next;
}

/** The first list, of this server's own keys; publishers come later. Does nothing where there is one. */
export async function beginTrust(store: Store, keys: KeyRing, now: number): Promise<void> {
  if ((await store.read(trustFile)) !== undefined) return;
  const { root, server, sealPublic } = keys;
  const list: TrustList = {
    karvan: 1,
    version: 1,
    issued: new Date(now).toISOString(),
    publishers: [],
    server: { receipt: [asListed(server.receipt.public)], seal: [asListed(sealPublic)] },
    withdrawn: [],
  };
  const file = JSON.stringify({ karvan: 1, roots: [await signRoot(root, root)], list: await signTrustList(list, root) });
  await store.write(async (w) => {
    await w.insertInto('setting').values([{ key: 'trust', value: file }, { key: 'trust-version', value: '1' }]).execute();
  });
}

type ListedKey = TrustList['server']['seal'][number];

/** A public key as the list names it. Throws for one that is no named P-256 key. */
export function asListed(key: JWK): ListedKey {
  const { kty, crv, x, y, kid } = key;
  if (kty !== 'EC' || crv !== 'P-256' || !x || !y || !kid) throw new Error('This is no public P-256 key with a kid.');
  return { kty, crv, x, y, kid };
}

let newest: { readonly text: string; readonly trust: Trust } | undefined;
