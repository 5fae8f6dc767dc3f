/** The lines of a people list, one by one: what each asks for, or what is wrong with it alone. Pure. */
import { roles, type Role } from '../../sync/desk.ts';
import { SHOWN, type Fault, type Row } from './csv.ts';
import { readLogin } from './passwords.ts';

const actions = ['add', 'move', 'leave', 'rename'] as const;
/** `since`: a date, or undefined for now. `number` names a person within an institution, whoever that is. */
export type Wish = {
  readonly line: number;
  readonly action: (typeof actions)[number];
  readonly number: string;
  readonly name: string;
  readonly institution: string;
  readonly unit: string;
  readonly role: Role | undefined;
  readonly login: string | undefined;
  readonly since: string | undefined;
};

export const peopleColumns = { known: ['number', 'name', 'institution', 'unit', 'role', 'login', 'action', 'since'], needed: ['number', 'name', 'institution', 'unit'] };

/** `today`: ISO date. */
export function readWishes(rows: readonly Row[], today: string): { readonly wishes: readonly Wish[]; readonly faults: readonly Fault[] } {
  const wishes = rows.map(wishOf);
  return { wishes, faults: [...wishes.flatMap((wish, i) => faultsOf(wish, rows[i]!, today)), ...twice(wishes)] };
}

function wishOf({ line, fields }: Row): Wish {
  const field = (name: string) => fields.get(name) ?? '';
  const [role, action, login] = [field('role').toLowerCase(), field('action').toLowerCase(), field('login')];
  return {
    line,
    action: actions.find((each) => each === action) ?? 'add',
    number: field('number'),
    name: field('name'),
    institution: field('institution'),
    unit: field('unit'),
    role: roles.find((each) => each === role),
    login: login === '' ? undefined : readLogin(login),
    since: field('since') === '' ? undefined : field('since'),
  };
}

function faultsOf(wish: Wish, { line, fields }: Row, today: string): readonly Fault[] {
  const written = (name: string) => (fields.get(name) ?? '').toLowerCase();
  const fault = (isFault: boolean, code: Fault['fault'], value?: string): Fault[] => (isFault ? [{ line, fault: code, ...(value === undefined ? {} : { value: value.slice(0, SHOWN) }) }] : []);
  const { action, name, number, since } = wish;
  return [
    ...fault(number === '', 'number-missing'),
    ...fault(name === '' && (action === 'add' || action === 'rename'), 'name-missing'),
    ...fault([name, number, wish.institution, wish.unit, wish.login ?? ''].some((text) => text.length > LONGEST), 'name-long'),
    ...fault(written('action') !== '' && written('action') !== action, 'action-unknown', written('action')),
    ...fault(written('role') !== '' && wish.role === undefined, 'role-unknown', written('role')),
    ...fault(since !== undefined && !isDate(since), 'since-invalid', since),
    ...fault(action === 'leave' && since !== undefined && isDate(since) && since > today, 'since-future', since),
  ];
}

function twice(wishes: readonly Wish[]): readonly Fault[] {
  const known = new Set<string>();
  return wishes.flatMap(({ line, institution, number }): Fault[] => {
    const key = `${institution}\n${number}`;
    if (number !== '' && known.has(key)) return [{ line, fault: 'number-twice', value: number.slice(0, SHOWN) }];
    known.add(key);
    return [];
  });
}

const LONGEST = 200;

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00.000Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
