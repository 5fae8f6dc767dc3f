/** Which courses a person owes: those assigned to a unit of theirs or to one above it. */
import { sql, type RawBuilder } from 'kysely';
import { holdsAt } from '../accounts/scope.ts';
import type { Reader } from '../store/store.ts';

export type Duty = { readonly person: string; readonly course: string; readonly due: string | null; readonly mandatory: 0 | 1 };

/**
 * For `with recursive`: of the table `people(person)`, makes `belongs(person, unit)` of today and `owed(person, course, due,
 * mandatory)`. Of several assignments of one course the earliest date counts, and one that is mandatory makes it so.
 */
export function dutiesOfPeople(now: string): RawBuilder<unknown> {
  return sql`
    belongs(person, unit) as materialized (select distinct m.person, m.unit from membership m join people on people.person = m.person where ${holdsAt(now)}),
    up(unit, above) as (
      select distinct unit, unit from belongs
      union select up.unit, u.parent from up join unit u on u.id = up.above where u.parent is not null
    ),
    duty(unit, course, due, mandatory) as materialized (
      select up.unit, a.course, min(a.due), max(a.mandatory) from up join assignment a on a.unit = up.above group by up.unit, a.course
    ),
    owed(person, course, due, mandatory) as materialized (
      select b.person, d.course, min(d.due), max(d.mandatory) from belongs b join duty d on d.unit = b.unit group by b.person, d.course
    )`;
}

/** Duties of these people. */
export async function dutiesOf(r: Reader, people: Iterable<string>, now: string): Promise<readonly Duty[]> {
  const { rows } = await sql<Duty>`
    with recursive people(person) as materialized (select value from json_each(${JSON.stringify([...new Set(people)])})), ${dutiesOfPeople(now)}
    select person, course, due, mandatory from owed order by mandatory desc, due is null, due, course`.execute(r);
  return rows;
}
