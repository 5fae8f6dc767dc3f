/** The door of the server and of its commands, and the one place where its world is real. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { v7 } from 'uuid';
import { peopleCommand } from './accounts/people-command.ts';
import { changeTrustBy, WrongUse } from './catalogue/trust-command.ts';
import { CannotServe } from './listen.ts';
import { serve } from './serve.ts';
import { auditCommand } from './store/audit-command.ts';
import { backupCommand, restoreCommand } from './store/backup-command.ts';
import { openStore, type Store } from './store/store.ts';

export { keepInThread } from './sync/ingest-thread.ts';

/** Runs one command. `home`: Karvan's folder. `process.exitCode`: 0 good, 1 it could not be done, 2 typed wrongly. */
export async function main(args: readonly string[], home: string): Promise<void> {
  const data = process.env['KARVAN_DATA'] || join(home, 'data');
  const [command, ...rest] = args;
  try {
    if (command === 'serve') await serveUntilTold(rest, home, data);
    else if (command === 'people') process.exitCode = await withStore(data, (store) => peopleCommand(rest, { store, now: Date.now, newId: v7, print: say }));
    else if (command === 'audit') process.exitCode = await withStore(data, (store) => auditCommand(rest, { store, data, print: say }));
    else if (command === 'backup') process.exitCode = await backupCommand(rest, { data, now: Date.now, print: say });
    else if (command === 'restore') process.exitCode = await restoreCommand(rest, { data, now: Date.now, print: say });
    else if (command === 'keys') say(await changeTrustBy(rest, data, Date.now()));
    else throw new WrongUse(`There is no command “${command ?? ''}”.`);
  } catch (error) {
    if (!(error instanceof WrongUse) && !(error instanceof CannotServe)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof WrongUse ? 2 : 1;
  }
}

async function withStore(data: string, work: (store: Store) => Promise<number>): Promise<number> {
  const file = join(data, 'karvan.db');
  if (!existsSync(file)) throw new CannotServe(`There are no data in ${data}. Start the server once, or name its folder with KARVAN_DATA.`);
  const store = openStore(file);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function serveUntilTold(args: readonly string[], home: string, data: string): Promise<void> {
  const { stop } = await serve({
    home,
    data,
    port: portFrom('PORT', 8080),
    contentPort: portFrom('CONTENT_PORT', 8081),
    isTrial: isTrial(args),
    version: versionIn(home),
    bundle: import.meta.url,
    log: pino({ level: process.env['KARVAN_LOG'] || 'warn', base: null }, pino.destination({ dest: 2, sync: true })),
    now: Date.now,
    newId: v7,
    say,
  });
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    // Nothing that still waits somewhere may keep the process: what counts is on the disk.
    void stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', end).once('SIGINT', end);
}

function isTrial(args: readonly string[]): boolean {
  try {
    return parseArgs({ args: [...args], options: { trial: { type: 'boolean' } } }).values.trial === true;
  } catch {
    throw new WrongUse('karvan serve [--trial]');
  }
}

function versionIn(home: string): string {
  return (JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }).version;
}

function portFrom(name: string, usual: number): number {
  const text = process.env[name];
  const port = text ? Number(text) : usual;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new WrongUse(`${name} is “${text}”, and a port is a number from 1 to 65535.`);
  return port;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
