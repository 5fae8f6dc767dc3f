import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, type Part } from '../../src/pack/cut.ts';
import { PIECE_SIZE, type Rendition } from '../../src/pack/manifest.ts';

const languages = ['tr', 'az', 'kk'];
const aus = ['urn:a', 'urn:b'];
const order: readonly Rendition[] = ['text', 'audio', 'video-small', 'video'];

const part = fc.record({
  size: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: PIECE_SIZE - 2, max: PIECE_SIZE + 2 }), fc.integer({ min: 1, max: 4 * PIECE_SIZE })),
  rendition: fc.constantFrom(...order),
  au: fc.option(fc.constantFrom(...aus), { nil: undefined }),
  lang: fc.option(fc.constantFrom(...languages), { nil: undefined }),
});
const parts: fc.Arbitrary<readonly Part[]> = fc
  .array(part, { minLength: 1, maxLength: 30 })
  .map((list) => list.map(({ au, lang, ...rest }, i) => ({ ...rest, path: `f${i}`, ...(au === undefined ? {} : { au }), ...(lang === undefined ? {} : { lang }) })));

const keyOf = ({ rendition, au, lang }: { rendition: string; au?: string | undefined; lang?: string | undefined }) => [rendition, lang, au].join('|');

test('every byte of every file lies in the pieces once, in no gap and no overlap', () => {
  fc.assert(
    fc.property(parts, (list) => {
      const { files, pieces, groups } = cut(list, languages, aus);
      expect(files.map(({ part: { path } }) => path).toSorted()).toEqual(list.map(({ path }) => path).toSorted());
      let at = 0;
      for (const file of files) {
        expect(file.at).toBe(at);
        at += file.part.size;
      }
      expect(pieces.reduce((a, b) => a + b, 0)).toBe(at);
      expect(pieces.every((size) => size >= 1 && size <= PIECE_SIZE)).toBe(true);
      expect(groups.reduce((next, group) => (expect(group.from).toBe(next), next + group.count), 0)).toBe(pieces.length);
    }),
  );
});

test('a piece never holds two lessons, languages or renditions, and what is over a piece begins its own', () => {
  fc.assert(
    fc.property(parts, (list) => {
      const { files, pieces, groups } = cut(list, languages, aus);
      const startOf = (index: number) => pieces.slice(0, index).reduce((a, b) => a + b, 0);
      for (const group of groups) {
        const [from, to] = [startOf(group.from), startOf(group.from + group.count)];
        const inside = files.filter((file) => file.at >= from && file.at < to);
        expect(inside.length).toBeGreaterThan(0);
        for (const file of inside) expect([keyOf(file.part), file.at + file.part.size <= to]).toEqual([keyOf(group), true]);
      }
      const starts = new Set(pieces.map((_, i) => startOf(i)));
      for (const file of files.filter(({ part: { size } }) => size > PIECE_SIZE)) {
        expect([starts.has(file.at), starts.has(file.at + file.part.size) || file.at + file.part.size === startOf(pieces.length)]).toEqual([true, true]);
      }
    }),
  );
});

test('groups come by rendition, then language, then lesson, each once', () => {
  fc.assert(
    fc.property(parts, (list) => {
      const { groups } = cut(list, languages, aus);
      const ranks = groups.map(({ rendition, lang, au }) => [order.indexOf(rendition), lang === undefined ? -1 : languages.indexOf(lang), au === undefined ? -1 : aus.indexOf(au)]);
      const isRising = ranks.every((rank, i) => i === 0 || rank.some((value, at) => value > ranks[i - 1]![at]! && rank.slice(0, at).every((each, before) => each === ranks[i - 1]![before]!)));
      expect(isRising).toBe(true);
    }),
  );
});

test('the order in which files come does not change the cut', () => {
  fc.assert(
    fc.property(
      parts.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length }))),
      ([list, shuffled]) => {
        expect(cut(shuffled, languages, aus)).toEqual(cut(list, languages, aus));
      },
    ),
  );
});
