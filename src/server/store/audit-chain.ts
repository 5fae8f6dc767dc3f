/**
 * The audit as a chain: each line holds the hash of the line before it and its own. Whoever changes, takes out or slips in a line has
 * to write all lines after it anew, and then the head is another one than receipts have told to phones. Pure.
 */
import { hash } from 'node:crypto';

export type ChainedLine = { readonly id: number; readonly at: string; readonly who: string; readonly what: string; readonly about: string | null; readonly detail: string | null; readonly prev: string; readonly hash: string };

/** A line with its hash: SHA-256, base64url, of the JSON text of `[id, at, who, what, about, detail, prev]`. `prev`: hash of the line before; empty for the first. */
export function chained(line: Omit<ChainedLine, 'hash'>): ChainedLine {
  const { id, at, who, what, about, detail, prev } = line;
  return { ...line, hash: hash('sha256', JSON.stringify([id, at, who, what, about, detail, prev]), 'base64url') };
}

/** "812.hash": how the newest line is named in receipts and on screens. */
export function headOf({ id, hash: own }: Pick<ChainedLine, 'id' | 'hash'>): string {
  return `${id}.${own}`;
}

/** The number of the first line that is not as it was written, or not where it was; undefined when all are. `before`: the last line of those that were looked at already. */
export function brokenAt(lines: readonly ChainedLine[], before: Pick<ChainedLine, 'id' | 'hash'> = { id: 0, hash: '' }): number | undefined {
  let { id, hash: prev } = before;
  for (const line of lines) {
    if (line.id !== ++id || line.prev !== prev || line.hash !== chained(line).hash) return id;
    prev = line.hash;
  }
  return undefined;
}
