import { expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import { editionOf, parseManifest } from '../../src/pack/manifest.ts';
import { aPack } from './a-pack.ts';

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

test('a whole manifest is read, and its edition is the digest of its exact bytes', async () => {
  const { manifest, manifestBytes } = aPack();
  expect(parseManifest(manifestBytes)).toEqual(manifest);
  expect(await editionOf(manifestBytes)).toMatch(/^[0-9a-f]{64}$/);
  expect(await editionOf(bytesOf({ ...manifest, release: 2 }))).not.toBe(await editionOf(manifestBytes));
});

const { manifest } = aPack();
const film = manifest.structure[1]!;
test.each([
  ['a path that climbs out', { files: [{ ...manifest.files[0]!, path: '../evil' }, ...manifest.files.slice(1)] }],
  ['a path with a NUL', { files: [{ ...manifest.files[0]!, path: 'a\u0000b' }, ...manifest.files.slice(1)] }],
  ['an absolute path', { files: [{ ...manifest.files[0]!, path: '/etc/passwd' }, ...manifest.files.slice(1)] }],
  ['a backslash', { files: [{ ...manifest.files[0]!, path: 'a\\b' }, ...manifest.files.slice(1)] }],
  ['a right-to-left override', { files: [{ ...manifest.files[0]!, path: 'a\u202Egpj.exe' }, ...manifest.files.slice(1)] }],
  ['twin names that differ by case', { files: [...manifest.files, { ...manifest.files[0]!, path: 'LESSONS/gifts.tr.md' }] }],
  ['a file outside the bytes', { files: [{ ...manifest.files[0]!, size: 99_000_000 }, ...manifest.files.slice(1)] }],
  ['words that lie deflated, which older phones would show as they lie', { files: [{ ...manifest.files[0]!, deflated: { size: 20, sha256: manifest.files[0]!.sha256 } }, ...manifest.files.slice(1)] }],
  ['groups with a gap', { groups: manifest.groups.slice(1) }],
  ['a track whose file is not there', { tracks: [...manifest.tracks, { ...manifest.tracks[0]!, path: 'lessons/none.md' }] }],
  ['two lessons with one id', { structure: [...manifest.structure, film] }],
  ['a piece over 1 MiB', { pieces: [[manifest.pieces[0]![0], 1024 * 1024 + 1], ...manifest.pieces.slice(1)] }],
  ['an access it does not know', { access: 'paid' }],
  ['a release of zero', { release: 0 }],
  ['another format version', { karvan: 2 }],
])('a manifest with %s is refused as a whole', (_, change) => {
  expect(isProblem(parseManifest(bytesOf(manifest)))).toBe(false);
  expect(parseManifest(bytesOf({ ...manifest, ...change }))).toMatchObject({ code: 'pack-manifest-invalid' });
});

test('what is not JSON in UTF-8 is refused', () => {
  expect(parseManifest(Uint8Array.of(0xff, 0xfe, 0x7b))).toMatchObject({ code: 'pack-manifest-invalid' });
  expect(parseManifest(bytesOf(manifest).subarray(0, 500))).toMatchObject({ code: 'pack-manifest-invalid' });
});

test('a field of a later version is read past', () => {
  expect(isProblem(parseManifest(bytesOf({ ...manifest, colour: 'blue' })))).toBe(false);
});
