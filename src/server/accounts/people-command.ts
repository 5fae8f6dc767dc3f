/** `karvan people …`: people lists and forgotten passwords, for whoever may log in to the server itself. */
import { open, readFile, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Imported } from '../../sync/desk.ts';
import type { Deps } from '../deps.ts';
import { audit } from '../store/audit.ts';
import { cardsPage, type Card } from './cards.ts';
import { newPassword } from './codes.ts';
import { COMMAND_LINE, importPeople } from './import.ts';
import { hashPassword, readLogin } from './passwords.ts';

/** `print`: a line to the person at the terminal; the only place besides the cards where codes are shown. */
export type Terminal = Pick<Deps, 'store' | 'now' | 'newId'> & { readonly print: (line: string) => void };

const peopleUsage = `karvan people import people.csv [--cards cards.html] [--address https://…] [--new-units]
karvan people password <login>`;

/** Gives the exit code: 0 when it is done, 1 when nothing was changed, 2 when it was typed wrongly. `args`: what follows `people`. */
export async function peopleCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parse(args);
  const [what, named, more] = positionals;
  if (values === undefined || named === undefined || more !== undefined) {
    terminal.print(peopleUsage);
    return 2;
  }
  if (what === 'import') return importCommand(named, values, terminal);
  if (what === 'password') return passwordCommand(named, terminal);
  terminal.print(peopleUsage);
  return 2;
}

type Values = { readonly cards?: string | undefined; readonly address?: string | undefined; readonly 'new-units'?: boolean | undefined };

function parse(args: readonly string[]): { readonly values?: Values; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { cards: { type: 'string' }, address: { type: 'string' }, 'new-units': { type: 'boolean' } } });
  } catch {
    return { positionals: [] };
  }
}

async function importCommand(file: string, values: Values, terminal: Terminal): Promise<number> {
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes) return failed(terminal, `${file} cannot be read.`);
  // Opened before anything is changed: codes that were made and could not be written down would be lost.
  const cards = values.cards === undefined ? undefined : await open(values.cards, 'wx', 0o600).catch(() => null);
  if (cards === null) return failed(terminal, `${values.cards} is there already or cannot be written. Nothing was changed.`);
  try {
    const result = await importPeople(terminal, bytes, { desk: undefined, makesUnits: values['new-units'] === true });
    const { faults, ...counts } = result.counts;
    for (const fault of faults) terminal.print(`${file}:${fault.line}: ${faultWords[fault.fault]}${fault.value === undefined ? '' : `: ${fault.value}`}`);
    if (faults.length > 0) {
      await cards?.close();
      if (values.cards !== undefined) await rm(values.cards);
      return failed(terminal, 'Nothing was changed.');
    }
    terminal.print(Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', '));
    const isWritten = await cards?.writeFile(await cardsPage(result.cards, values.address)).then(() => true, () => false);
    // The codes exist from here on: what cannot be written down is said.
    if (isWritten) terminal.print(`${result.cards.length} cards in ${values.cards}. Print them and delete the file.`);
    else for (const card of result.cards) terminal.print(cardLine(card));
    return 0;
  } finally {
    await cards?.close();
  }
}

/** Whoever has the server in their hands may open any desk; it is written down that they did, and old sessions end. */
async function passwordCommand(typed: string, { store, now, print }: Terminal): Promise<number> {
  const password = newPassword();
  const hash = await hashPassword(password);
  const isDone = await store.write(async (w) => {
    const person = await w.updateTable('person').set({ password: hash }).where('login', '=', readLogin(typed)).returning('id').executeTakeFirst();
    if (!person) return false;
    await w.deleteFrom('session').where('person', '=', person.id).execute();
    await audit(w, { at: now(), who: COMMAND_LINE, what: 'made-password', about: person.id });
    return true;
  });
  print(isDone ? password : `Nobody signs in as ${typed}. Nothing was changed.`);
  return isDone ? 0 : 1;
}

function failed({ print }: Terminal, sentence: string): number {
  print(sentence);
  return 1;
}

function cardLine({ name, code, login, password }: Card): string {
  return [name, code, login, password].filter((part) => part !== undefined).join('  ');
}

const faultWords: Readonly<Record<Imported['faults'][number]['fault'], string>> = {
  'not-utf8': 'this line is not UTF-8; save the list as "CSV UTF-8"',
  'no-header': 'the list is empty; its first line names the columns',
  'column-unknown': 'no such column; there are number, name, institution, unit, role, login, action, since',
  'columns-missing': 'this column is missing',
  'quotes-open': 'a quoted field is not closed',
  'fields-too-many': 'more fields than columns; a field that holds the separator must stand in quotes',
  'nothing-inside': 'there is nobody in the list',
  'name-missing': 'the name is missing',
  'name-long': 'a field is longer than 200 signs',
  'number-missing': 'the number is missing; it tells two people of one name apart',
  'number-twice': 'this number stands in the list twice',
  'institution-unknown': 'no such institution (--new-units makes it)',
  'unit-unknown': 'no such unit in this institution (--new-units makes it)',
  'unit-ambiguous': 'several units have this name; write the id of the one that is meant',
  'role-unknown': 'no such role; there are learner, trainer, supervisor, author, operator',
  'login-missing': 'who has a role besides learner needs a login',
  'login-taken': 'somebody else signs in with this login',
  'action-unknown': 'no such action; there are add, move, leave, rename',
  'since-invalid': 'not a date like 2026-11-25',
  'since-future': 'somebody can leave today at the latest',
  'person-unknown': 'nobody has this number in this institution',
  'person-elsewhere': 'this person belongs to another unit; write the action move',
  'name-differs': 'this number belongs to another name; write the action rename if it is the same person',
};
