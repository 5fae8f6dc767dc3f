/** Packs made for measuring: signed as any other, with a trust list that believes them. */
import { createCipheriv, createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CourseId, Digest, Edition } from '../../src/core/ids.ts';
import { auIri } from '../../src/core/registration.ts';
import { cut, type Part } from '../../src/pack/cut.ts';
import { newSigningKey } from '../../src/pack/keys.ts';
import { BYTES_FILE, MANIFEST_FILE, packFolder, SIGNATURE_FILE } from '../../src/pack/layout.ts';
import { editionOf, type Manifest } from '../../src/pack/manifest.ts';
import { signManifest, signRoot, signTrustList } from '../../src/pack/trust.ts';

export type File = { readonly path: string; readonly bytes: Buffer };
/** The first file of a lesson is its film, or the text that it is named by. */
export type Lesson = { readonly slug: string; readonly kind: 'video' | 'reading'; readonly files: readonly [File, ...File[]] };
/** `bytes`: URL path of the archive. `files`: where each file lies in it. */
export type BenchPack = { readonly course: CourseId; readonly edition: Edition; readonly size: number; readonly bytes: string; readonly files: readonly { readonly path: string; readonly from: number; readonly to: number }[] };

const course = 'bench/noise' as CourseId;
const issued = '2026-11-01T00:00:00.000Z';

/** Writes a pack and its trust file below `folder`, as a static host holds them. */
export async function writePack(folder: string, lessons: readonly Lesson[]): Promise<BenchPack> {
  const parts = lessons.flatMap(({ slug, kind, files }) =>
    files.map(({ path, bytes }): Part & { bytes: Buffer } => ({ path, size: bytes.length, bytes, rendition: kind === 'video' ? 'video' : 'text', au: auIri(course, slug) })),
  );
  const layout = cut(parts, ['en'], lessons.map(({ slug }) => auIri(course, slug)));
  const files = layout.files.map(({ part, at }) => ({ path: part.path, type: typeOf(part.path), at, size: part.size, sha256: sha256(part.bytes) }));
  const manifest: Manifest = {
    karvan: 1, kind: 'course', course, release: 1, issued, title: { en: 'Noise' }, licence: 'CC0-1.0', source: 'en', languages: ['en'], access: 'open',
    id: `urn:karvan:course:${course}`, structure: lessons.map(structureOf), tracks: [], groups: [...layout.groups], files, pieces: piecesOf(layout.files.map(({ part }) => part.bytes), layout.pieces),
  };
  const [publisher, manifestBytes] = [await newSigningKey(), new TextEncoder().encode(JSON.stringify(manifest))];
  const edition = await editionOf(manifestBytes);
  const at = packFolder(course, edition);
  mkdirSync(join(folder, at), { recursive: true });
  writeFileSync(join(folder, at, MANIFEST_FILE), manifestBytes);
  writeFileSync(join(folder, at, SIGNATURE_FILE), await signManifest(manifestBytes, publisher.privateKey));
  await writeAll(join(folder, at, BYTES_FILE), layout.files.map(({ part }) => part.bytes));
  await writeTrust(join(folder, '.well-known/karvan-trust'), publisher.publicKey);
  const size = layout.pieces.reduce((sum, piece) => sum + piece, 0);
  return { course, edition, size, bytes: `/${at}/${BYTES_FILE}`, files: files.map((file) => ({ path: file.path, from: file.at, to: file.at + file.size })) };
}

/** Bytes that no compression shortens; the same seed gives the same ones. */
export function noise(size: number, seed: number): Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32LE(seed);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
}

function structureOf({ slug, kind, files }: Lesson): Manifest['structure'][number] {
  const digest = sha256(files[0].bytes);
  const lesson = kind === 'video' ? { kind, medium: digest, seconds: 600, sources: [{ path: files[0].path, rendition: 'video' as const }] } : { kind, unit: digest };
  return { kind: 'au', id: auIri(course, slug), title: { en: slug }, moveOn: 'Completed', lesson };
}

function piecesOf(bytes: readonly Buffer[], sizes: readonly number[]): [Digest, number][] {
  const all = Buffer.concat(bytes);
  let at = 0;
  return sizes.map((size) => [sha256(all.subarray(at, (at += size))), size]);
}

async function writeAll(path: string, parts: readonly Buffer[]): Promise<void> {
  const out = createWriteStream(path);
  for (const part of parts) if (!out.write(part)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}

async function writeTrust(path: string, key: Awaited<ReturnType<typeof newSigningKey>>['publicKey']): Promise<void> {
  const root = await newSigningKey();
  const publishers = [{ id: 'bench', name: { en: 'Bench' }, keys: [{ key: key as never, from: '2026-01-01T00:00:00.000Z' }] }];
  const list = await signTrustList({ karvan: 1, version: 1, issued, publishers, server: { receipt: [], seal: [] }, withdrawn: [] }, root.privateKey);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ karvan: 1, roots: [await signRoot(root.publicKey, root.privateKey)], list }));
}

function typeOf(path: string): string {
  return path.endsWith('.mp4') ? 'video/mp4' : 'text/plain';
}

function sha256(bytes: Buffer): Digest {
  return createHash('sha256').update(bytes).digest('hex') as Digest;
}
