/** Where people stand on the line of days since their phones were last heard. Pure. */
import type { PersonRow } from '../../sync/desk.ts';

export type Quiet = PersonRow['quiet'];
/** `row`: how many stand beneath it. `label`: whoever is quiet is named, on top of a stack with how many more are under it. */
export type Mark = { readonly id: string; readonly cause: Quiet; readonly days: number; readonly row: number; readonly label: string | undefined };

/** The line's length; whoever is quiet longer stands at its end, and past the end those who were never heard. */
export const LINE_DAYS = 42;
const NEVER = LINE_DAYS + 3;

/** One mark a person that was ever heard or never opened the app, stacked where several stand at the same place. */
export function marksOf(people: readonly PersonRow[], now: number): readonly Mark[] {
  const stacks = new Map<number, { readonly id: string; readonly name: string; readonly cause: Quiet }[]>();
  const places = people
    .flatMap(({ id, name, quiet, lastContact, devices }) => {
      if (lastContact === undefined && quiet !== 'never' && devices === 0) return [];
      const days = lastContact === undefined ? NEVER : Math.min(LINE_DAYS, Math.max(0, Math.floor((now - Date.parse(lastContact)) / 86_400_000)));
      return [{ id, name, cause: quiet, days }];
    })
    .toSorted((a, b) => a.days - b.days);
  for (const { days, ...person } of places) stacks.set(days, [...(stacks.get(days) ?? []), person]);
  return [...stacks].flatMap(([days, stack]) => stack.map(({ id, cause }, row) => ({ id, cause, days, row, label: row === stack.length - 1 ? labelOf(stack) : undefined })));
}

/** The first quiet person's first word, and how many more are quiet at the same place. */
function labelOf(stack: readonly { readonly name: string; readonly cause: Quiet }[]): string | undefined {
  const quiet = stack.filter(({ cause }) => cause !== 'fine');
  const name = quiet[0]?.name.split(/[\s,]/)[0];
  return name && quiet.length > 1 ? `${name} +${quiet.length - 1}` : name;
}

/** How many are quiet for each cause; those of whom there is nothing to say are left out. */
export function countsOf(people: readonly PersonRow[]): readonly { readonly cause: Exclude<Quiet, 'fine'>; readonly count: number }[] {
  return (['waiting', 'stuck', 'full', 'clock', 'never'] as const).map((cause) => ({ cause, count: people.filter(({ quiet }) => quiet === cause).length })).filter(({ count }) => count > 0);
}
