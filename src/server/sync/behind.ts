/**
 * Work that a phone has and the server has not: by the phone's own word (the last line that it wrote), or because later lines came.
 * How many parcels waited when an envelope was sealed says nothing: those parcels mostly come in the same sending.
 */
import type { Header } from '../../sync/envelope.ts';

/** `known`: the highest sequence that is known to exist. `behind`: since when the chain has not moved on towards it; null: all of it is here. */
export type Behind = { readonly known: number; readonly behind: string | null };

/** After an envelope. `seq`: end of the whole chain, before it and now; `highest`: of the lines that came. */
export function behindAfter(before: Behind & { readonly seq: number }, now: { readonly seq: number; readonly highest: number; readonly header: Header | undefined; readonly received: string }): Behind {
  const known = Math.max(before.known, now.highest, now.header?.facts?.last ?? 0);
  if (now.seq >= known) return { known, behind: null };
  return { known, behind: before.behind === null || now.seq > before.seq ? now.received : before.behind };
}
