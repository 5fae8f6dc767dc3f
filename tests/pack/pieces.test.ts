import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesSize } from '../../src/pack/manifest.ts';
import { chosenGroups, missingPieces, offsetsOf, readyAus, runsOf, sizeOf, slicesOf, type Choice } from '../../src/pack/pieces.ts';
import { aPack } from './a-pack.ts';

const { manifest, bytes } = aPack();
const all: Choice = { languages: ['tr', 'az'], rendition: 'video' };

test('one language costs its own bytes and no other’s', () => {
  const turkish = sizeOf(manifest, missingPieces(manifest, new Set(), { languages: ['tr'], rendition: 'text' }));
  expect(turkish).toBe(manifest.files[0]!.size);
  const both = chosenGroups(manifest, { languages: ['tr', 'az'], rendition: 'text' });
  expect(both.map((group) => group.lang)).toEqual(['tr', 'az']);
});

test('a language that the course lacks brings the language it was written in', () => {
  expect(chosenGroups(manifest, { languages: ['kk'], rendition: 'text' }).map((group) => group.lang)).toEqual(['tr']);
});

test('a film that exists in one size comes with either choice of size', () => {
  const small = chosenGroups(manifest, { languages: ['tr'], rendition: 'video-small' });
  expect(small.some((group) => group.rendition === 'video')).toBe(true);
});

test('missing pieces lie in as few runs as can be, and the runs cover exactly them', () => {
  const missing = missingPieces(manifest, new Set(), all);
  const runs = runsOf(manifest, missing);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ start: 0, size: bytesSize(manifest) });
  const held = new Set([manifest.pieces[2]![0]]);
  const split = runsOf(manifest, missingPieces(manifest, held, all));
  expect(split).toHaveLength(2);
  expect(split.reduce((sum, run) => sum + run.size, 0)).toBe(bytesSize(manifest) - manifest.pieces[2]![1]);
});

test('a new edition with one lesson changed needs only that lesson’s pieces', () => {
  const next = aPack({ release: 2, gifts: 'Hediye kabul etmeyin.' }).manifest;
  const held = new Set(manifest.pieces.map(([digest]) => digest));
  const missing = missingPieces(next, held, all);
  expect(missing).toEqual([0]);
});

test('any stretch of any file is found again in its pieces', () => {
  const offsets = offsetsOf(manifest);
  fc.assert(
    fc.property(fc.constantFrom(...manifest.files), fc.nat(), fc.nat(), (file, a, b) => {
      const [from, to] = [a % (file.size + 1), b % (file.size + 1)].toSorted((x, y) => x - y) as [number, number];
      const slices = slicesOf(manifest, offsets, file, from, to);
      const joined = Buffer.concat(slices.map((slice) => bytes.subarray(offsets[slice.piece]! + slice.from, offsets[slice.piece]! + slice.to)));
      expect(joined.equals(Buffer.from(bytes.subarray(file.at + from, file.at + to)))).toBe(true);
    }),
  );
});

test('a lesson is ready when its own pieces are held, though the rest still arrives', () => {
  const [gifts, film] = manifest.structure.map((au) => au.id);
  const held = new Set([manifest.pieces[0]![0], manifest.pieces[1]![0]]);
  expect([...readyAus(manifest, held, all)]).toEqual([gifts]);
  for (const [digest] of manifest.pieces) held.add(digest);
  expect([...readyAus(manifest, held, all)]).toEqual([gifts, film]);
});

test('a reading does not wait for its voice; a film that is only heard waits for its own', () => {
  const [gifts, film] = manifest.structure.map((au) => au.id);
  const text = new Set([manifest.pieces[0]![0], manifest.pieces[1]![0]]);
  const heard = { languages: ['az'], rendition: 'audio' as const };
  const spoken = { ...manifest, groups: manifest.groups.map((group) => (group.rendition === 'audio' ? { ...group, au: gifts! } : group)) };
  expect([[...readyAus(spoken, text, heard)].some((id) => id === gifts), [...readyAus(manifest, text, heard)].some((id) => id === film)]).toEqual([true, false]);
});
