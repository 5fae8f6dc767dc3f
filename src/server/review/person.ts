/** One person with their courses and phones. */
import { sql } from 'kysely';
import type { KeyId } from '../../core/ids.ts';
import type { Completion, DeskPerson } from '../../sync/desk.ts';
import type { SeenPerson } from '../accounts/scope.ts';
import type { Reader } from '../store/store.ts';
import { courseNames } from './courses-known.ts';
import { dutiesOf } from './duties.ts';
import { gapsUpTo, missingUpTo } from './gaps.ts';
import { peopleRows, rankPerson } from './people.ts';
import { factsOf, isStuck } from './quiet.ts';
import { countAside } from './unsigned.ts';

/** `withResults`: scores and decisions too, which a trainer does not see. `now`: milliseconds. */
export async function personOf(r: Reader, person: SeenPerson, { withResults, now }: { withResults: boolean; now: number }): Promise<DeskPerson | undefined> {
  const ranked = await rankPerson(r, person, new Date(now).toISOString());
  if (!ranked) return undefined;
  const [row] = await peopleRows(r, [ranked], now);
  const aside = withResults ? await countAside(r, person) : 0;
  return { person: row!, ...(aside > 0 ? { unsigned: aside } : {}), courses: await coursesOf(r, person, { withResults, now }), devices: await devicesOf(r, person, now) };
}

type Go = DeskPerson['courses'][number]['goes'][number];

/** What they owe first, in its order; then what they did beside it. */
async function coursesOf(r: Reader, person: string, { withResults, now }: { withResults: boolean; now: number }): Promise<DeskPerson['courses']> {
  const duties = await dutiesOf(r, [person], new Date(now).toISOString());
  type Row = { course: string; registration: string; cycle: number; done: number; of: number; scaled: number | null; satisfied: string | null; state: Completion['state'] | null };
  const { rows } = await sql<Row>`
    select c.course, c.registration, c.cycle, c.done, c."of", c.scaled, c.satisfied, c.state
    from profile f join completion c on c.profile = f.id where f.person = ${person} order by c.course, c.cycle`.execute(r);
  const named = await courseNames(r, [...duties, ...rows].map((each) => each.course));
  const goesOf = (course: string): Go[] =>
    rows.filter((row) => row.course === course).map(({ registration, cycle, done, of, scaled, satisfied, state }) => ({
      registration,
      cycle,
      done,
      of,
      ...(scaled === null || !withResults ? {} : { scaled }),
      ...(satisfied === null ? {} : { satisfied }),
      ...(state === null || !withResults ? {} : { state }),
    }));
  const dutyByCourse = new Map(duties.map((duty) => [duty.course, duty]));
  return [...new Set([...dutyByCourse.keys(), ...rows.map((row) => row.course)])].map((course) => {
    const duty = dutyByCourse.get(course);
    return { course: named(course), ...(duty?.due ? { due: duty.due } : {}), isMandatory: duty?.mandatory === 1, goes: goesOf(course) };
  });
}

async function devicesOf(r: Reader, person: string, now: number): Promise<DeskPerson['devices']> {
  type Row = { kid: KeyId; profile: string; device: string; enrolled: string; contact: string | null; lines: number; seq: number; last: number | null; facts: string | null; known: number; behind: string | null };
  const { rows } = await sql<Row>`
    select d.kid, d.profile, d.device, d.enrolled, d.contact, d.lines, d.seq, d.facts, d.known, d.behind, (select max(l.seq) from line l where l.kid = d.kid) as last
    from profile f join device d on d.profile = f.id where f.person = ${person} order by d.enrolled`.execute(r);
  return Promise.all(rows.map(async ({ kid, profile, device, enrolled, contact, lines, seq, last, facts, known, behind }) => {
    const { waiting, free, last: told } = factsOf({ enrolled, facts });
    const left = told === undefined && seq >= known ? waiting : await missingUpTo(r, kid, { seq, known });
    const apart = await apartOf(r, kid, profile);
    const gaps = seq >= (last ?? 0) ? [] : await gapsUpTo(r, kid, last ?? 0);
    return {
      device,
      enrolled,
      ...(contact === null ? {} : { lastContact: contact }),
      lines,
      isWhole: seq >= (last ?? 0),
      ...(gaps.length === 0 ? {} : { gaps }),
      ...(apart.length === 0 ? {} : { apart: [...apart] }),
      ...(left === undefined ? {} : { waiting: left }),
      ...(behind === null ? {} : { behind: { since: behind, isStuck: isStuck({ behind }, now) } }),
      ...(free === undefined ? {} : { free }),
    };
  }));
}

/** Lines kept with a note of which no result tells. */
async function apartOf(r: Reader, kid: KeyId, profile: string): Promise<readonly { note: string; lines: number }[]> {
  const { rows } = await sql<{ note: string; lines: number }>`
    select l.note, count(*) as lines from line l indexed by line_note
    where l.profile = ${profile} and l.kid = ${kid} and l.note is not null and not exists (select 1 from completion c where c.registration = l.registration and c.profile = l.profile)
    group by l.note order by l.note`.execute(r);
  return rows;
}
