import { completionStates, type CompletionState } from '../../sync/desk.ts';

/** Which results the review list shows. It stands in the address, so that back, reload and a new sign-in keep it. */
export type Filter = { readonly state: CompletionState | 'all'; readonly course?: string; readonly unit?: string };

export function readFilter(search: string): Filter {
  const query = new URLSearchParams(search);
  const state = [...completionStates, 'all' as const].find((each) => each === query.get('state')) ?? 'waiting';
  const course = query.get('course');
  const unit = query.get('unit');
  return { state, ...(course ? { course } : {}), ...(unit ? { unit } : {}) };
}

/** The filter in an address of the desk: empty for what one finds on arrival. */
export function addressOf(filter: Filter): string {
  const query = new URLSearchParams(filter.state === 'waiting' ? {} : { state: filter.state });
  addRest(query, filter);
  return query.size > 0 ? `?${query}` : '';
}

/** The filter as the server reads it, for the list and for its CSV alike. */
export function queryOf(filter: Filter): string {
  const query = new URLSearchParams(filter.state === 'all' ? {} : { state: filter.state });
  addRest(query, filter);
  return query.size > 0 ? `?${query}` : '';
}

/** The list that the count beside "Review" stands for. */
export const waitingPath = `completions${queryOf({ state: 'waiting' })}`;

function addRest(query: URLSearchParams, { course, unit }: Filter): void {
  if (course) query.set('course', course);
  if (unit) query.set('unit', unit);
}
