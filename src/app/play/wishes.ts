/** How this person likes lessons, and where they stopped in each. Kept sealed with the profile's preferences. */
import * as v from 'valibot';
import { preference, setPreference } from '../../device/learning.ts';
import type { OpenProfile } from '../../device/profiles.ts';
import type { Lesson } from './lesson.ts';

const tags = v.array(v.string());
const wishesSchema = v.object({
  /** Language of texts and quizzes, of the voice, and of the subtitles in the order of their lines; absent while never chosen. */
  text: v.optional(v.string()),
  voice: v.optional(v.string()),
  subtitles: v.optional(v.pipe(tags, v.maxLength(2))),
  isSubtitled: v.optional(v.boolean(), true),
  /** The picture waits where another voice needs longer. */
  isPatient: v.optional(v.boolean(), true),
  rate: v.optional(v.pipe(v.number(), v.minValue(0.25), v.maxValue(4)), 1),
  /** Size of the letters in readings: 0 is the phone's own. */
  size: v.optional(v.picklist([0, 1, 2]), 0),
});
const segments = v.array(v.tuple([v.number(), v.number()]));
const placeSchema = v.object({
  /** Second of a film, or page of a reading from 0. */
  at: v.pipe(v.number(), v.minValue(0)),
  /** What was played of the film in all sittings, and what no statement has said yet. */
  played: v.optional(segments, []),
  unsaid: v.optional(segments, []),
  /** Pages that were seen. */
  seen: v.optional(v.array(v.number()), []),
});

export type Wishes = v.InferOutput<typeof wishesSchema> & {
  /** Languages in the order of wish: the profile's, then the interface's. */
  readonly languages: readonly string[];
};
export type Place = v.InferOutput<typeof placeSchema>;

const beginning: Place = { at: 0, played: [], unsaid: [], seen: [] };

export async function wishesOf(open: OpenProfile, interfaceLanguage: string): Promise<Wishes> {
  const [held, languages] = [await preference(open, 'lessons'), v.safeParse(tags, await preference(open, 'languages'))];
  const parsed = v.safeParse(wishesSchema, held ?? {});
  const own = parsed.success ? parsed.output : v.parse(wishesSchema, {});
  return { ...own, languages: [...new Set([...(languages.success ? languages.output : []), interfaceLanguage])] };
}

export async function keepWishes(open: OpenProfile, wishes: Wishes): Promise<void> {
  await setPreference(open, 'lessons', v.parse(wishesSchema, wishes));
}

/** Where this person stopped in this lesson in this cycle; at its beginning when never there. */
export async function placeOf(open: OpenProfile, lesson: Lesson): Promise<Place> {
  const parsed = v.safeParse(placeSchema, await preference(open, placeKey(lesson)));
  return parsed.success ? parsed.output : beginning;
}

/** A place that cannot be kept is no loss of learning: the lesson then begins a little earlier. */
export async function keepPlace(open: OpenProfile, lesson: Lesson, place: Place): Promise<void> {
  await setPreference(open, placeKey(lesson), place).catch(() => undefined);
}

/** Languages for text: the one chosen in a lesson last, then those wished for. */
export function textLanguages({ text, languages }: Wishes): readonly string[] {
  return text === undefined ? languages : [text, ...languages];
}

function placeKey({ registration, au }: Lesson): string {
  return `place:${registration}:${au.id}`;
}
