/** What a people list changes, found out before anything is changed. */
import { sql } from 'kysely';
import type { Imported, Role } from '../../sync/desk.ts';
import type { Reader } from '../store/store.ts';
import { SHOWN, type Fault } from './csv.ts';
import { findInstitution, findUnit, type Found, type Node, type Tree } from './tree.ts';
import type { Wish } from './wishes.ts';

/** A person as held: `units` are those they belong to with no end. */
type Held = { readonly id: string; readonly name: string; readonly login: string | null; readonly hasPassword: boolean; readonly units: readonly string[]; readonly grants: readonly { role: Role; unit: string }[] };
/** One line, ready to be carried out. `person` is missing for somebody new. */
export type Step = { readonly kind: 'add' | 'move' | 'leave' | 'rename'; readonly wish: Wish; readonly institution: Node; readonly unit: Node; readonly person: Held | undefined };
export type Plan = { readonly steps: readonly Step[]; readonly faults: readonly Fault[]; readonly counts: Omit<Imported, 'faults' | 'cards'> };

/** `isWithinAll`: whoever asks may make institutions under no country. */
export async function planOf(r: Reader, tree: Tree, wishes: readonly Wish[], isWithinAll: boolean): Promise<Plan> {
  const people = await peopleHeld(r, wishes);
  const logins = await loginsHeld(r, wishes);
  const once = remembered();
  const steps: Step[] = [];
  const faults: Fault[] = [];
  const counts = { added: 0, moved: 0, left: 0, renamed: 0, unchanged: 0 };
  for (const wish of wishes) {
    const result = stepOf(wish, { tree, people, logins, isWithinAll, once });
    if ('fault' in result) faults.push(result);
    else if (result.kind === 'unchanged') counts.unchanged++;
    else {
      steps.push(result);
      counts[counted[result.kind]]++;
    }
  }
  return { steps, faults, counts };
}

const counted = { add: 'added', move: 'moved', leave: 'left', rename: 'renamed' } as const;

/** A list of ten thousand names a few units: each is looked for once. */
function remembered(): (key: string, find: () => Found) => Found {
  const known = new Map<string, Found>();
  return (key, find) => {
    const found = known.get(key) ?? find();
    known.set(key, found);
    return found;
  };
}

type Known = { readonly once: (key: string, find: () => Found) => Found; readonly tree: Tree; readonly people: ReadonlyMap<string, Held>; /** Person by login; grows with the list. */ readonly logins: Map<string, string>; readonly isWithinAll: boolean };

function stepOf(wish: Wish, { tree, people, logins, isWithinAll, once }: Known): Step | Fault | { readonly kind: 'unchanged' } {
  const fault = (code: Fault['fault'], value: string): Fault => ({ line: wish.line, fault: code, value: value.slice(0, SHOWN) });
  const institution = once(`\n${wish.institution}`, () => findInstitution(tree, wish.institution, isWithinAll));
  if ('fault' in institution) return fault(institution.fault, wish.institution);
  const unit = wish.action === 'leave' || wish.action === 'rename' ? institution : once(`${institution.node.id}\n${wish.unit}`, () => findUnit(tree, institution.node, wish.unit));
  if ('fault' in unit) return fault(unit.fault, wish.unit);
  const person = people.get(`${institution.node.id}\n${wish.number}`);
  const login = faultOfLogin(wish, person, logins);
  if (login) return fault(login, wish.login ?? wish.number);
  const step = { kind: wish.action, wish, institution: institution.node, unit: unit.node, person };
  if (wish.action === 'add') {
    if (!person) return step;
    if (person.name !== wish.name) return fault('name-differs', wish.number);
    if (person.units.length > 0 && !person.units.includes(unit.node.id)) return fault('person-elsewhere', wish.number);
    return person.units.length > 0 && hasAll(person, wish, unit.node) ? { kind: 'unchanged' } : step;
  }
  if (!person) return fault('person-unknown', wish.number);
  const isDone = {
    move: person.units.includes(unit.node.id) && hasAll(person, wish, unit.node),
    leave: person.units.length === 0,
    rename: person.name === wish.name,
  };
  return isDone[wish.action] ? { kind: 'unchanged' } : step;
}

/** Who has a desk signs in: a role needs a login, and a login is one person's. */
function faultOfLogin(wish: Wish, person: Held | undefined, logins: Map<string, string>): 'login-missing' | 'login-taken' | undefined {
  if (wish.login === undefined) return wish.role !== undefined && wish.role !== 'learner' && !person?.login ? 'login-missing' : undefined;
  const owner = person?.id ?? `line ${wish.line}`;
  if ((logins.get(wish.login) ?? owner) !== owner) return 'login-taken';
  logins.set(wish.login, owner);
  return undefined;
}

/** Whether role and login of a line are held already. */
function hasAll(person: Held, { role, login }: Wish, unit: Node): boolean {
  const hasRole = role === undefined || role === 'learner' || person.grants.some((grant) => grant.role === role && grant.unit === unit.id);
  return hasRole && (login === undefined || (person.login === login && person.hasPassword));
}

/** Everybody whose number is in the list, by institution and number. */
async function peopleHeld(r: Reader, wishes: readonly Wish[]): Promise<ReadonlyMap<string, Held>> {
  type Row = { id: string; name: string; institution: string; number: string; login: string | null; hasPassword: 0 | 1; units: string; grants: string };
  const { rows } = await sql<Row>`
    select p.id, p.name, p.institution, p.number, p.login, p.password is not null as hasPassword,
      (select json_group_array(m.unit) from membership m where m.person = p.id and m.until is null) as units,
      (select json_group_array(json_object('role', g.role, 'unit', g.unit)) from grants g where g.person = p.id) as grants
    from person p where p.number in (select value from json_each(${JSON.stringify(wishes.map((wish) => wish.number))}))`.execute(r);
  return new Map(
    rows.map(({ institution, number, hasPassword, units, grants, ...person }) => [
      `${institution}\n${number}`,
      { ...person, hasPassword: hasPassword === 1, units: JSON.parse(units) as string[], grants: JSON.parse(grants) as { role: Role; unit: string }[] },
    ]),
  );
}

async function loginsHeld(r: Reader, wishes: readonly Wish[]): Promise<Map<string, string>> {
  const wanted = wishes.flatMap((wish) => (wish.login === undefined ? [] : [wish.login]));
  const { rows } = await sql<{ login: string; id: string }>`select login, id from person where login in (select value from json_each(${JSON.stringify(wanted)}))`.execute(r);
  return new Map(rows.map((row) => [row.login, row.id]));
}
