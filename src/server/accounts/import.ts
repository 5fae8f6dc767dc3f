/**
 * People of an institution from a list: those who come, move, leave or have a new name. All of it or nothing; the same list again
 * changes nothing.
 */
import type { Imported } from '../../sync/desk.ts';
import type { Deps } from '../deps.ts';
import { audit } from '../store/audit.ts';
import type { Writer } from '../store/store.ts';
import type { Card } from './cards.ts';
import { carryOut, type Passwords } from './carry-out.ts';
import { readList, type Fault } from './csv.ts';
import { newPassword } from './codes.ts';
import { hashPassword } from './passwords.ts';
import { planOf } from './plan.ts';
import type { Desk } from './scope.ts';
import { keepNewUnits, treeOf } from './tree.ts';
import { peopleColumns, readWishes, type Wish } from './wishes.ts';

/** `desk`: whose units may be touched; without one, the command line, all. `makesUnits`: institutions and units not known yet are made. */
export type ImportBy = { readonly desk: Desk | undefined; readonly makesUnits: boolean };
/** `cards`: what those who are new need to begin. It is nowhere else. */
export type ImportResult = { readonly counts: Omit<Imported, 'cards'>; readonly cards: readonly Card[] };

export async function importPeople({ store, now, newId }: Pick<Deps, 'store' | 'now' | 'newId'>, bytes: Uint8Array, { desk, makesUnits }: ImportBy): Promise<ImportResult> {
  const list = readList(bytes, peopleColumns);
  const { wishes, faults } = readWishes(list.rows, new Date(now()).toISOString().slice(0, 10));
  const early = [...list.faults, ...faults];
  if (early.length > 0) return nothing(early);
  const passwords = await newPasswords(wishes, await store.read((r) => r.selectFrom('person').select('login').where('password', 'is not', null).execute()));
  return store.write(async (w) => {
    const tree = await treeOf(w, desk, makesUnits ? { newId } : undefined);
    const plan = await planOf(w, tree, wishes, desk === undefined);
    if (plan.faults.length > 0) return nothing(plan.faults);
    await keepNewUnits(w, tree);
    const by = { person: desk?.person ?? COMMAND_LINE, now: now(), newId, passwords };
    const cards = await carryOut(w, plan.steps, by);
    const counts = { ...plan.counts, faults: [] };
    await recorded(w, by, counts);
    return { counts, cards };
  });
}

/** Who made what was made from the command line of the server itself. */
export const COMMAND_LINE = 'command-line';

/** Hashed before the transaction, which others wait for. */
async function newPasswords(wishes: readonly Wish[], held: readonly { readonly login: string | null }[]): Promise<Passwords> {
  const known = new Set(held.map((row) => row.login));
  const passwords = new Map<string, { password: string; hash: string }>();
  for (const { login } of wishes) {
    if (login === undefined || known.has(login)) continue;
    const password = newPassword();
    passwords.set(login, { password, hash: await hashPassword(password) });
  }
  return passwords;
}

async function recorded(w: Writer, by: { person: string; now: number }, { added, moved, left, renamed, unchanged }: ImportResult['counts']): Promise<void> {
  await audit(w, { at: by.now, who: by.person, what: 'imported-people', detail: { added, moved, left, renamed, unchanged } });
}

function nothing(faults: readonly Fault[]): ImportResult {
  const inOrder = faults.toSorted((a, b) => a.line - b.line);
  return { counts: { added: 0, moved: 0, left: 0, renamed: 0, unchanged: 0, faults: inOrder.slice(0, MOST_FAULTS) }, cards: [] };
}

/** More than these nobody reads before mending the first. */
const MOST_FAULTS = 200;
