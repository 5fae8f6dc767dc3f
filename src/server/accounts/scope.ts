/**
 * Who may see what: a role reaches from the unit of its grant down, and whoever belongs there today. Everything the desk reads
 * passes through these; what lies outside is not there (404).
 */
import { sql, type RawBuilder } from 'kysely';
import type { Role } from '../../sync/desk.ts';
import type { Reader } from '../store/store.ts';

/** Somebody who is signed in, with their grants. */
export type Desk = { readonly person: string; readonly name: string; readonly grants: readonly { readonly role: Role; readonly unit: string }[] };

export function hasRole(desk: Desk, ...roles: readonly Role[]): boolean {
  return desk.grants.some((grant) => roles.includes(grant.role));
}

/** For `with recursive`: the table `scope(id)` of all units that these roles reach; with `unit`, only that one and those below it. */
export function scopeOf(desk: Desk, roles: readonly Role[], unit?: string): RawBuilder<unknown> {
  const top = unit === undefined ? sql`select id from reach` : sql`select id from reach where id = ${unit} union select u.id from unit u join scope on u.parent = scope.id`;
  return sql`
    reach(id) as (
      select unit from grants where person = ${desk.person} and role in (${sql.join(roles)})
      union select u.id from unit u join reach on u.parent = reach.id
    ),
    scope(id) as (${top})`;
}

/** Condition on a row `m` of membership: it holds at this moment. `until` is the first moment at which it does not. */
export function holdsAt(moment: RawBuilder<unknown> | string): RawBuilder<boolean> {
  return sql<boolean>`(m.since <= ${moment} and (m.until is null or m.until > ${moment}))`;
}

export async function isUnitInScope(r: Reader, desk: Desk, roles: readonly Role[], unit: string): Promise<boolean> {
  const { rows } = await sql`with recursive ${scopeOf(desk, roles)} select 1 from scope where id = ${unit}`.execute(r);
  return rows.length > 0;
}

/** Whether a person belongs today to a unit that these roles reach. `now`: ISO 8601. */
export async function isPersonInScope(r: Reader, desk: Desk, roles: readonly Role[], person: string, now: string): Promise<boolean> {
  const { rows } = await sql`
    with recursive ${scopeOf(desk, roles)}
    select 1 from membership m where m.person = ${person} and m.unit in (select id from scope) and ${holdsAt(now)} limit 1`.execute(r);
  return rows.length > 0;
}
