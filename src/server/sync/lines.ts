/** Reading the lines of one envelope. Pure: each line gets its place, its digest and, if something is odd with it alone, a note. */
import { hash } from 'node:crypto';
import type { Edition, ProfileId, Registration, StatementId } from '../../core/ids.ts';
import { actorOf, extension, registrationIn, statementId, type Statement } from '../../core/xapi/statement.ts';
import { extensions, verbName, type VerbName } from '../../core/xapi/verbs.ts';
import { parseLine, type Line } from '../../sync/envelope.ts';

/** Why a line was kept with a remark. Of several the gravest stands, in this order. */
export type Note =
  | 'malformed'
  | 'foreign-actor'
  | 'conflict'
  | 'fork'
  | 'chain'
  | 'score-differs'
  | 'over-attempts'
  | 'unknown-edition'
  | 'not-enrolled'
  | 'old-edition'
  | 'clock'
  | 'unsigned';

/** `seq` 0: its place cannot be known. `says`: what it says, for lines that speak of their own sender. `at`: its line in the NDJSON. */
export type ReadLine = {
  readonly seq: number;
  readonly prev: string | undefined;
  readonly digest: string;
  readonly at: number;
  readonly says: Saying | undefined;
  note: Note | undefined;
};
/** `attempt`: of a quiz. `isSound`: nothing in it could break a fold. */
export type Saying = {
  readonly s: Statement;
  readonly id: StatementId;
  readonly registration: Registration | undefined;
  readonly verb: VerbName | undefined;
  readonly activity: string | undefined;
  readonly edition: Edition | undefined;
  readonly layers: readonly Edition[];
  readonly made: string | undefined;
  readonly scaled: number | undefined;
  readonly attempt: string | undefined;
  readonly isSound: boolean;
};

/** `texts`: the lines after the header. */
export function readLines(texts: readonly string[], profile: ProfileId): readonly ReadLine[] {
  const read = texts.map((text, index) => readOne(text, index + 1, profile)).filter((line) => line !== undefined);
  const places = placesOf(read.map((line) => line.seq));
  return read.map((line, index) => ({ ...line, seq: places[index]! }));
}

/** `chainHash` of core, without a promise for each of a thousand lines. */
export function digestOfLine(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** What a line names as the one before it; undefined when that cannot be read. */
export function readPrev(text: string): string | undefined {
  return placeIn(text).prev;
}

function readOne(text: string, at: number, profile: ProfileId): ReadLine | undefined {
  if (text === '') return undefined;
  const digest = digestOfLine(text);
  const line = parseLine(text);
  if (!line) return { ...placeIn(text), digest, at, says: undefined, note: 'malformed' };
  const { seq, prev, s } = line;
  if (actorOf(s) !== profile) return { seq, prev, digest, at, says: undefined, note: 'foreign-actor' };
  return { seq, prev, digest, at, says: sayingOf(line), note: undefined };
}

/** A line that cannot be believed may still say where it stands, and its digest holds whatever it says. */
function placeIn(text: string): { seq: number; prev: string | undefined } {
  try {
    const { seq, prev } = JSON.parse(text) as { seq?: unknown; prev?: unknown };
    return { seq: Number.isSafeInteger(seq) && (seq as number) > 0 ? (seq as number) : 0, prev: typeof prev === 'string' ? prev : undefined };
  } catch {
    return { seq: 0, prev: undefined };
  }
}

/** A phone writes sequences without gap: a line without one stands after the line before it, or before the one after it. */
function placesOf(seqs: readonly number[]): readonly number[] {
  const places = [...seqs];
  for (let i = 1; i < places.length; i++) if (places[i] === 0 && places[i - 1]! > 0) places[i] = places[i - 1]! + 1;
  for (let i = places.length - 2; i >= 0; i--) if (places[i] === 0 && places[i + 1]! > 1) places[i] = places[i + 1]! - 1;
  return places;
}

function sayingOf({ s, edition, layers = [] }: Line): Saying {
  const attempt = extension(s, extensions.attempt);
  const activity = s.object.id;
  const isActivity = activity !== undefined && activity.length <= 2048 && /^[a-z][a-z0-9+.-]*:[^\s\p{C}]+$/iu.test(activity);
  const made = Date.parse(s.timestamp ?? '');
  return {
    s,
    id: statementId(s),
    registration: registrationIn(s),
    verb: verbName(s.verb.id),
    activity: isActivity ? activity : undefined,
    edition: edition !== undefined && isEdition(edition) ? edition : undefined,
    layers: layers.filter(isEdition),
    made: made >= 0 && made < LAST_MOMENT ? new Date(made).toISOString() : undefined,
    scaled: s.result?.score?.scaled,
    attempt: typeof attempt === 'string' ? attempt : undefined,
    isSound: isActivity && (attempt === undefined || (typeof attempt === 'string' && /^[0-9a-f-]{36}$/i.test(attempt))) && isPlainName(activity.split('#')[1]),
  };
}

function isEdition(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

const LAST_MOMENT = Date.UTC(9999, 0);

/** Names of items become keys of objects: the few that objects have by themselves are refused. */
function isPlainName(name: string | undefined): boolean {
  return name === undefined || !(name in Object.prototype);
}
