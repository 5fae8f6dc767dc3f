/** The people in scope today, most urgent first: most courses overdue, then what is due soonest, then by name. */
import { sql, type RawBuilder } from 'kysely';
import type { LanguageMap } from '../../core/ids.ts';
import type { People, PersonRow } from '../../sync/desk.ts';
import { holdsAt, type Scoped, type SeenPerson, type SeenUnit } from '../accounts/scope.ts';
import type { Reader } from '../store/store.ts';
import { dutiesOfPeople } from './duties.ts';
import { lastHeard, QUIET_AFTER, quietCause, STUCK_AFTER, type Heard } from './quiet.ts';

/** Roles that see people. */
export const peopleRoles = ['trainer', 'supervisor', 'operator'] as const;

/** A person's place in the list, and what puts them there. `spared`: minus the number overdue, so that all sorts upwards. */
export type Ranked = { readonly person: SeenPerson; readonly name: string; readonly spared: number; readonly soonest: string; readonly assigned: number; readonly finished: number };
export type PeoplePlace = Pick<Ranked, 'name' | 'spared' | 'soonest'> & { readonly person: string };

type Counted = Pick<People['totals'], 'people' | 'assigned' | 'finished' | 'overdue'>;

/** People after a place, in order, and what all of them together come to. `unit`: only those of it and below. */
export async function rankPeople(s: Scoped, page: { unit?: SeenUnit | undefined; after?: PeoplePlace; most: number }): Promise<{ readonly ranked: readonly Ranked[]; readonly totals: Counted }> {
  const { after } = page;
  const further = after ? sql`where (spared, soonest, name, person) > (${after.spared}, ${after.soonest}, ${after.name}, ${after.person})` : sql``;
  // In one statement: who owes what is worked out once for the page and for the totals.
  const rows = await s.rows(
    (scope) => sql<Counted & { page: string | null }>`
    with recursive ${scope}, ${peopleInScope(s.now)}, ${dutiesOfPeople(s.now)}, ${tallied(s.now)},
    page as (select * from tally ${further} order by spared, soonest, name, person limit ${page.most}),
    total as (select count(*) as people, coalesce(sum(assigned), 0) as assigned, coalesce(sum(finished), 0) as finished, coalesce(-sum(spared), 0) as overdue from tally)
    select total.*, (select json_group_array(json_object('person', person, 'name', name, 'spared', spared, 'soonest', soonest, 'assigned', assigned, 'finished', finished) order by spared, soonest, name, person) from page) as page from total`,
    page.unit,
  );
  const { page: ranked, ...totals } = rows[0]!;
  return { ranked: JSON.parse(ranked ?? '[]') as Ranked[], totals };
}

/** One person's place. */
export async function rankPerson(r: Reader, person: SeenPerson, now: string): Promise<Ranked | undefined> {
  const { rows } = await sql<Ranked>`
    with recursive people(person) as (select id from person where id = ${person}), ${dutiesOfPeople(now)}, ${tallied(now)} select * from tally`.execute(r);
  return rows[0];
}

/** What is said of each. */
export async function peopleRows(r: Reader, ranked: readonly Ranked[], now: number): Promise<readonly PersonRow[]> {
  const ids = JSON.stringify(ranked.map((each) => each.person));
  const at = new Date(now).toISOString();
  const { rows } = await sql<{ id: string; number: string | null; unit: string; unitName: string }>`
    select p.id, p.number, m.unit, u.name as unitName from json_each(${ids}) wanted join person p on p.id = wanted.value
    left join membership m on m.person = p.id and ${holdsAt(at)} left join unit u on u.id = m.unit order by m.since desc, m.unit`.execute(r);
  const facts = new Map(rows.toReversed().map((row) => [row.id, row]));
  const phones = await phonesByPerson(r, ids);
  const weeks = await weeksByPerson(r, ids, now);
  return ranked.map(({ person, name, spared, soonest, assigned, finished }) => {
    const { number, unit, unitName } = facts.get(person)!;
    const mine = phones.get(person) ?? [];
    const contact = lastHeard(mine)?.contact;
    return {
      id: person,
      name,
      ...(number === null ? {} : { number }),
      unit: { id: unit ?? '', name: JSON.parse(unitName ?? '{}') as LanguageMap },
      assigned,
      finished,
      overdue: -spared,
      ...(soonest === NEVER ? {} : { nextDue: soonest }),
      weeks: lastWeeks(now).map((week) => weeks.get(`${person} ${week}`) ?? 0),
      ...(contact ? { lastContact: contact } : {}),
      devices: mine.length,
      quiet: quietCause(mine, now),
    };
  });
}

/** Phones, people whose phones have all been silent for long, and people of whom work on a phone stands still. */
export async function deviceTotals(s: Scoped, unit?: SeenUnit): Promise<Pick<People['totals'], 'devices' | 'quiet' | 'stuck'>> {
  const [silent, still] = [QUIET_AFTER, STUCK_AFTER].map((time) => new Date(Date.parse(s.now) - time).toISOString());
  const rows = await s.rows(
    (scope) => sql<Pick<People['totals'], 'devices' | 'quiet' | 'stuck'>>`
    with recursive ${scope}, ${peopleInScope(s.now)},
    heard(phones, last, behind) as (
      select count(*), max(coalesce(d.contact, '')), min(d.behind) from people cross join profile f on f.person = people.person cross join device d on d.profile = f.id group by people.person
    )
    select coalesce(sum(phones), 0) as devices, count(case when last < ${silent} then 1 end) as quiet, count(case when behind <= ${still} then 1 end) as stuck from heard`,
    unit,
  );
  return rows[0]!;
}

/** `people(person)`: who belongs today to a unit in scope. */
function peopleInScope(now: string): RawBuilder<unknown> {
  return sql`people(person) as materialized (select distinct m.person from membership m join scope on scope.id = m.unit where ${holdsAt(now)})`;
}

/** A course counts as finished while its result waits or is approved; one that was returned is owed again. A due day is over at its end. */
function tallied(now: string): RawBuilder<unknown> {
  return sql`
    finished(person, course) as materialized (
      select people.person, c.course from people cross join profile f on f.person = people.person cross join completion c on c.profile = f.id
      where c.state in ('waiting', 'approved') group by people.person, c.course
    ),
    tally(person, name, spared, soonest, assigned, finished) as materialized (
      select people.person, p.name,
        -count(case when f.person is null and substr(o.due, 1, 10) < ${now.slice(0, 10)} then 1 end),
        coalesce(min(case when f.person is null then o.due end), ${NEVER}), count(o.person), count(f.person)
      from people join person p on p.id = people.person
      left join owed o on o.person = people.person left join finished f on f.person = o.person and f.course = o.course group by people.person
    )`;
}

/** Sorts after every date. */
const NEVER = '~';

async function phonesByPerson(r: Reader, ids: string): Promise<ReadonlyMap<string, readonly Heard[]>> {
  const { rows } = await sql<Heard & { person: string }>`
    select f.person, d.enrolled, d.contact, d.behind, d.facts from json_each(${ids}) wanted join profile f on f.person = wanted.value join device d on d.profile = f.id`.execute(r);
  const phones = new Map<string, Heard[]>();
  for (const { person, ...heard } of rows) phones.set(person, [...(phones.get(person) ?? []), heard]);
  return phones;
}

async function weeksByPerson(r: Reader, ids: string, now: number): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ person: string; week: string; lines: number }>`
    select a.person, a.week, a.lines from json_each(${ids}) wanted join activity a on a.person = wanted.value where a.week >= ${lastWeeks(now)[0]}`.execute(r);
  return new Map(rows.map((row) => [`${row.person} ${row.week}`, row.lines]));
}

/** Mondays of the last eight weeks, the oldest first. */
function lastWeeks(now: number): readonly string[] {
  const day = 86_400_000;
  const sinceMonday = (new Date(now).getUTCDay() + 6) % 7;
  return Array.from({ length: 8 }, (_, i) => new Date(now - (sinceMonday + (7 - i) * 7) * day).toISOString().slice(0, 10));
}
