/** The names of things, branded so that two of them cannot be mixed up. All are plain strings on the wire. */

type Named<Brand extends string> = string & { readonly brand: Brand };

/** SHA-256 as 64 lower-case hexadecimal digits (safe on case-insensitive file systems). */
export type Digest = Named<'Digest'>;
/** Digest of a manifest's exact bytes: names one edition of a course for ever. */
export type Edition = Named<'Edition'>;
/** `<publisher>/<slug>`, both `[a-z0-9-]`. Only that publisher's keys sign it. */
export type CourseId = Named<'CourseId'>;
/** IRI of a cmi5 assignable unit, as its publisher wrote it. Stable over editions. */
export type AuId = Named<'AuId'>;
/** UUIDv7 of an xAPI statement. */
export type StatementId = Named<'StatementId'>;
/** UUID: the pseudonymous actor of a person's statements, for ever. */
export type ProfileId = Named<'ProfileId'>;
/** UUID of one installation of Karvan on one phone. */
export type DeviceId = Named<'DeviceId'>;
/** UUIDv5 of profile, course and cycle: one go at a course. */
export type Registration = Named<'Registration'>;
/** RFC 7638 thumbprint of a public key. */
export type KeyId = Named<'KeyId'>;

/** What a person reads in several languages: BCP 47 tag → text. */
export type LanguageMap = { readonly [tag: string]: string };

/** Text of a language map for a reader: wanted languages in order, then `source`, then any. Never empty unless the map is. */
export function say(map: LanguageMap, wanted: readonly string[], source?: string): { lang: string; text: string } {
  const order = [...wanted, ...(source ? [source] : []), ...Object.keys(map)];
  const lang = order.find((tag) => map[tag] !== undefined) ?? '';
  return { lang, text: map[lang] ?? '' };
}
