/** A pack made by hand: two lessons, two languages, a film of some pieces; and the trust list that believes it. */
import type { AuId, CourseId, Digest, Edition } from '../../src/core/ids.ts';
import { digestOf } from '../../src/pack/digest.ts';
import { newSigningKey } from '../../src/pack/keys.ts';
import { editionOf, type Group, type Manifest } from '../../src/pack/manifest.ts';
import { signManifest, signRoot, signTrustList, type TrustFile, type TrustList } from '../../src/pack/trust.ts';

export const course = 'ministry/ethics' as CourseId;
export const au = (slug: string) => `urn:karvan:au:${course}/${slug}` as AuId;
export type Pack = { readonly edition: Edition; readonly manifest: Manifest; readonly manifestBytes: Uint8Array; readonly signature: string; readonly bytes: Uint8Array<ArrayBuffer> };

type Part = Omit<Group, 'from' | 'count'> & { readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> };

const root = await newSigningKey();
export const publisher = await newSigningKey();
const text = (words: string) => new TextEncoder().encode(words);
export function noise(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 2_654_435_761 + seed * 97 + (i >> 8) + (i >> 16) * 31) & 255;
  return bytes;
}

/** `film`: its bytes. `cut`: greatest size of a piece. `gifts`: the words of the first lesson, to make an edition that differs in one piece. */
export async function aPack({ release = 1, gifts = 'Hədiyyə almayın.', film = noise(9000, 1), cut = 1000, key = publisher.privateKey } = {}): Promise<Pack> {
  const parts: Part[] = [
    { path: 'lessons/gifts.az.md', bytes: text(gifts), rendition: 'text', au: au('gifts'), lang: 'az' },
    { path: 'lessons/gifts.tr.md', bytes: text('Hediye almayın.'), rendition: 'text', au: au('gifts'), lang: 'tr' },
    { path: 'quiz/key.json', bytes: text('{"key":1}'), rendition: 'text', au: au('quiz') },
    { path: 'media/film.mp4', bytes: film, rendition: 'video', au: au('film') },
  ];
  const pieces: [Digest, number][] = [];
  const groups: Group[] = [];
  const files: Manifest['files'] = [];
  let at = 0;
  for (const { path, bytes, ...group } of parts) {
    const from = pieces.length;
    for (let start = 0; start < bytes.length; start += cut) {
      const piece = bytes.slice(start, start + cut);
      pieces.push([await digestOf(piece), piece.length]);
    }
    groups.push({ ...group, from, count: pieces.length - from });
    files.push({ path, type: path.endsWith('mp4') ? 'video/mp4' : 'text/plain', at, size: bytes.length, sha256: await digestOf(bytes) });
    at += bytes.length;
  }
  const unit = await digestOf(parts[0]!.bytes);
  const medium = await digestOf(film);
  const manifest: Manifest = {
    karvan: 1, kind: 'course', course, release, issued: '2026-11-01T00:00:00.000Z', title: { az: 'Etika' }, licence: 'CC-BY-4.0', source: 'az', languages: ['az', 'tr'], access: 'open',
    id: `urn:karvan:course:${course}`,
    structure: [
      { kind: 'au', id: au('gifts'), title: { az: 'Hədiyyə' }, moveOn: 'Completed', lesson: { kind: 'reading', unit } },
      { kind: 'au', id: au('quiz'), title: { az: 'Sual' }, moveOn: 'Passed', lesson: { kind: 'quiz', unit, path: 'quiz/key.json' } },
      { kind: 'au', id: au('film'), title: { az: 'Film' }, moveOn: 'Completed', lesson: { kind: 'video', medium, seconds: 60, sources: [{ path: 'media/film.mp4', rendition: 'video' }] } },
    ],
    tracks: [{ kind: 'text', lang: 'az', of: unit, path: 'lessons/gifts.az.md', state: 'approved' }],
    pieces, groups, files,
  };
  const manifestBytes = text(JSON.stringify(manifest));
  const bytes = new Uint8Array(await new Blob(parts.map((part) => part.bytes)).arrayBuffer());
  return { edition: await editionOf(manifestBytes), manifest, manifestBytes, signature: await signManifest(manifestBytes, key), bytes };
}

export async function aTrustFile(change: Partial<TrustList> = {}): Promise<TrustFile> {
  const list: TrustList = {
    karvan: 1, version: 1, issued: '2026-11-01T00:00:00.000Z',
    publishers: [{ id: 'ministry', name: { az: 'Nazirlik' }, keys: [{ key: publisher.publicKey as never, from: '2026-01-01T00:00:00.000Z' }] }],
    server: { receipt: [], seal: [] }, withdrawn: [], ...change,
  };
  return { karvan: 1, roots: [await signRoot(root.publicKey, root.privateKey)], list: await signTrustList(list, root.privateKey) };
}
