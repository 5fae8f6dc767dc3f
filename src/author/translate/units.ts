/**
 * What translators work on: `translations/<lang>.jsonl`, a line of JSON for each unit, in the order of the course.
 *
 * Ids are stable. Cue: `<lesson>/<cue id>`. Block of Markdown: `<lesson>/<first 12 digits of the SHA-256 of the source block>`, and
 * `-2`, `-3` … where the same block comes again. Quiz: `<lesson>/<question>/prompt`, `…/unit`, `…/right`, `…/wrong`,
 * `…/choice/<id>`, `…/choice/<id>/feedback`; answers: `…/accepted`. Titles: `course/title`, `course/description`, `<lesson or block>/title`.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { sayer, type Fault } from '../fault.ts';

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const seconds = v.pipe(v.number(), v.minValue(0));

const unitSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(512)),
  /** `answers`: what may be typed as the right answer to a question, one a line. */
  kind: v.picklist(['cue', 'text', 'quiz', 'answers', 'title']),
  /** SHA-256 of what it is a part of, as tracks name it: the film, the Markdown file, the quiz's words. Of a title: of its source text. */
  of: digest,
  source: v.string(),
  /** What people see in the states machine, reviewed and approved; in the others a proposal that nobody sees. */
  target: v.string(),
  /** `stale`: its source was changed since. `new`: nobody translated it yet, or what a machine made of it was refused. */
  state: v.picklist(['machine', 'reviewed', 'approved', 'stale', 'new']),
  /** Who read it last. */
  by: v.optional(v.string()),
  /** When, by the clock of the server where it was read: ISO 8601 UTC. */
  at: v.optional(v.string()),
  /** Which engine made it: `libretranslate`, `openai#<model>`, `memory`, `transliteration`, `course`. */
  engine: v.optional(v.string()),
  /** Why it was refused, or what a reader should look at: codes of findings with details. */
  note: v.optional(v.string()),
  /** Of cues: seconds from the film's beginning. */
  start: v.optional(seconds),
  end: v.optional(seconds),
});

export type Unit = Readonly<v.InferOutput<typeof unitSchema>>;
/** `lineById`: where each unit stands in its file. */
export type UnitFile = { readonly units: readonly Unit[]; readonly lineById: ReadonlyMap<string, number>; readonly faults: readonly Fault[] };

/** Whether its target may be shown to learners. An answer that a machine proposed counts for nobody before a person has read it. */
export function isShown({ kind, state }: Unit): boolean {
  return (state === 'machine' && kind !== 'answers') || state === 'reviewed' || state === 'approved';
}

/** The units of a file; none when it is not there. A line that is no unit is a fault, and so is an id that stands twice. */
export async function readUnits(path: string, name: string): Promise<UnitFile> {
  const faults: Fault[] = [];
  const say = sayer(faults, name);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const units: Unit[] = [];
  const lineById = new Map<string, number>();
  for (const [at, row] of text.split('\n').entries()) {
    if (row.trim() === '') continue;
    const unit = unitIn(row);
    if (!unit) say(at + 1, 'the line is not a unit', 'Take the file back from your copy, or delete the line and run “karvan translate” again.');
    else if (lineById.has(unit.id)) say(at + 1, `“${unit.id}” stands already on line ${lineById.get(unit.id)}`, 'Keep one of the two lines.');
    else {
      units.push(unit);
      lineById.set(unit.id, at + 1);
    }
  }
  return { units, lineById, faults };
}

/** Writes all units, whole or not at all: who is interrupted finds the file as it was. */
export async function writeUnits(path: string, units: readonly Unit[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  const file = await open(unfinished, 'w');
  try {
    await file.writeFile(units.map((unit) => `${JSON.stringify(inOrder(unit))}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}

function unitIn(row: string): Unit | undefined {
  try {
    const parsed = v.safeParse(unitSchema, JSON.parse(row));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Fields always stand in one order, so that only what was changed differs between two versions of a file. */
function inOrder(unit: Unit): Unit {
  return Object.fromEntries(Object.keys(unitSchema.entries).flatMap((key) => (unit[key as keyof Unit] === undefined ? [] : [[key, unit[key as keyof Unit]]]))) as Unit;
}
