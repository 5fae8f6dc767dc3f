/** What was translated before: the same text is taken over, a like one is proposed. */
import { chrF } from '../../core/translation/likeness.ts';

export type Pair = { readonly source: string; readonly target: string };
/** `alike`: chrF, below 100 of a text that is only like it. */
type Remembered = Pair & { readonly alike: number };
export type Memory = (source: string) => Remembered | undefined;

const LIKE = 75;
/** So many texts that share the rarest words are compared letter by letter. */
const COMPARED = 12;

/** A memory of pairs; of two translations of one text the later counts. */
export function memoryOf(pairs: readonly Pair[]): Memory {
  const exact = new Map(pairs.map((pair) => [plain(pair.source), pair]));
  const texts = [...exact.keys()];
  const placesByWord = new Map<string, number[]>();
  for (const [n, text] of texts.entries()) {
    for (const word of new Set(text.toLowerCase().split(' '))) placesByWord.set(word, [...(placesByWord.get(word) ?? []), n]);
  }
  return (source) => {
    const text = plain(source);
    const same = exact.get(text);
    if (same) return { ...same, alike: 100 };
    const shared = new Map<number, number>();
    for (const word of new Set(text.toLowerCase().split(' '))) {
      const places = placesByWord.get(word) ?? [];
      for (const n of places) shared.set(n, (shared.get(n) ?? 0) + 1 / places.length);
    }
    const near = [...shared].toSorted((a, b) => b[1] - a[1]).slice(0, COMPARED).map(([n]) => texts[n]!);
    const [best] = near.map((each) => ({ each, alike: chrF(each, text) })).toSorted((a, b) => b.alike - a.alike);
    return best && best.alike >= LIKE ? { ...exact.get(best.each)!, alike: Math.min(99, Math.floor(best.alike)) } : undefined;
  };
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
