import { v5 } from 'uuid';
import type { AuId, CourseId, ProfileId, Registration } from './ids.ts';

/** Namespace of every UUIDv5 that Karvan derives. Never changes. */
const KARVAN = '6f0c1a8e-5d43-5c0e-9a51-7b2f4f7e2c11';

/**
 * The registration of one go at a course: same profile, course and cycle give the same UUID on every phone and server.
 * `cycle` counts from 1; a return for correction or a yearly repeat starts the next.
 */
export function registrationOf(profile: ProfileId, course: CourseId, cycle: number): Registration {
  return v5(`registration\n${profile}\n${course}\n${cycle}`, KARVAN) as Registration;
}

/** The LMS activity id of an AU: stable, and different from the publisher's AU id (cmi5 §8.1.5). */
export function activityOf(au: AuId): string {
  return `urn:uuid:${v5(`activity\n${au}`, KARVAN)}`;
}

/** IRI of a course as activity in statements' grouping. */
export function courseIri(course: CourseId): string {
  return `urn:karvan:course:${course}`;
}

/** The course named by an IRI that `courseIri` made, else undefined. */
export function courseOfIri(iri: string): CourseId | undefined {
  const head = 'urn:karvan:course:';
  return iri.startsWith(head) ? (iri.slice(head.length) as CourseId) : undefined;
}

/** Default AU id for a lesson slug. An author may write an IRI of his own instead. */
export function auIri(course: CourseId, slug: string): AuId {
  return `urn:karvan:au:${course}/${slug}` as AuId;
}

/** IRI of one quiz item as activity. */
export function itemIri(au: AuId, item: string): string {
  return `${activityOf(au)}#${item}`;
}
