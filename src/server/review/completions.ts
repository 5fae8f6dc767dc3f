/**
 * The review list. A result is seen by the units its person belongs to today, and by those they belonged to when it was made:
 * who moves away takes it along and leaves it visible.
 */
import { sql, type RawBuilder } from 'kysely';
import type { LanguageMap } from '../../core/ids.ts';
import type { Completion, CompletionState } from '../../sync/desk.ts';
import { isSeenFor, type Scoped, type SeenGo, type SeenPerson, type SeenUnit } from '../accounts/scope.ts';
import type { Reader } from '../store/store.ts';
import { courseNames } from './courses-known.ts';
import { dutiesOf } from './duties.ts';

/** Roles that see results and decide about them. An operator could make anybody a supervisor: to refuse them would protect nothing. */
export const reviewers = ['supervisor', 'operator'] as const;

export type Wanted = { readonly state?: CompletionState; readonly unit?: SeenUnit; readonly course?: string; readonly person?: string };
/** A place in the list: waiting ones first (0), by the moment they wait since; then decided ones (1), by their last decision. */
export type Place = { readonly rank: 0 | 1; readonly at: string; readonly registration: SeenGo };

/** Places in the list after one of them: those that wait longest first, then the newest decided. */
export async function listPlaces(s: Scoped, wanted: Wanted, page: { after?: Omit<Place, 'registration'> & { registration: string }; most: number }): Promise<readonly Place[]> {
  const { after } = page;
  const further = after
    ? sql`where rank > ${after.rank} or (rank = ${after.rank} and case rank when 0 then (at, registration) > (${after.at}, ${after.registration}) else (at, registration) < (${after.at}, ${after.registration}) end)`
    : sql``;
  return s.rows(
    (scope) => sql<Place>`
    with recursive ${scope},
    list(rank, at, registration) as (
      select case c.state when 'waiting' then 0 else 1 end,
        case c.state when 'waiting' then c.satisfied else coalesce((select max(d.at) from decision d where d.registration = c.registration), c.satisfied) end,
        c.registration
      from completion c join profile p on p.id = c.profile
      where ${ofWanted(wanted)} and ${isSeen(s)}
    )
    select rank, at, registration from list ${further}
    order by rank, case rank when 0 then at end, case rank when 1 then at end desc, case rank when 0 then registration end, registration desc
    limit ${page.most}`,
    wanted.unit,
  );
}

/** How many wait for a decision, whatever is filtered. */
export async function countWaiting(s: Scoped, unit?: SeenUnit): Promise<number> {
  const rows = await s.rows(
    (scope) => sql<{ count: number }>`
    with recursive ${scope}
    select count(*) as count from completion c join profile p on p.id = c.profile where c.state = 'waiting' and ${isSeen(s)}`,
    unit,
  );
  return rows[0]?.count ?? 0;
}

/** Completions by registration, in the order asked for; what is not satisfied is left out. */
export async function completionsOf(r: Reader, registrations: readonly SeenGo[], now: string): Promise<readonly Completion[]> {
  type Row = { registration: string; person: SeenPerson; name: string; unit: string | null; course: string; cycle: number; state: CompletionState; scaled: number | null; attempts: number; satisfied: string; notes: number };
  const { rows } = await sql<Row>`
    select c.registration, p.person, person.name, c.course, c.cycle, c.state, c.scaled, c.attempts, c.satisfied, c.notes,
      coalesce(
        (select u.name from membership m join unit u on u.id = m.unit where m.person = p.person and m.since <= c.satisfied order by m.since desc limit 1),
        (select u.name from membership m join unit u on u.id = m.unit where m.person = p.person order by m.since limit 1)
      ) as unit
    from json_each(${JSON.stringify(registrations)}) wanted
    join completion c on c.registration = wanted.value join profile p on p.id = c.profile join person on person.id = p.person
    where c.satisfied is not null and c.state is not null order by wanted.key`.execute(r);
  const named = await courseNames(r, rows.map((row) => row.course));
  const duties = new Map((await dutiesOf(r, rows.map((row) => row.person), now)).map((duty) => [`${duty.person} ${duty.course}`, duty]));
  return rows.map((row) => {
    const duty = duties.get(`${row.person} ${row.course}`);
    return {
      registration: row.registration,
      person: { id: row.person, name: row.name, unit: JSON.parse(row.unit ?? '{}') as LanguageMap },
      course: named(row.course),
      cycle: row.cycle,
      state: row.state,
      ...(row.scaled === null ? {} : { scaled: row.scaled }),
      attempts: row.attempts,
      satisfied: row.satisfied,
      ...(duty?.due ? { due: duty.due } : {}),
      isMandatory: duty?.mandatory === 1,
      notes: row.notes,
    };
  });
}

/** Waiting results come from their own small index; decided ones from the people in scope, of whom a desk has fewer than there are results. */
function ofWanted({ state, course, person }: Wanted): RawBuilder<unknown> {
  const parts = [
    state === undefined ? sql`c.state is not null` : sql`c.state = ${state}`,
    ...(state === 'waiting' ? [] : [sql`c.profile in (select q.id from profile q join membership m on m.person = q.person where m.unit in (select id from scope))`]),
    ...(course === undefined ? [] : [sql`c.course = ${course}`]),
    ...(person === undefined ? [] : [sql`p.person = ${person}`]),
  ];
  return sql.join(parts, sql` and `);
}

/** Whether the result `c` of the profile `p` is. */
function isSeen({ now }: Scoped): RawBuilder<unknown> {
  return isSeenFor(sql`p.person`, sql`c.satisfied`, now);
}
