/**
 * The fault house: how often each fault is made, and the table of what was seen. `npm test` makes each a few times;
 * `npm run test:faults` as often as the table says, and prints the table that README shows.
 */
import { appendFileSync } from 'node:fs';

/** One row of the table. `seen`: figures as counted in this run. `control`: what the same test counted with its defence taken away. */
export type Row = { readonly fault: string; readonly times: number; readonly seen: string; readonly control: string };

const isWhole = process.env['KARVAN_FAULTS'] === 'whole';

/** How often a fault is made: `few` in the test command, `many` in the whole house. */
export function times(few: number, many: number): number {
  return isWhole ? many : few;
}

/** Adds a row to the table, if one is being written (`KARVAN_FAULTS_TABLE` names its file). */
export function tell(row: Row): void {
  const file = process.env['KARVAN_FAULTS_TABLE'];
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
}
