/** Processor time of another process: steadier than the clock on a machine that others use as well. */
import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts in hundredths of a second. */
const TICK = 10;

/** Milliseconds that a process and all its threads used so far; NaN where the system does not tell. */
export function cpuTime(process: number): number {
  const [user, system] = statOf(process).slice(11, 13).map(Number);
  return ((user ?? Number.NaN) + (system ?? Number.NaN)) * TICK;
}

/** The child of this process whose command line holds `word`. */
export function childWith(word: string): number | undefined {
  return processes().find((each) => Number(statOf(each)[1]) === process.pid && commandOf(each).split('\0').includes(word));
}

function processes(): readonly number[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  } catch {
    return [];
  }
}

/** Fields of /proc/<pid>/stat from the third on: what stands before is a name that may hold spaces. */
function statOf(process: number): readonly string[] {
  return read(`/proc/${process}/stat`).split(') ').at(-1)!.split(' ');
}

function commandOf(process: number): string {
  return read(`/proc/${process}/cmdline`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
