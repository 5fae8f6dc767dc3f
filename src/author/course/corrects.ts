/** What an author says of an answer key that was wrong: the editions that this release corrects, and why. */
import type { Edition, LanguageMap } from '../../core/ids.ts';
import type { Say } from '../fault.ts';
import type { PlanNode } from './course.ts';
import type { Located } from './located.ts';
import { fieldsOf, listOf, need, textOf, wordsOf } from './values.ts';

/** `reason`: what learners read beside the result that was marked again. */
export type Corrects = { readonly edition: Edition; readonly reason?: LanguageMap };

/** Reads `corrects` of `course.yaml`. */
export function readCorrects(node: Located | undefined, { release, languages }: { readonly release: number | undefined; readonly languages: readonly string[] }, say: Say): readonly Corrects[] {
  if (node && release === 1) say(node.line, 'release 1 has nothing to correct', 'Raise “release”: what it corrects was published before.');
  const lines = new Map<string, number>();
  return listOf(node, '“corrects”', say).flatMap((each) => {
    const fields = fieldsOf(each, 'the correction', ['edition', 'reason'], say);
    const edition = fields && textOf(need(fields, 'edition', 'Write the edition that had the wrong key: the name of its built folder.'), 'the edition', say, 100);
    const reason = wordsOf(fields?.at.get('reason'), 'the reason', languages, say);
    if (edition === undefined) return [];
    if (!/^[0-9a-f]{64}$/.test(edition)) {
      say(each.line, `“${edition}” is not an edition`, 'It is the name of the folder that “karvan build” printed then: 64 digits and letters a to f.');
      return [];
    }
    if (lines.has(edition)) say(each.line, `this edition stands on line ${lines.get(edition)} already`, 'Keep one.');
    lines.set(edition, each.line);
    return [{ edition: edition as Edition, ...(reason ? { reason } : {}) }];
  });
}

/** A correction is one of answers. */
export function correctsNothing(corrects: Located | undefined, nodes: readonly PlanNode[], say: Say): void {
  const hasQuiz = (node: PlanNode): boolean => (node.kind === 'lesson' ? node.material.kind === 'quiz' : node.children.some(hasQuiz));
  if (corrects && nodes.length > 0 && !nodes.some(hasQuiz)) say(corrects.line, '“corrects” stands in a course without a quiz', 'It is for answer keys: take it out.');
}
