import type { Unit } from './units.ts';

const order: readonly Unit['state'][] = ['new', 'stale', 'machine', 'reviewed', 'approved'];

/** `120 units: 3 new, 100 machine, 17 reviewed` */
export function summary(units: readonly Unit[]): string {
  const counts = Object.entries(statesOf(units));
  return `${units.length} units${counts.length > 0 ? `: ${counts.map(([state, count]) => `${count} ${state}`).join(', ')}` : ''}`;
}

/** How many units there are of each state that some have. */
export function statesOf(units: readonly Unit[]): { readonly [state in Unit['state']]?: number } {
  return Object.fromEntries(order.map((state) => [state, units.filter((unit) => unit.state === state).length] as const).filter(([, count]) => count > 0));
}
