/** Carrying out a people list that was found to be in order. */
import type { Writer } from '../store/store.ts';
import type { Card } from './cards.ts';
import { makeCode } from './codes.ts';
import type { Step } from './plan.ts';
import { nameOf } from './tree.ts';

/** Passwords by login, for those who have none yet. */
export type Passwords = ReadonlyMap<string, { readonly password: string; readonly hash: string }>;

/** Gives a card for everybody who is new or got a first password. */
export async function carryOut(w: Writer, steps: readonly Step[], by: By): Promise<readonly Card[]> {
  const cards: Card[] = [];
  for (const step of steps) {
    const card = await doOne(w, step, by);
    if (card) cards.push(card);
  }
  return cards;
}

type By = { readonly person: string; readonly now: number; readonly newId: () => string; readonly passwords: Passwords };

async function doOne(w: Writer, step: Step, by: By): Promise<Card | undefined> {
  switch (step.kind) {
    case 'add':
      return add(w, step, by);
    case 'move':
      return move(w, step, by);
    case 'leave':
      return leave(w, step, by);
    case 'rename':
      await w.updateTable('person').set({ name: step.wish.name }).where('id', '=', step.person!.id).execute();
      return undefined;
  }
}

async function add(w: Writer, step: Step, by: By): Promise<Card | undefined> {
  const { wish, institution, person } = step;
  const id = person?.id ?? by.newId();
  if (!person) await w.insertInto('person').values({ id, name: wish.name, number: wish.number, institution: institution.id, login: null, password: null, made: new Date(by.now).toISOString() }).execute();
  const comes = !person || person.units.length === 0;
  if (comes) await join(w, step, id, by);
  const password = await giveRole(w, step, id, by);
  const made = comes ? await makeCode(w, { kind: 'enrol', person: id, by: by.person, now: by.now }) : undefined;
  return made || password ? { ...cardOf(step), ...made, ...password } : undefined;
}

/** A role goes with the unit that it was for. */
async function move(w: Writer, step: Step, by: By): Promise<Card | undefined> {
  const { id, units } = step.person!;
  if (!units.includes(step.unit.id)) {
    await end(w, step, by);
    if (units.length > 0) await w.deleteFrom('grants').where('person', '=', id).where('unit', 'in', units).execute();
    await join(w, step, id, by);
  }
  const password = await giveRole(w, step, id, by);
  return password && { ...cardOf(step), ...password };
}

/** What was learned stays; what opens doors goes: roles, sessions, codes that nobody used yet. */
async function leave(w: Writer, step: Step, by: By): Promise<undefined> {
  const { id } = step.person!;
  await end(w, step, by);
  await w.deleteFrom('grants').where('person', '=', id).execute();
  await w.deleteFrom('session').where('person', '=', id).execute();
  await w.deleteFrom('code').where('person', '=', id).where('spent', 'is', null).execute();
}

async function end(w: Writer, { wish, person }: Step, by: By): Promise<void> {
  await w.updateTable('membership').set({ until: momentOf(wish.since, by) }).where('person', '=', person!.id).where('until', 'is', null).execute();
}

/** Somebody who comes back on the day they left never left. */
async function join(w: Writer, { wish, unit }: Step, id: string, by: By): Promise<void> {
  await w
    .insertInto('membership')
    .values({ person: id, unit: unit.id, since: momentOf(wish.since, by), until: null })
    .onConflict((conflict) => conflict.columns(['person', 'unit', 'since']).doUpdateSet({ until: null }))
    .execute();
}

/** The role and the login of a line. Gives the first password of somebody who had none. */
async function giveRole(w: Writer, { wish, unit, person }: Step, id: string, { passwords }: By): Promise<Pick<Card, 'login' | 'password'> | undefined> {
  if (wish.role !== undefined && wish.role !== 'learner') {
    await w.insertInto('grants').values({ person: id, role: wish.role, unit: unit.id }).onConflict((conflict) => conflict.doNothing()).execute();
  }
  if (wish.login === undefined) return undefined;
  await w.updateTable('person').set({ login: wish.login }).where('id', '=', id).execute();
  const first = person?.hasPassword ? undefined : passwords.get(wish.login);
  if (!first) return undefined;
  await w.updateTable('person').set({ password: first.hash }).where('id', '=', id).execute();
  return { login: wish.login, password: first.password };
}

function momentOf(since: string | undefined, { now }: By): string {
  return since ?? new Date(now).toISOString();
}

function cardOf({ wish, institution, unit, person }: Step): Pick<Card, 'name' | 'institution' | 'unit'> {
  return { name: person?.name ?? wish.name, institution: nameOf(institution), ...(unit === institution ? {} : { unit: nameOf(unit) }) };
}
