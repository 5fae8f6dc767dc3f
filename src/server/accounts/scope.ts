/**
 * Who may see what: a role reaches from the unit of its grant down, and whoever belongs there today. The desk has no other way to the
 * tables than the one made here: lists come from queries that begin with the scope, and what hangs on a person or a go can be read
 * only with the proof that it was seen. What lies outside is not there (404), as if it never was.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Registration } from '../../core/ids.ts';
import type { Role } from '../../sync/desk.ts';
import { refuse } from '../refuse.ts';
import { audit, type AuditEntry } from '../store/audit.ts';
import type { Reader, Store, Writer } from '../store/store.ts';

/** Somebody who is signed in, with their grants. */
export type Desk = { readonly person: string; readonly name: string; readonly grants: readonly { readonly role: Role; readonly unit: string }[] };

declare const seen: unique symbol;
/** Ids that a desk was found to see. `Scoped` alone makes them. */
export type SeenPerson = string & { readonly [seen]: 'person' };
export type SeenUnit = string & { readonly [seen]: 'unit' };
export type SeenGo = Registration & { readonly [seen]: 'go' };
type Seen = SeenPerson | SeenUnit | SeenGo;

/** The tables as far as some roles of a desk reach. `R`: a reader, or a writer while its transaction lasts. */
export type Scoped<R extends Reader = Reader> = {
  readonly desk: Desk;
  /** ISO 8601 UTC. */
  readonly now: string;
  /** Rows of a query that begins with `with recursive ${scope}` and picks from `scope(id)` (`unit`: that one and below). Ids in them are seen. */
  readonly rows: <T>(query: (scope: RawBuilder<unknown>) => RawBuilder<T>, unit?: SeenUnit) => Promise<readonly T[]>;
  /** 404 outside. */
  readonly unit: (id: string) => Promise<SeenUnit>;
  readonly person: (id: string) => Promise<SeenPerson>;
  /** A go at a course: of whom belongs here today, or did when it was made. */
  readonly go: (registration: string) => Promise<SeenGo>;
  /** What hangs on what was seen. */
  readonly of: <T>(proof: Seen | readonly Seen[], work: (r: R) => Promise<T>) => Promise<T>;
};

/** The desk's way to the store. Each `read` and `write` says as which roles. */
export type DeskRows = {
  readonly read: <T>(desk: Desk, roles: readonly Role[], work: (s: Scoped) => Promise<T>) => Promise<T>;
  readonly write: <T>(desk: Desk, roles: readonly Role[], work: (s: Scoped<Writer>, note: (entry: Noted) => Promise<void>) => Promise<T>) => Promise<T>;
  /** A line of the audit for what is only read. It is on the disk before anything is shown. */
  readonly note: (desk: Desk, entry: Noted) => Promise<void>;
};
type Noted = Omit<AuditEntry, 'at' | 'who'>;

/** `now`: milliseconds. */
export function deskRows({ store, now }: { readonly store: Store; readonly now: () => number }): DeskRows {
  const at = () => new Date(now()).toISOString();
  const noting = (w: Writer, desk: Desk) => (entry: Noted) => audit(w, { ...entry, at: now(), who: desk.person });
  return {
    read: (desk, roles, work) => store.read((r) => work(scoped(r, desk, roles, at()))),
    write: (desk, roles, work) => store.write((w) => work(scoped(w, desk, roles, at()), noting(w, desk))),
    note: (desk, entry) => store.write((w) => noting(w, desk)(entry)),
  };
}

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

/** Condition on a person (SQL of their id): seen for what was made at a moment (SQL), today or then. */
export function isSeenFor(person: RawBuilder<unknown>, made: RawBuilder<unknown>, now: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from membership m where m.person = ${person} and m.unit in (select id from scope) and (${holdsAt(now)} or ${holdsAt(made)}))`;
}

function scoped<R extends Reader>(r: R, desk: Desk, roles: readonly Role[], now: string): Scoped<R> {
  const rows: Scoped<R>['rows'] = async (query, unit) => {
    const scope = scopeOf(desk, roles, unit);
    const whole = query(scope);
    needScope(whole.compile(r).sql, scope.compile(r).sql);
    return (await whole.execute(r)).rows;
  };
  const one = async <T extends Seen>(id: string, query: Parameters<typeof rows>[0]): Promise<T> => {
    if ((await rows(query)).length === 0) throw refuse(404, 'not-found');
    return id as T;
  };
  return {
    desk,
    now,
    rows,
    unit: (id) => one(id, (scope) => sql`with recursive ${scope} select 1 from scope where id = ${id}`),
    person: (id) => one(id, (scope) => sql`with recursive ${scope} select 1 from membership m where m.person = ${id} and m.unit in (select id from scope) and ${holdsAt(now)} limit 1`),
    go: (id) => one(id, (scope) => sql`with recursive ${scope}
      select 1 from completion c join profile p on p.id = c.profile where c.registration = ${id} and ${isSeenFor(sql`p.person`, sql`coalesce(c.satisfied, c.changed)`, now)}`),
    of: (_proof, work) => work(r),
  };
}

/** A query that was given the scope and does not look into it shows everybody's rows: it is not asked. */
function needScope(query: string, scope: string): void {
  const parts = query.split(scope);
  if (parts.length !== 2 || !/\b(scope|reach)\b/.test(parts[1]!)) throw new Error('A query of the desk that does not look into its scope.');
}
