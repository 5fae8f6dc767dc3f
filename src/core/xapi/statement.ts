/**
 * An xAPI 1.0.3 statement as Karvan keeps it: exactly as made, immutable, the one truth about learning.
 * This schema is what Karvan itself relies on; the strict validator of the xAPI door is another, stricter one.
 */
import * as v from 'valibot';
import type { ProfileId, Registration, StatementId } from '../ids.ts';

/** Home page of every Karvan account. A reserved name: it identifies, it never resolves (RFC 2606). */
export const ACCOUNT_HOME = 'https://profiles.karvan.invalid';

const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i));
const iri = v.pipe(v.string(), v.maxLength(2048), v.regex(/^[a-z][a-z0-9+.-]*:\S+$/i));
const extensionMap = v.record(iri, v.unknown());

const activity = v.looseObject({
  objectType: v.optional(v.literal('Activity')),
  id: iri,
  definition: v.optional(v.looseObject({ type: v.optional(iri), interactionType: v.optional(v.string()) })),
});

export const statementSchema = v.looseObject({
  id: uuid,
  actor: v.looseObject({
    objectType: v.optional(v.string()),
    account: v.optional(v.looseObject({ homePage: v.string(), name: v.string() })),
  }),
  verb: v.looseObject({ id: iri }),
  object: v.looseObject({ objectType: v.optional(v.string()), id: v.optional(v.string()) }),
  result: v.optional(
    v.looseObject({
      score: v.optional(
        v.looseObject({
          scaled: v.optional(v.pipe(v.number(), v.minValue(-1), v.maxValue(1))),
          raw: v.optional(v.number()),
          max: v.optional(v.number()),
        }),
      ),
      success: v.optional(v.boolean()),
      completion: v.optional(v.boolean()),
      response: v.optional(v.string()),
      duration: v.optional(v.string()),
      extensions: v.optional(extensionMap),
    }),
  ),
  context: v.optional(
    v.looseObject({
      registration: v.optional(uuid),
      language: v.optional(v.string()),
      contextActivities: v.optional(v.record(v.string(), v.union([activity, v.array(activity)]))),
      extensions: v.optional(extensionMap),
    }),
  ),
  timestamp: v.optional(v.string()),
});

export type Statement = v.InferOutput<typeof statementSchema>;

/** The profile a statement speaks of, or undefined for a foreign actor. */
export function actorOf(statement: Statement): ProfileId | undefined {
  const account = statement.actor.account;
  return account?.homePage === ACCOUNT_HOME ? (account.name as ProfileId) : undefined;
}

export function statementId(statement: Statement): StatementId {
  return statement.id.toLowerCase() as StatementId;
}

export function registrationIn(statement: Statement): Registration | undefined {
  return statement.context?.registration?.toLowerCase() as Registration | undefined;
}

/** Ids of the activities grouped under `key`, whether written alone or in a list. */
export function contextIds(statement: Statement, key: 'grouping' | 'category' | 'parent'): readonly string[] {
  const found = statement.context?.contextActivities?.[key];
  return found === undefined ? [] : [found].flat().map((each) => each.id);
}

/** A context extension's value. */
export function extension(statement: Statement, key: string): unknown {
  return statement.context?.extensions?.[key];
}
