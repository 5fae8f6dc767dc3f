/** The door of the author's command line, and the one place where its world is real. */
import { homedir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { run } from './command.ts';
import { askSecret } from './publish/secret.ts';

/** Runs one command. `process.exitCode`: 0 good, 1 faults found, 2 typed wrongly. */
export async function main(args: readonly string[], _home: string): Promise<void> {
  process.exitCode = await run(args, {
    now: () => new Date(),
    sleep: (milliseconds) => setTimeout(milliseconds),
    chance: Math.random,
    fetch: globalThis.fetch,
    env: process.env,
    home: homedir(),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (text) => void process.stderr.write(text),
    hasTerminal: process.stderr.isTTY === true,
    askSecret: (question) => askSecret(question, process.stdin, process.stderr),
  });
}
