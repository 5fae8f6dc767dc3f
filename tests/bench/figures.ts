/** Figures as they stand in a README: medians with their spread, Markdown tables, and the machine that they were taken on. */
import { cpus, loadavg, totalmem } from 'node:os';

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** "12.3 [11.0…14.1]": median, least and greatest. */
export function spread(values: readonly number[], digits = 1): string {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return values.length === 1 ? middle! : `${middle} [${least}…${most}]`;
}

/** A goal, and whether these figures meet it. */
export function verdict(isMet: boolean, goal: string): string {
  return `goal ${goal}: ${isMet ? 'met' : 'missed'}`;
}

export function say(title: string, head: readonly string[], rows: readonly (readonly string[])[], notes: readonly string[]): void {
  const table = [row(head), row(head.map(() => '---')), ...rows.map(row)];
  process.stdout.write(`\n### ${title}\n\n${table.join('\n')}\n\n${notes.join('\n')}\n`);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function machine(browser?: string): string {
  const [cpu] = cpus();
  const load = loadavg()[0]!.toFixed(1);
  const parts = [`${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}`, `${Math.round(totalmem() / 2 ** 30)} GB`, `Node ${process.versions.node}`, ...(browser ? [browser] : []), `load ${load}`];
  return `Machine: ${parts.join(', ')}.`;
}

/** What happens meanwhile, for a person who waits. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
