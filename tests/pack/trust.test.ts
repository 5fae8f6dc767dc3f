import { expect, test } from 'vitest';
import type { CourseId } from '../../src/core/ids.ts';
import { newSealingKey, newSigningKey } from '../../src/pack/keys.ts';
import { editionOf, type Manifest } from '../../src/pack/manifest.ts';
import { acceptTrust, recallOf, signManifest, signRoot, signTrustList, verifyManifest, type Trust, type TrustList } from '../../src/pack/trust.ts';
import { aPack } from './a-pack.ts';

const root = await newSigningKey();
const ministry = await newSigningKey();
const stranger = await newSigningKey();
const neighbour = await newSigningKey();
const receipt = await newSigningKey();
const seal = await newSealingKey();

const from = '2026-01-01T00:00:00.000Z';
const list: TrustList = {
  karvan: 1,
  version: 3,
  issued: from,
  publishers: [
    { id: 'ministry', name: { tr: 'Bakanlık' }, keys: [{ key: ministry.publicKey as never, from }] },
    { id: 'neighbour', name: { tr: 'Komşu' }, keys: [{ key: neighbour.publicKey as never, from }] },
  ],
  server: { receipt: [receipt.publicKey as never], seal: [seal.publicKey as never] },
  withdrawn: [],
};
const fileOf = async (value: TrustList, by = root) => ({ karvan: 1, roots: [await signRoot(root.publicKey, root.privateKey)], list: await signTrustList(value, by.privateKey) });
const { manifest, manifestBytes } = aPack();
const verdict = async (trust: TrustList, key = ministry, bytes = manifestBytes, of: Manifest = manifest) => verifyManifest(bytes, await signManifest(bytes, key.privateKey), of, trust);

test('a pack signed by its own publisher is believed', async () => {
  expect(await verdict(list)).toBe('believed');
});

test('a pack signed by an unknown key is refused', async () => {
  expect(await verdict(list, stranger)).toMatchObject({ code: 'pack-publisher-unknown' });
});

test('a publisher cannot sign a course of another publisher', async () => {
  expect(await verdict(list, neighbour)).toMatchObject({ code: 'pack-key-of-another-publisher' });
});

test('a revoked key is not believed, whatever date the pack claims', async () => {
  const revoked = { ...list, publishers: [{ ...list.publishers[0]!, keys: [{ key: ministry.publicKey as never, from, revoked: '2026-11-20T00:00:00.000Z' }] }] };
  expect(await verdict(revoked)).toMatchObject({ code: 'pack-key-revoked' });
});

test('a key does not sign what was issued outside its window', async () => {
  const ended = { ...list, publishers: [{ ...list.publishers[0]!, keys: [{ key: ministry.publicKey as never, from, until: '2026-06-01T00:00:00.000Z' }] }] };
  expect(await verdict(ended)).toMatchObject({ code: 'pack-publisher-unknown' });
});

test('a manifest altered in any byte no longer bears its signature', async () => {
  const signature = await signManifest(manifestBytes, ministry.privateKey);
  for (const at of [0, 100, 1000, manifestBytes.length - 1]) {
    const altered = manifestBytes.slice();
    altered[at]! ^= 1;
    expect(await verifyManifest(altered, signature, manifest, list)).toMatchObject({ code: 'pack-signature-invalid' });
  }
  expect(await verifyManifest(manifestBytes, signature, manifest, list)).toBe('believed');
});

test('a signature file that holds anything is answered, never thrown', async () => {
  for (const nonsense of ['', '..', 'a.b.c', '{}', '\u0000']) {
    expect(await verifyManifest(manifestBytes, nonsense, manifest, list)).toHaveProperty('code');
  }
});

test('a withdrawn course is refused', async () => {
  const withdrawn = { ...list, withdrawn: [{ course: manifest.course as string as CourseId, reason: { tr: 'Yanlış' } }] };
  expect(await verdict(withdrawn)).toMatchObject({ code: 'pack-withdrawn' });
});

test('the first root is pinned; a list of another root is refused, and an older list does not replace a newer', async () => {
  const held = (await acceptTrust(await fileOf(list), undefined)) as Trust;
  expect(held.list.version).toBe(3);
  const evil = await newSigningKey();
  const forged = { karvan: 1, roots: [await signRoot(evil.publicKey, evil.privateKey)], list: await signTrustList({ ...list, version: 9 }, evil.privateKey) };
  expect(await acceptTrust(forged, held)).toMatchObject({ code: 'trust-root-changed' });
  expect(await acceptTrust(await fileOf(list, evil), held)).toMatchObject({ code: 'trust-list-invalid' });
  expect(await acceptTrust(await fileOf({ ...list, version: 2 }), held)).toBe(held);
  expect(await acceptTrust({ nonsense: true }, held)).toMatchObject({ code: 'trust-list-invalid' });
});

test('a new root is followed when the old one signed it, and only then', async () => {
  const held = (await acceptTrust(await fileOf(list), undefined)) as Trust;
  const next = await newSigningKey();
  const first = await signRoot(root.publicKey, root.privateKey);
  const newer = await signTrustList({ ...list, version: 4 }, next.privateKey);
  const followed = await acceptTrust({ karvan: 1, roots: [first, await signRoot(next.publicKey, root.privateKey)], list: newer }, held);
  expect(followed).toMatchObject({ rootId: next.publicKey.kid, list: { version: 4 } });
  const selfMade = await acceptTrust({ karvan: 1, roots: [first, await signRoot(next.publicKey, next.privateKey)], list: newer }, held);
  expect(selfMade).toMatchObject({ code: 'trust-list-invalid' });
  // A forger who puts the pinned root behind his own still lacks its signature on the list.
  const evil = await newSigningKey();
  const wrapped = { karvan: 1, roots: [await signRoot(evil.publicKey, evil.privateKey), await signRoot(root.publicKey, evil.privateKey)], list: await signTrustList({ ...list, version: 9 }, evil.privateKey) };
  expect(await acceptTrust(wrapped, held)).toMatchObject({ code: 'trust-list-invalid' });
});

test('a forged root that bears the pinned root’s name is found out', async () => {
  const held = (await acceptTrust(await fileOf(list), undefined)) as Trust;
  const evil = await newSigningKey();
  const named = { ...evil.publicKey, kid: root.publicKey.kid };
  const forged = (key: typeof named) => signRoot(key, evil.privateKey);
  const file = { karvan: 1, roots: [await forged(named)], list: await signTrustList({ ...list, version: 9 }, evil.privateKey) };
  expect(await acceptTrust(file, held)).toMatchObject({ code: 'trust-root-changed' });
  // Control: by the names alone, as the file gives them, it would be the pinned one.
  expect(JSON.parse(Buffer.from(file.roots[0]!.split('.')[1]!, 'base64url').toString())).toMatchObject({ root: { kid: held.rootId } });
});

test('after a rotation the old root signs nothing any more, and a phone that comes late follows two rotations at once', async () => {
  const [second, third] = [await newSigningKey(), await newSigningKey()];
  const held = (await acceptTrust(await fileOf(list), undefined)) as Trust;
  const roots = [await signRoot(root.publicKey, root.privateKey), await signRoot(second.publicKey, root.privateKey), await signRoot(third.publicKey, second.privateKey)];
  const late = await acceptTrust({ karvan: 1, roots, list: await signTrustList({ ...list, version: 5 }, third.privateKey) }, held);
  expect(late).toMatchObject({ rootId: third.publicKey.kid, list: { version: 5 } });
  // Whoever stole the old root can sign no list that a phone follows that has left it.
  const stolen = { karvan: 1, roots: roots.slice(0, 1), list: await signTrustList({ ...list, version: 9 }, root.privateKey) };
  expect(await acceptTrust(stolen, late as Trust)).toMatchObject({ code: 'trust-root-changed' });
  // Control: a phone that has not heard of the rotation yet cannot know.
  expect(await acceptTrust(stolen, held)).toMatchObject({ list: { version: 9 } });
});

test('what lies on a phone is recalled by a newer list: its course, its edition alone, or the key that signed it', async () => {
  const edition = await editionOf(manifestBytes);
  const what = { course: manifest.course, edition, signature: await signManifest(manifestBytes, ministry.privateKey) };
  const other = 'f'.repeat(64) as typeof edition;
  const withdrawn = (named?: string): TrustList => ({ ...list, withdrawn: [{ course: manifest.course, ...(named ? { edition: named } : {}), reason: { tr: 'Yanlış' } }] });
  expect(recallOf(list, what)).toBeUndefined();
  expect(recallOf(withdrawn(), what)).toEqual({ kind: 'withdrawn', reason: { tr: 'Yanlış' } });
  expect(recallOf(withdrawn(edition), what)).toMatchObject({ kind: 'withdrawn' });
  expect(recallOf(withdrawn(other), what)).toBeUndefined();
  const revoked: TrustList = { ...list, publishers: [{ ...list.publishers[0]!, keys: [{ key: ministry.publicKey as never, from, revoked: from }] }] };
  expect(recallOf(revoked, what)).toEqual({ kind: 'key-revoked' });
  expect(recallOf(revoked, { ...what, signature: await signManifest(manifestBytes, neighbour.privateKey) })).toBeUndefined();
});
