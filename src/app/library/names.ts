import type { AuId, CourseId, LanguageMap } from '../../core/ids.ts';
import { say } from '../../core/ids.ts';
import { ausOf } from '../../core/cmi5/structure.ts';
import { catalogueHeld } from '../../device/catalogue.ts';
import { installs } from '../../device/installs.ts';
import { manifestHeld } from '../../device/packs.ts';
import { useSession } from '../session.tsx';
import { useHeld } from '../ui/held.ts';
import { useLanguage } from '../ui/words.ts';

type Said = { readonly lang: string; readonly text: string };

/** Titles of courses and lessons for this reader: from packs on the phone, else from the catalogue, else their ids. */
export function useNames(): { readonly course: (course: CourseId) => Said; readonly lesson: (course: CourseId, au: AuId | undefined) => Said | undefined } {
  const { db } = useSession();
  const lang = useLanguage();
  const titles = useHeld(async () => {
    const courses = new Map<CourseId, { title: LanguageMap; source: string }>();
    const lessons = new Map<string, { title: LanguageMap; source: string }>();
    for (const entry of (await catalogueHeld(db))?.entries ?? []) courses.set(entry.course, entry);
    for (const { course, edition } of await installs(db)) {
      const manifest = await manifestHeld(db, edition);
      if (!manifest) continue;
      courses.set(course, manifest);
      for (const au of ausOf(manifest.structure)) lessons.set(`${course} ${au.id}`, { title: au.title, source: manifest.source });
    }
    return { courses, lessons };
  }, [db]);
  const spoken = (found: { title: LanguageMap; source: string } | undefined) => found && say(found.title, [lang], found.source);
  return {
    course: (course) => spoken(titles?.courses.get(course)) ?? { lang, text: course },
    lesson: (course, au) => (au === undefined ? undefined : spoken(titles?.lessons.get(`${course} ${au}`))),
  };
}
