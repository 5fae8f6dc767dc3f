import type { OpenProfile } from '../../device/profiles.ts';

/** Courses that somebody made mandatory for this person; none while the phone is locked. */
export async function mandatoryCourses(open: OpenProfile | undefined): Promise<ReadonlySet<string>> {
  if (!open) return new Set();
  const { factsOf } = await import('../../device/facts.ts');
  const { assignments } = await factsOf(open);
  return new Set(assignments.filter((each) => each.isMandatory).map((each) => each.course));
}
