/** What goes to a machine together: whole sentences, in requests that stay within one lesson and its limits. */
import { mask, unmask } from '../../core/translation/marks.ts';
import { isWholeSentence } from '../../core/translation/sentences.ts';
import type { Translator } from '../engines/engine.ts';
import type { Unit } from './units.ts';

/** One unit, or the cues that one sentence runs over. `text`: with tokens in the place of marks. */
export type Sentence = { readonly units: readonly Unit[]; readonly text: string; readonly marks: readonly string[] };

const MOST_CUES = 4;

/** Units as sentences. Engines that keep cues apart get each by itself, and see its neighbours. */
export function sentencesOf(units: readonly Unit[], lang: string, keepsCues: boolean): readonly Sentence[] {
  const runs: Unit[][] = [];
  for (const unit of units) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const goesOn = run && before?.kind === 'cue' && unit.kind === 'cue' && before.of === unit.of && run.length < MOST_CUES && !isWholeSentence(before.source, lang);
    if (run && goesOn && !keepsCues) run.push(unit);
    else runs.push([unit]);
  }
  return runs.map(sentence);
}

/** A cue's lines are one text; their places in the film come back afterwards. */
export function sentence(units: readonly Unit[]): Sentence {
  const { text, marks } = mask(units.map(({ kind, source }) => (kind === 'cue' ? source.replace(/\s*\n\s*/g, ' ') : source)).join(' '));
  return { units, text, marks };
}

/** Sentences in requests. */
export function requestsOf(sentences: readonly Sentence[], { most }: Pick<Translator, 'most'>): readonly (readonly Sentence[])[] {
  const requests: Sentence[][] = [];
  let [characters, lesson] = [0, ''];
  for (const each of sentences) {
    const own = each.units[0]!.id.split('/')[0]!;
    const request = requests.at(-1);
    if (request && own === lesson && request.length < most.lines && characters + each.text.length <= most.characters) request.push(each);
    else {
      requests.push([each]);
      characters = 0;
    }
    characters += each.text.length;
    lesson = own;
  }
  return requests;
}

/** The answer for each unit of a sentence, with its marks; undefined when a token was lost, doubled or made up. */
export function parted({ units, marks }: Sentence, answer: string): readonly string[] | undefined {
  const whole = unmask(answer, marks);
  if (whole === undefined || units.length === 1) return whole === undefined ? undefined : [whole];
  const words = whole.trim().split(/\s+/);
  if (words.length < units.length * 2) return undefined;
  const total = units.reduce((sum, { source }) => sum + source.length, 0);
  let [at, share] = [0, 0];
  return units.map(({ source }, n) => {
    share += source.length / total;
    const left = units.length - 1 - n;
    const to = left === 0 ? words.length : Math.min(words.length - left, Math.max(at + 1, breakNear(words, share)));
    const part = words.slice(at, to).join(' ');
    at = to;
    return part;
  });
}

/** The gap between words nearest to a share of the text; one after a comma is worth a small way. */
function breakNear(words: readonly string[], share: number): number {
  const whole = words.join(' ').length;
  let best = { cost: Number.POSITIVE_INFINITY, at: 1 };
  let length = 0;
  for (const [n, word] of words.entries()) {
    length += word.length + 1;
    const cost = Math.abs(length / whole - share) - (/[,;:]$/.test(word) ? 0.08 : 0);
    if (cost < best.cost) best = { cost, at: n + 1 };
  }
  return best.at;
}
