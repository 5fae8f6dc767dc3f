/**
 * A course's words in another language, on their way between the author's folder, the server and those who read them.
 * `PUT` and `GET /api/translations/<publisher>/<slug>/<lang>`: the author's command line, HTTP Basic. `/api/desk/translations/…`: the desk.
 * Moments are ISO 8601 UTC by the server's clock.
 */
import * as v from 'valibot';

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const tag = v.pipe(v.string(), v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/));
const seconds = v.optional(v.pipe(v.number(), v.minValue(0)));

export const lineStates = ['new', 'stale', 'machine', 'reviewed', 'approved'] as const;
export type LineState = (typeof lineStates)[number];

/** A unit of src/author/translate/units.ts as far as a reader needs it. `of`: digest of the film, text or quiz that it is a part of. */
const sentLine = v.object({
  id: v.pipe(text(512), v.minLength(1)),
  kind: v.picklist(['cue', 'text', 'quiz', 'answers', 'title']),
  of: text(64),
  source: text(20_000),
  target: text(20_000),
  state: v.picklist(lineStates),
  /** Name of who read it last, and when. */
  by: v.optional(text(200)),
  at: v.optional(text(40)),
  start: seconds,
  end: seconds,
});
export type SentLine = Readonly<v.InferOutput<typeof sentLine>>;

const terms = v.pipe(v.array(v.object({ source: text(200), target: text(200), forbidden: v.optional(v.array(text(200))), note: v.optional(text(500)) })), v.maxLength(5000));

/** Body of `PUT`; 403 for whom no unit has as author. `from`: language of the source. */
export const sentSchema = v.object({ from: tag, terms, lines: v.pipe(v.array(sentLine), v.maxLength(20_000)) });
export type Sent = Readonly<v.InferOutput<typeof sentSchema>>;
/** Its answer. `kept`: lines that readers have brought further than the author's, and which were left as they are. */
export const takenSchema = v.object({ lines: count, kept: count });
/** Answer of `GET`. */
export const fetchedSchema = v.object({ lines: v.array(sentLine) });

/** `version` counts the changes of a line. */
const versioned = { ...sentLine.entries, version: count };
/** `was`: what stood there before, newest first. */
const deskLine = v.object({ ...versioned, was: v.array(v.object({ target: v.string(), state: v.picklist(lineStates), by: v.optional(v.string()), at: v.optional(v.string()) })) });
export type DeskLine = Readonly<v.InferOutput<typeof deskLine>>;

const about = { id: v.string(), course: v.string(), title: v.record(v.string(), v.string()), from: v.string(), lang: v.string() };
/** `GET /api/desk/translations`. `lines`: how many stand in each state. */
export const translationsSchema = v.object({ translations: v.array(v.object({ ...about, lines: v.object({ new: count, stale: count, machine: count, reviewed: count, approved: count }) })) });
export type Translations = v.InferOutput<typeof translationsSchema>;
/** `GET /api/desk/translations/:id` */
export const translationSchema = v.object({ ...about, terms, lines: v.array(deskLine) });
export type Translation = Readonly<v.InferOutput<typeof translationSchema>>;

/** What a reader made of a line. `version`: of the line that they saw. */
const change = v.object({ id: text(512), version: count, target: v.pipe(text(20_000), v.minLength(1)), state: v.picklist(['reviewed', 'approved']) });
export type Change = Readonly<v.InferOutput<typeof change>>;
/** `POST /api/desk/translations/:id`. A change sent twice counts once. */
export const changesSchema = v.object({ changes: v.pipe(v.array(change), v.minLength(1), v.maxLength(200)) });
/** The lines as they stand now. `isKept` false: somebody was there before, and the change was not taken; or the line is gone (no `line`). */
export const settledSchema = v.object({ lines: v.array(v.object({ id: v.string(), isKept: v.boolean(), line: v.optional(deskLine) })) });
export type Settled = v.InferOutput<typeof settledSchema>;
