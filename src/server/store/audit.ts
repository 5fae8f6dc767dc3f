import type { Writer } from './store.ts';

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
  | 'made-code'
  | 'made-password'
  | 'enrolled'
  | 'pin-reset'
  | 'assigned'
  | 'unassigned'
  | 'imported-people'
  | 'published'
  | 'changed-trust';

/** One more line of the audit, in the transaction of what it tells. */
export async function audit(w: Writer, entry: AuditEntry): Promise<void> {
  await w
    .insertInto('audit')
    .values({
      at: new Date(entry.at).toISOString(),
      who: entry.who,
      what: entry.what,
      about: entry.about ?? null,
      detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
    })
    .execute();
}
