/** How a quiz stands: which attempt goes on, which question is next, how many attempts are left. Decides; touches nothing. */
import { openAttempt, type Attempt, type AuProgress } from '../../core/progress.ts';
import type { Item, Quiz } from '../../core/quiz/quiz.ts';
import { score } from '../../core/quiz/score.ts';

/** Responses by item id, in xAPI's string form. An empty one is none. */
export type Answers = { readonly [item: string]: string };

/** `fresh`: none begun. `open`: goes on. `failed`: handed in and not passed. `passed`: for good, in this cycle. */
export type Standing =
  | { readonly kind: 'fresh'; readonly left: number | undefined }
  | { readonly kind: 'open'; readonly attempt: Attempt; readonly left: number | undefined }
  | { readonly kind: 'failed' | 'passed'; readonly attempt: Attempt | undefined; readonly left: number | undefined };

/** `left`: attempts that may still be begun; undefined is without limit. Only what was handed in counts. `stray`: an open attempt that does not go on here. */
export function standingOf(reached: AuProgress, quiz: Quiz, stray?: string): Standing {
  const au = { ...reached, attempts: Object.fromEntries(Object.entries(reached.attempts).filter(([id]) => id !== stray)) };
  const judged = Object.values(au.attempts).filter((each) => each.judged !== undefined);
  const left = quiz.attempts === 0 ? undefined : Math.max(0, quiz.attempts - judged.length);
  const newest = judged.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  // One `passed` stands for ever in a registration, and nothing may fail after it (cmi5 §9.3).
  if (au.isPassed) return { kind: 'passed', attempt: newest.find((each) => each.judged?.isPassed), left };
  const open = openAttempt(au);
  if (open && left !== 0) return { kind: 'open', attempt: open, left };
  return judged.length > 0 ? { kind: 'failed', attempt: newest[0], left } : { kind: 'fresh', left };
}

/** The items in the order of an attempt. Of an order that another edition wrote only the known ones are shown, then the rest. */
export function itemsOf(quiz: Quiz, order: readonly string[]): readonly Item[] {
  const byId = new Map(quiz.items.map((item) => [item.id, item]));
  const ordered = order.flatMap((id) => byId.get(id) ?? []);
  return [...ordered, ...quiz.items.filter((item) => !order.includes(item.id))];
}

/** Last responses of an attempt. */
export function answersOf(attempt: Attempt): Answers {
  return Object.fromEntries(Object.entries(attempt.answers).map(([item, answer]) => [item, answer.response]));
}

/** The turn that the next answer gets: higher than any before. */
export function nextTurn(attempt: Attempt): number {
  return Math.max(0, ...Object.values(attempt.answers).map((answer) => answer.turn)) + 1;
}

export function isAnswered(answers: Answers, item: Item): boolean {
  return (answers[item.id] ?? '').trim() !== '';
}

/** Place of the first question without an answer; the number of questions when all have one. */
export function firstUnanswered(items: readonly Item[], answers: Answers): number {
  const at = items.findIndex((item) => !isAnswered(answers, item));
  return at < 0 ? items.length : at;
}

/** A multiple choice's response with one choice put in or taken out, in the order of the key. */
export function withChoice(item: Item & { readonly kind: 'multiple' }, response: string, choice: string, isChosen: boolean): string {
  const chosen = new Set(chosenIn(response));
  if (isChosen) chosen.add(choice);
  else chosen.delete(choice);
  return item.choices.filter((each) => chosen.has(each)).join('[,]');
}

export function chosenIn(response: string): readonly string[] {
  return response === '' ? [] : response.split('[,]');
}

export type Mark = 'right' | 'wrong' | 'unanswered' | 'unmarked';

/** How an answer was marked. `unmarked`: only the institution can say. */
export function markOf(item: Item, answers: Answers): Mark {
  if (!isAnswered(answers, item)) return 'unanswered';
  const { isCorrect } = score(item, answers[item.id]!);
  return isCorrect === undefined ? 'unmarked' : isCorrect ? 'right' : 'wrong';
}

/** Whether the right answers may be shown: not while another attempt could use them. */
export function mayReveal(standing: Standing): boolean {
  return standing.kind === 'passed' || (standing.kind === 'failed' && standing.left === 0);
}

/** A seed for an attempt, an unsigned 32-bit integer, from the random end of its UUIDv7. */
export function seedOf(id: string): number {
  return Number.parseInt(id.slice(-8), 16) >>> 0;
}
