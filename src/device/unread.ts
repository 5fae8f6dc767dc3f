/** Replies that lie on this phone and that only the PIN of their person opens. */
import type { ProfileId } from '../core/ids.ts';
import type { Db } from './db.ts';

/** Whose: by the picture that anybody may see while the profile is locked. */
export type Unread = { readonly profile: ProfileId; readonly emblem: string; readonly count: number };

export async function unreadReplies(db: Db): Promise<readonly Unread[]> {
  const counts = new Map<ProfileId, number>();
  await db.replies.each(({ profile }) => void counts.set(profile, (counts.get(profile) ?? 0) + 1));
  const people = await db.profiles.bulkGet([...counts.keys()]);
  return people.flatMap((person) => (person ? [{ profile: person.id, emblem: person.emblem, count: counts.get(person.id)! }] : []));
}
