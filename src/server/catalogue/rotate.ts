/** `karvan keys rotate`: a new root, signed by the one before. Phones follow it by themselves, whatever road brings them the list. */
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { newSigningKey } from '../../pack/keys.ts';
import type { TrustList } from '../../pack/trust.ts';
import { syncFolder, writeWhole } from '../store/files.ts';
import { openKeys } from '../store/keys.ts';
import type { Store } from '../store/store.ts';
import { changeRoot, trustHeld } from './trust.ts';

/** Makes the new root and signs the list with it. The old one signs nothing any more that a phone with the new list would follow. */
export async function rotateRoot(store: Store, data: string, what: { now: number; who: string }): Promise<TrustList> {
  const { root } = await openKeys(data, false);
  const { privateKey } = await newSigningKey();
  await writeWhole(nextIn(data), JSON.stringify(privateKey));
  const list = await changeRoot(store, root, privateKey, { ...what, why: `root ${privateKey.kid}` });
  await finishRotation(store, data);
  return list;
}

/** After a rotation that was interrupted the new root takes its place if the list is signed with it; else it never was. */
export async function finishRotation(store: Store, data: string): Promise<void> {
  const text = await readFile(nextIn(data), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const { rootId } = await store.read(trustHeld);
  if ((JSON.parse(text) as JWK).kid === rootId) await rename(nextIn(data), join(data, 'keys', 'root.json'));
  else await rm(nextIn(data));
  await syncFolder(join(data, 'keys'));
}

function nextIn(data: string): string {
  return join(data, 'keys', 'root-next.json');
}
