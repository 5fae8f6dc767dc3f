/** A part of a measurement in a process of its own, so that the two sides do not share a thread. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** `said`: what it sends, once; rejects when it ends before. */
export type Part = { readonly said: <T>() => Promise<T>; readonly tell: (what: object) => void; readonly pid: number; readonly end: () => Promise<void> };

export function startPart(name: string, args: readonly string[]): Part {
  const child = fork(join(import.meta.dirname, 'run.mjs'), [name, ...args]);
  const ended = once(child, 'exit');
  const gone = ended.then(([code]) => Promise.reject(new Error(`${name} ended with ${String(code)}`)));
  gone.catch(() => undefined);
  const heard: unknown[] = [];
  const waiting: ((value: unknown) => void)[] = [];
  child.on('message', (value) => {
    const next = waiting.shift();
    if (next) next(value);
    else heard.push(value);
  });
  return {
    said: <T>() => Promise.race([heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiting.push(resolve)), gone]) as Promise<T>,
    tell: (what) => void child.send(what),
    pid: child.pid!,
    end: async () => {
      child.kill();
      await ended;
    },
  };
}
