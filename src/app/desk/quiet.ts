/** Where people stand on the line of days since their phones were last heard. Pure. */
import type { PersonRow } from '../../sync/desk.ts';

export type Quiet = PersonRow['quiet'];
export type Mark = { readonly id: string; readonly name: string; readonly cause: Quiet; readonly days: number; readonly row: number };

/** The line's length; whoever is quiet longer stands at its end. */
export const LINE_DAYS = 42;

/** One mark a person that was ever heard or never opened the app, stacked where several stand at the same place. */
export function marksOf(people: readonly PersonRow[], now: number): readonly Mark[] {
  const taken = new Map<number, number>();
  return people
    .flatMap(({ id, name, quiet, lastContact, devices }) => {
      if (lastContact === undefined && quiet !== 'never' && devices === 0) return [];
      const days = lastContact === undefined ? LINE_DAYS : Math.max(0, Math.floor((now - Date.parse(lastContact)) / 86_400_000));
      return [{ id, name, cause: quiet, days: Math.min(days, LINE_DAYS) }];
    })
    .toSorted((a, b) => a.days - b.days)
    .map((mark) => {
      const row = taken.get(mark.days) ?? 0;
      taken.set(mark.days, row + 1);
      return { ...mark, row };
    });
}

/** How many are quiet for each cause; those of whom there is nothing to say are left out. */
export function countsOf(people: readonly PersonRow[]): readonly { readonly cause: Exclude<Quiet, 'fine'>; readonly count: number }[] {
  return (['waiting', 'full', 'clock', 'never'] as const).map((cause) => ({ cause, count: people.filter(({ quiet }) => quiet === cause).length })).filter(({ count }) => count > 0);
}
