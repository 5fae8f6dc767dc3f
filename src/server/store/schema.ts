/**
 * The server's tables. Bodies are kept as received; thin index rows and roll-ups say where things are. Keys carry profile or
 * person, ids are made by clients, no sequence crosses people: the same shape can be partitioned. Moments are ISO 8601 UTC text.
 */
import type { Generated } from 'kysely';
import type { AuId, CourseId, DeviceId, Edition, KeyId, ProfileId, Registration, StatementId } from '../../core/ids.ts';
import type { Role } from '../../sync/desk.ts';
import type { LineState } from '../../sync/translations.ts';
import type { ChainedLine } from './audit-chain.ts';

/** Country → institution → unit. `name`: language map as JSON. */
export type UnitRow = { id: string; parent: string | null; kind: 'country' | 'institution' | 'unit'; name: string };
/** `number`: what the institution calls the person; unique within it. `login` and `password` (Argon2id) only for those who have a desk. */
type PersonRow = { id: string; name: string; number: string | null; institution: string; login: string | null; password: string | null; made: string };
/** Who belonged where and when: ministries reorganise. `until` null: still. */
type MembershipRow = { person: string; unit: string; since: string; until: string | null };
/** A role from a unit downwards. */
type GrantRow = { person: string; role: Role; unit: string };
/** The pseudonym under which a person's statements are made, on all of their phones. */
type ProfileRow = { id: ProfileId; person: string; made: string };
/** Codes are kept as SHA-256; `kind` says what one opens. */
export type CodeRow = { hash: string; kind: 'enrol' | 'reset'; person: string; by: string; made: string; expires: string; spent: string | null };
/** Desk sessions by SHA-256 of their cookie. */
type SessionRow = { hash: string; person: string; made: string; expires: string };

/**
 * One signing key of one phone. `seq`, `hash`: end of the whole chain held (0 and empty: none). `lines`: lines held in all.
 * `known`, `behind`: what the phone has and is not here (sync/behind.ts). `told`: `order` of the newest reply. `facts`: the newest envelope header's facts and clock as JSON.
 * `notice`: the privacy notice as shown, as JSON.
 */
type DeviceRow = {
  kid: KeyId;
  device: DeviceId;
  profile: ProfileId;
  sign: string;
  agree: string;
  notice: string;
  enrolled: string;
  contact: string | null;
  seq: number;
  hash: string;
  lines: number;
  known: Generated<number>;
  behind: string | null;
  told: Generated<number>;
  facts: string | null;
};
/**
 * Each step by which the end of a phone's chain moved on. `code`: of the receipt that says so; a line's receipt is the first that
 * reaches it, on the phone and here. `audit`: the audit's newest line then, as the receipt names it.
 */
type ReceiptRow = { kid: KeyId; seq: number; received: string; code: string; audit: string | null };
/** A JWS as received: the evidence. `digest`: SHA-256 of it, so that a replay stores nothing again. */
export type EnvelopeRow = { id: Generated<number>; digest: string; kid: KeyId; profile: ProfileId; jws: string; received: string };
/** An index row a line. `at`: which line of the envelope's NDJSON. `digest`: `chainHash` of the line. `verb`: short name. `note`: why it was kept with a remark. */
export type LineRow = {
  kid: KeyId;
  seq: number;
  digest: string;
  profile: ProfileId;
  statement: StatementId | null;
  registration: Registration | null;
  verb: string | null;
  activity: string | null;
  edition: Edition | null;
  made: string | null;
  scaled: number | null;
  envelope: number;
  at: number;
  note: string | null;
};
/** Folded progress of one go at a course (core/progress.ts, as JSON). `state` null until it is satisfied. */
export type CompletionRow = {
  registration: Registration;
  profile: ProfileId;
  course: CourseId;
  cycle: number;
  edition: Edition | null;
  progress: string;
  done: number;
  of: number;
  scaled: number | null;
  attempts: number;
  notes: number;
  satisfied: string | null;
  state: 'waiting' | 'approved' | 'returned' | 'refused' | null;
  changed: string;
};
type DecisionRow = { id: string; registration: Registration; profile: ProfileId; course: CourseId; cycle: number; kind: 'approved' | 'returned' | 'refused'; reason: string | null; by: string; at: string };
/** Somebody let lines count that no phone signed. `lines`: how many. */
type VouchRow = { id: string; person: string; lines: number; reason: string; by: string; at: string };
type AssignmentRow = { id: string; course: CourseId; unit: string; due: string | null; mandatory: 0 | 1; by: string; made: string };
/** Lines received by week and person: `week` is the ISO date of its Monday. */
type ActivityRow = { person: string; week: string; lines: number };

/** A published edition. `manifest`: exact bytes. `entry`: its catalogue entry as JSON. The newest release of a course is what the catalogue shows. */
type EditionRow = { edition: Edition; course: CourseId; release: number; manifest: Uint8Array; signature: string; entry: string; published: string; by: string };
/**
 * A published edition of a language layer. `layer`: its id. `endorsement`: the file with which the course's publisher lets its quiz words
 * count. `answers`: typed answers that it accepts, `LayerAnswers` (sync/editions.ts) as JSON; null for none.
 */
type LayerRow = { edition: Edition; layer: CourseId; course: CourseId; release: number; manifest: Uint8Array; signature: string; endorsement: string | null; answers: string | null; entry: string; published: string; by: string };
/** Answer keys by edition and AU: the server marks again. `quiz`: core/quiz `Quiz` as JSON; `words`: `QuizWords` by language as JSON. */
export type QuizRow = { edition: Edition; au: AuId; quiz: string; words: string };
/** Words of a course in another language that people read here. `unit`: whose work it is. `source`: language; `terms`: glossary as JSON. */
export type TranslationRow = { id: string; unit: string; course: string; lang: string; source: string; terms: string; made: string };
/** A line of it. `place`: in the course. `fixed`: what readers do not change, as JSON. `by`: a name. `version` counts changes. */
export type TranslatedRow = { translation: string; id: string; place: number; fixed: string; target: string; state: LineState; by: string | null; at: string | null; version: number };
/** What a line was in the versions before. Only ever added to. */
type TranslatedBeforeRow = Omit<TranslatedRow, 'place' | 'fixed'>;
/** Reads of persons, decisions, resets, publishing. Rows are only ever added, each chained to the one before (audit-chain.ts). */
type AuditRow = ChainedLine;
/** `trust`: the trust file as JSON; `trust-version`; `schema`. */
type SettingRow = { key: string; value: string };

export type Tables = {
  unit: UnitRow;
  person: PersonRow;
  membership: MembershipRow;
  grants: GrantRow;
  profile: ProfileRow;
  code: CodeRow;
  session: SessionRow;
  device: DeviceRow;
  receipt: ReceiptRow;
  envelope: EnvelopeRow;
  line: LineRow;
  completion: CompletionRow;
  decision: DecisionRow;
  vouch: VouchRow;
  assignment: AssignmentRow;
  activity: ActivityRow;
  edition: EditionRow;
  layer: LayerRow;
  quiz: QuizRow;
  translation: TranslationRow;
  translated: TranslatedRow;
  translated_before: TranslatedBeforeRow;
  audit: AuditRow;
  setting: SettingRow;
};

/** Version 1, statement by statement. */
export const schema1: readonly string[] = [
  `create table setting (key text primary key, value text not null) strict, without rowid`,
  `create table unit (id text primary key, parent text references unit, kind text not null, name text not null) strict, without rowid`,
  `create index unit_parent on unit (parent)`,
  `create table person (id text primary key, name text not null, number text, institution text not null references unit, login text unique, password text, made text not null) strict, without rowid`,
  `create unique index person_number on person (institution, number) where number is not null`,
  `create table membership (person text not null references person, unit text not null references unit, since text not null, until text, primary key (person, unit, since)) strict, without rowid`,
  `create index membership_unit on membership (unit, person)`,
  `create table grants (person text not null references person, role text not null, unit text not null references unit, primary key (person, role, unit)) strict, without rowid`,
  `create table profile (id text primary key, person text not null references person, made text not null) strict, without rowid`,
  `create index profile_person on profile (person)`,
  `create table code (hash text primary key, kind text not null, person text not null references person, by text not null, made text not null, expires text not null, spent text) strict, without rowid`,
  `create table session (hash text primary key, person text not null references person, made text not null, expires text not null) strict, without rowid`,
  `create table device (kid text primary key, device text not null, profile text not null references profile, sign text not null, agree text not null, notice text not null, enrolled text not null, contact text, seq integer not null default 0, hash text not null default '', lines integer not null default 0, facts text) strict, without rowid`,
  `create index device_profile on device (profile)`,
  `create table receipt (kid text not null, seq integer not null, received text not null, code text not null, primary key (kid, seq)) strict, without rowid`,
  `create table envelope (id integer primary key, digest text not null unique, kid text not null, profile text not null, jws text not null, received text not null) strict`,
  `create index envelope_kid on envelope (kid, id)`,
  `create table line (kid text not null, seq integer not null, digest text not null, profile text not null, statement text, registration text, verb text, activity text, edition text, made text, scaled real, envelope integer not null references envelope, at integer not null, note text, primary key (kid, seq, digest)) strict, without rowid`,
  `create index line_statement on line (statement) where statement is not null`,
  `create index line_registration on line (registration, kid, seq) where registration is not null`,
  `create index line_note on line (profile, kid, seq) where note is not null`,
  `create table completion (registration text primary key, profile text not null, course text not null, cycle integer not null, edition text, progress text not null, done integer not null, of integer not null, scaled real, attempts integer not null, notes integer not null default 0, satisfied text, state text, changed text not null) strict, without rowid`,
  `create index completion_profile on completion (profile, course, cycle, state)`,
  `create index completion_waiting on completion (satisfied, registration, profile) where state = 'waiting'`,
  `create table decision (id text primary key, registration text not null, profile text not null, course text not null, cycle integer not null, kind text not null, reason text, by text not null, at text not null) strict, without rowid`,
  `create index decision_profile on decision (profile, at)`,
  `create index decision_registration on decision (registration, at)`,
  `create table assignment (id text primary key, course text not null, unit text not null references unit, due text, mandatory integer not null, by text not null, made text not null) strict, without rowid`,
  `create index assignment_unit on assignment (unit)`,
  `create table activity (person text not null, week text not null, lines integer not null, primary key (person, week)) strict, without rowid`,
  `create table edition (edition text primary key, course text not null, release integer not null, manifest blob not null, signature text not null, entry text not null, published text not null, by text not null) strict, without rowid`,
  `create index edition_course on edition (course, release)`,
  `create table quiz (edition text not null, au text not null, quiz text not null, words text not null, primary key (edition, au)) strict, without rowid`,
  `create table audit (id integer primary key, at text not null, who text not null, what text not null, about text, detail text) strict`,
  `create index audit_at on audit (at)`,
];
