/** Who read, decided or changed what: lines that are only ever added, each chained to the one before. */
import { chained, headOf } from './audit-chain.ts';
import type { Reader, Writer } from './store.ts';

/** `who`, `about`: ids of persons, registrations and the like, never names. `detail` holds nothing that a person keeps to themselves. */
export type AuditEntry = { readonly at: number; readonly who: string; readonly what: AuditWord; readonly about?: string; readonly detail?: Readonly<Record<string, string | number>> };

/** What the audit knows to tell. The desk shows these words as they are. */
type AuditWord =
  | 'signed-in'
  | 'sign-in-refused'
  | 'signed-out'
  | 'read-evidence'
  | 'read-person'
  | 'exported-completions'
  | 'exported-people'
  | 'decided'
  | 'vouched'
  | 'made-code'
  | 'made-password'
  | 'enrolled'
  | 'pin-reset'
  | 'assigned'
  | 'unassigned'
  | 'imported-people'
  | 'published'
  | 'sent-lines'
  | 'reviewed-lines'
  | 'changed-trust'
  | 'restored';

/** One more line of the audit, in the transaction of what it tells. */
export async function audit(w: Writer, { at, who, what, about, detail }: AuditEntry): Promise<void> {
  const last = await lastOf(w);
  const line = { id: (last?.id ?? 0) + 1, at: new Date(at).toISOString(), who, what, about: about ?? null, detail: detail === undefined ? null : JSON.stringify(detail), prev: last?.hash ?? '' };
  await w.insertInto('audit').values(chained(line)).execute();
}

/** The newest line as receipts name it; undefined while there is none. */
export async function auditHead(r: Reader): Promise<string | undefined> {
  const last = await lastOf(r);
  return last && headOf(last);
}

async function lastOf(r: Reader): Promise<{ id: number; hash: string } | undefined> {
  return r.selectFrom('audit').select(['id', 'hash']).orderBy('id', 'desc').limit(1).executeTakeFirst();
}
