import type { Me, Role } from '../../sync/desk.ts';

/** What a person finds at the desk. What is not here is not shown; the server refuses it in any case. */
export type May = {
  readonly review: boolean;
  readonly people: boolean;
  readonly enrol: boolean;
  readonly reset: boolean;
  readonly courses: boolean;
  readonly assign: boolean;
  /** Has lines of subtitles mended that learners found wrong. */
  readonly mend: boolean;
  /** Reads lines of translations. */
  readonly translations: boolean;
  readonly export: boolean;
  readonly import: boolean;
  readonly audit: boolean;
};

/** What the grants of a person add up to, whatever unit each reaches down from. */
export function mayOf({ grants }: Pick<Me, 'grants'>): May {
  const has = (...wanted: readonly Role[]) => grants.some(({ role }) => wanted.includes(role));
  return {
    review: has('supervisor', 'operator'),
    people: has('trainer', 'supervisor', 'operator'),
    enrol: has('trainer', 'supervisor', 'operator'),
    reset: has('supervisor', 'operator'),
    courses: has('supervisor', 'author', 'translator', 'operator'),
    assign: has('supervisor', 'operator'),
    mend: has('author', 'translator', 'supervisor', 'operator'),
    translations: has('author', 'translator'),
    export: has('supervisor', 'operator'),
    import: has('operator'),
    audit: has('operator'),
  };
}

/** The grant by which a person is introduced: the one that reaches furthest. */
export function firstGrant({ grants }: Pick<Me, 'grants'>): Me['grants'][number] | undefined {
  return order.flatMap((role) => grants.filter((grant) => grant.role === role))[0];
}

const order: readonly Role[] = ['operator', 'supervisor', 'trainer', 'author', 'translator', 'learner'];
