/** What can be read off the evidence of one result. Pure: the screens only show it. */
import type { DeskAttempt, Evidence } from '../../sync/desk.ts';

export type DeskAnswer = DeskAttempt['answers'][number];
type Verdict = 'right' | 'wrong' | 'unmarked';

/** The server's verdict where it has one, else the phone's. */
export function verdictOf({ isCorrect, isCorrectHere }: DeskAnswer): Verdict {
  return worded(isCorrectHere ?? isCorrect);
}

/** Both verdicts when phone and server say different things. */
export function differing({ isCorrect, isCorrectHere }: DeskAnswer): { readonly phone: Verdict; readonly server: Verdict } | undefined {
  if (isCorrect === undefined || isCorrectHere === undefined || isCorrect === isCorrectHere) return undefined;
  return { phone: worded(isCorrect), server: worded(isCorrectHere) };
}

/** How many answers are right, and the numbers of those that are not, as they stand in the table. */
export function tally({ answers }: DeskAttempt): { readonly right: number; readonly of: number; readonly wrong: readonly number[] } {
  const wrong = answers.flatMap((answer, index) => (verdictOf(answer) === 'wrong' ? [index + 1] : []));
  return { right: answers.filter((answer) => verdictOf(answer) === 'right').length, of: answers.length, wrong };
}

/** Seconds between an attempt's begin and end by the phone's clock; undefined where that clock says nothing sensible. */
export function lasted({ began, ended }: DeskAttempt): number | undefined {
  if (began === undefined || ended === undefined) return undefined;
  const seconds = (Date.parse(ended) - Date.parse(began)) / 1000;
  return seconds >= 0 ? seconds : undefined;
}

/** Whether the phone's score of an attempt and the server's are apart. */
export function scoresDiffer({ scaled, scaledHere }: DeskAttempt): boolean {
  return scaled !== undefined && scaledHere !== undefined && Math.abs(scaled - scaledHere) > 0.00005;
}

/** First and last moment of the work. `isWithin`: the phone's clock cannot be believed, and the work lies somewhere between them by the server's. */
export type Span = { readonly from: string; readonly to: string; readonly isWithin: boolean };

/** Undefined when the phone told no time. */
export function spanOf({ attempts }: Evidence): Span | undefined {
  const moments = attempts.flatMap(({ began, ended, within }) => [began, ended, within?.from, within?.to].filter((each) => each !== undefined)).toSorted();
  const [from, to] = [moments[0], moments.at(-1)];
  return from && to ? { from, to, isWithin: attempts.some(({ within }) => within !== undefined) } : undefined;
}

/** The device whose lines came last: its receipt is the one to name. */
export function lastDevice({ devices }: Evidence): Evidence['devices'][number] | undefined {
  return devices.toSorted((a, b) => a.received.localeCompare(b.received)).at(-1);
}

/** Each note once, with how many lines carry it. */
export function countedNotes({ notes }: Evidence): readonly { readonly note: string; readonly lines: number }[] {
  const counts = new Map<string, number>();
  for (const { note } of notes) counts.set(note, (counts.get(note) ?? 0) + 1);
  return [...counts].map(([note, lines]) => ({ note, lines }));
}

/** Eight signs of a long id are enough to tell it from its neighbours. */
export function short(id: string): string {
  return id.slice(0, 8);
}

function worded(isCorrect: boolean | undefined): Verdict {
  return isCorrect === undefined ? 'unmarked' : isCorrect ? 'right' : 'wrong';
}
