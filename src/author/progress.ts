/** A bar on the terminal for work that takes long. Silent where nobody watches. */
import { spoken } from './check/sizes.ts';
import type { World } from './world.ts';

/** `done` more bytes; `end` clears the bar. */
export type Progress = { readonly done: (bytes: number) => void; readonly end: () => void };

const WIDTH = 24;
/** Shorter work is over before a bar can be read. */
const WORTH_SHOWING = 20_000_000;

export function progressBar(what: string, total: number, { hasTerminal, err }: Pick<World, 'hasTerminal' | 'err'>): Progress {
  if (!hasTerminal || total < WORTH_SHOWING) return { done: () => undefined, end: () => undefined };
  let sum = 0;
  let shown = -1;
  return {
    done: (bytes) => {
      sum += bytes;
      const percent = Math.floor((sum / total) * 100);
      if (percent === shown) return;
      shown = percent;
      const full = Math.round((percent / 100) * WIDTH);
      err(`\r${what} ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(percent).padStart(3)} %  ${spoken(sum)} of ${spoken(total)}  `);
    },
    end: () => err(`\r${' '.repeat(what.length + WIDTH + 40)}\r`),
  };
}

/** `az: 40 of 120 units`, for work that is counted in pieces; `done` more of them. */
export function countLine(what: string, total: number, noun: string, { hasTerminal, err }: Pick<World, 'hasTerminal' | 'err'>): { readonly done: (count: number) => void; readonly end: () => void } {
  if (!hasTerminal) return { done: () => undefined, end: () => undefined };
  let sum = 0;
  const line = () => `${what}: ${sum} of ${total} ${noun}`;
  return {
    done: (count) => {
      sum += count;
      err(`\r${line()}  `);
    },
    end: () => err(`\r${' '.repeat(line().length + 2)}\r`),
  };
}
