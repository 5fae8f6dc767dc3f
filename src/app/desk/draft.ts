/** What a reviewer has written and not yet sent: it outlives a reload, an expired sign-in and a lost network, in this tab alone. */
import * as v from 'valibot';
import { decideSchema } from '../../sync/desk.ts';

const draftSchema = v.object({
  /** Names the decision at the server: sent again with the same id it counts once. */
  id: v.pipe(v.string(), v.uuid()),
  kind: v.optional(decideSchema.entries.kind),
  reason: v.string(),
  /** It was sent once and no answer came. */
  isTried: v.boolean(),
});
export type Draft = Readonly<v.InferOutput<typeof draftSchema>>;

/** Whose draft about what: two people at one computer never see each other's. */
export type DraftKey = `${string}/${string}`;

export function heldDraft(key: DraftKey): Draft | undefined {
  try {
    const parsed = v.safeParse(draftSchema, JSON.parse(sessionStorage.getItem(head + key) ?? 'null'));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft(key: DraftKey, draft: Draft): void {
  quietly(() => sessionStorage.setItem(head + key, JSON.stringify(draft)));
}

export function dropDraft(key: DraftKey): void {
  quietly(() => sessionStorage.removeItem(head + key));
}

/** At sign-out nothing of anybody stays. */
export function dropDrafts(): void {
  quietly(() => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(head)) sessionStorage.removeItem(key);
  });
}

/**
 * The draft after a change. Once it was sent without an answer the server may hold it as it was: changed words are another
 * decision with an id of their own, else the server would keep the old words and the screen would say the new ones.
 */
export function changed(draft: Draft, change: Partial<Pick<Draft, 'kind' | 'reason'>>, newId: () => string): Draft {
  return draft.isTried ? { ...draft, ...change, id: newId(), isTried: false } : { ...draft, ...change };
}

const head = 'karvan-desk-draft/';

/** A browser that forbids storage: the draft then lasts as long as the page. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    return;
  }
}
