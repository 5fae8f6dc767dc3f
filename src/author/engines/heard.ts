/** What an engine heard, without what it made up: words where nobody speaks, and sentences that come again and again. */
import type { TimedWord } from '../../core/translation/cues.ts';
import { isPhantom } from '../../core/translation/text-checks.ts';

/** `speechless`: how likely nobody speaks, 0…1. `doubt`: mean negative log of the words' likelihood. */
type Segment = { readonly text: string; readonly start: number; readonly end: number; readonly speechless: number; readonly doubt: number };

/** The words of all segments that were said, with the times of `timed` where these are the same words, else spread over the segment. */
export function heardWords(segments: readonly Segment[], timed: readonly TimedWord[]): readonly TimedWord[] {
  const said = segments.filter((segment, n) => isSaid(segment) && !(n >= 2 && [1, 2].every((back) => plain(segments[n - back]!.text) === plain(segment.text))));
  return said.flatMap((segment) => {
    const words = segment.text.trim().split(/\s+/).filter(Boolean);
    const inside = timed.filter(({ start, end }) => (start + end) / 2 >= segment.start && (start + end) / 2 < segment.end);
    // Engines give words with times bare of commas and full stops: the text comes from the segment.
    const isSame = inside.length === words.length && words.every((word, n) => plain(word) === plain(inside[n]!.text));
    return isSame ? words.map((text, n) => ({ text, start: inside[n]!.start, end: inside[n]!.end })) : spread(words, segment);
  });
}

/** Whisper's own thresholds of silence, and phrases that it is known to hear there. */
function isSaid({ text, speechless, doubt }: Segment): boolean {
  return plain(text) !== '' && !(speechless > 0.6 && doubt > 1) && !(speechless > 0.3 && isPhantom(text));
}

function spread(words: readonly string[], { start, end }: Segment): readonly TimedWord[] {
  const letters = words.reduce((sum, word) => sum + word.length + 1, 0);
  let at = start;
  return words.map((text) => {
    const from = at;
    at += ((end - start) * (text.length + 1)) / letters;
    return { text, start: from, end: at };
  });
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
