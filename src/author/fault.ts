import type { World } from './world.ts';

/** One thing that is wrong in an author's folder, where it stands, and how to mend it. Errors stop a build; warnings do not. */
export type Fault = { readonly level: 'error' | 'warning'; readonly file: string; readonly line?: number; readonly what: string; readonly mend: string; /** Of findings in translations: stable, for scripts. */ readonly code?: string };

/** Notes a fault of one file. */
export type Say = (line: number | undefined, what: string, mend: string, level?: Fault['level'], code?: string) => void;

export function sayer(faults: Fault[], file: string): Say {
  return (line, what, mend, level = 'error', code?) => void faults.push({ level, file, ...(line === undefined ? {} : { line }), what, mend, ...(code === undefined ? {} : { code }) });
}

export function errorsIn(faults: readonly Fault[]): number {
  return faults.filter((fault) => fault.level === 'error').length;
}

/** `1 fault`, `2 faults` */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** A fault as the terminal shows it: `file:line` first, so that editors can jump there. */
function faultLines(fault: Fault): string {
  const place = fault.line === undefined ? fault.file : `${fault.file}:${fault.line}`;
  return `${place}: ${fault.level}: ${fault.what}\n    ${fault.mend}`;
}

/** Faults for people, on stderr, each with its place first. */
export function sayFaults(faults: readonly Fault[], err: World['err']): void {
  for (const fault of faults) err(`${faultLines(fault)}\n`);
}

/** Of several names the one that was most likely meant, if any is near. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = distanceOf(word.toLowerCase(), name.toLowerCase());
    if (distance <= Math.max(1, Math.floor(name.length / 3)) && (!best || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** Levenshtein distance. */
function distanceOf(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 20 || a.length > 300) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
