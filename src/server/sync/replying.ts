/** What a phone is told: how far its chain is held now, and all that a new, a second or a returned phone of this person needs. */
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import type { CourseId, KeyId, ProfileId } from '../../core/ids.ts';
import { signReceipt } from '../../sync/receipt.ts';
import { sealReply, type Assignment, type Reply } from '../../sync/reply.ts';
import { trustFile, trustVersion } from '../catalogue/trust.ts';
import type { Deps } from '../deps.ts';
import { BACKED_UP } from '../store/backup-list.ts';
import type { UnitRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { correctedIn, type Kept } from './marking.ts';
import type { Opened } from './opening.ts';
import { receiptNow } from './receipts.ts';

/** Answers envelopes that are committed, each with a reply for its phone alone. Everything in it is read from what is on the disk. */
export function replier({ store, now, keys }: Pick<Deps, 'store' | 'now' | 'keys'>): (opened: Opened) => Promise<string> {
  const { kid, sign } = keys.receipt;
  const reply = async (opened: Opened) => {
    // Said before it is read: of two replies the later one must not know less.
    const at = new Date(now()).toISOString();
    const [held, facts, saved] = await store.read(async (r) => {
      const kept = await receiptNow(r, opened);
      return [kept, await factsFor(r, opened, at), await backedUpThrough(r, opened.kid, kept.seq)] as const;
    });
    const { device, profile, agree } = opened;
    const receipt = held.receipt && (await signReceipt(held.receipt, sign, kid));
    const said: Reply = { karvan: 1, at, order: held.order, device, profile, ...(receipt ? { receipt } : {}), ...facts, ...(saved > 0 ? { backedUpThrough: saved } : {}) };
    return sealReply(said, { kid, sign }, agree, gzipSync);
  };
  // One after the other: the first phone of many is answered while the others' replies are made.
  let last: Promise<unknown> = Promise.resolve();
  return (opened) => {
    const mine = last.then(() => reply(opened));
    last = mine.catch(() => {});
    return mine;
  };
}

/** Up to which sequence every line lies in a backup; 0: none does, or none was made. `seq`: how far the chain is held. */
async function backedUpThrough(r: Reader, kid: KeyId, seq: number): Promise<number> {
  const mark = await r.selectFrom('setting').select('value').where('key', '=', BACKED_UP).executeTakeFirst();
  if (!mark) return 0;
  const last = Number(mark.value);
  // Most phones sent nothing since: their lines need not be looked through.
  const newer = await r.selectFrom('envelope').select('id').where('kid', '=', kid).where('id', '>', last).limit(1).executeTakeFirst();
  if (!newer) return seq;
  const first = await r.selectFrom('line').select('seq').where('kid', '=', kid).where('envelope', '>', last).orderBy('seq').limit(1).executeTakeFirst();
  return Math.min(seq, (first?.seq ?? seq + 1) - 1);
}

/** A phone that was noted so often needs no more of them. */
const MOST_NOTES = 500;

async function factsFor(r: Reader, opened: Opened, at: string) {
  const { kid, profile } = opened;
  const person = await r.selectFrom('profile').innerJoin('person', 'person.id', 'profile.person').select(['person.id', 'person.name', 'person.institution']).where('profile.id', '=', profile).executeTakeFirstOrThrow();
  const units = await unitsAbove(r, person.id, at);
  const own = nameOf(units.find((unit) => unit.depth === 0));
  const institution = nameOf(units.find((unit) => unit.kind === 'institution') ?? (await r.selectFrom('unit').selectAll().where('id', '=', person.institution).executeTakeFirst()));
  return {
    person: { name: person.name, ...(institution ? { institution } : {}), ...(own ? { unit: own } : {}) },
    registrations: await registrationsOf(r, profile),
    decisions: await decisionsOf(r, profile),
    assignments: await assignmentsFor(r, units.map((unit) => unit.id)),
    notes: await notesOf(r, kid, profile),
    ...(await trustFor(r, opened)),
  };
}

/** Its version always; the list itself to a phone that holds an older one: no other road may ever reach it. */
async function trustFor(r: Reader, { header }: Opened): Promise<Pick<Reply, 'trust' | 'trustFile'>> {
  const trust = await trustVersion(r);
  const file = header?.trust !== undefined && header.trust < trust ? await trustFile(r) : undefined;
  return { trust, ...(file === undefined ? {} : { trustFile: JSON.parse(file) as Record<string, unknown> }) };
}

function nameOf(unit: UnitRow | undefined): Record<string, string> | undefined {
  return unit && (JSON.parse(unit.name) as Record<string, string>);
}

type Above = UnitRow & { readonly depth: number };

/** Units that a person belongs to now (depth 0), and those above them. */
async function unitsAbove(r: Reader, person: string, at: string): Promise<readonly Above[]> {
  const { rows } = await sql<Above>`
    with recursive above (id, depth) as (
      select unit, 0 from membership where person = ${person} and since <= ${at} and (until is null or until > ${at})
      union select unit.parent, above.depth + 1 from above join unit on unit.id = above.id where unit.parent is not null and above.depth < 20
    ) select unit.id, unit.parent, unit.kind, unit.name, min(above.depth) as depth from above join unit on unit.id = above.id group by unit.id order by depth`.execute(r);
  return rows;
}

async function registrationsOf(r: Reader, profile: ProfileId): Promise<Reply['registrations']> {
  const rows = await r.selectFrom('completion').select(['registration', 'course', 'cycle', 'edition', 'progress', 'satisfied']).where('profile', '=', profile).orderBy('course').orderBy('cycle').execute();
  return rows.map(({ progress, edition, satisfied, ...row }) => {
    return { ...row, progress: correctedIn(JSON.parse(progress) as Kept), ...(edition === null ? {} : { edition }), ...(satisfied === null ? {} : { satisfied }) };
  });
}

async function decisionsOf(r: Reader, profile: ProfileId): Promise<Reply['decisions']> {
  const rows = await r
    .selectFrom('decision')
    .leftJoin('person', 'person.id', 'decision.by')
    .select(['decision.id', 'decision.registration', 'decision.course', 'decision.cycle', 'decision.kind', 'decision.reason', 'decision.at', 'person.name'])
    .where('decision.profile', '=', profile)
    .orderBy('decision.at')
    .execute();
  return rows.map(({ reason, name, ...row }) => ({ ...row, by: name ?? '', ...(reason === null ? {} : { reason }) }));
}

async function notesOf(r: Reader, kid: KeyId, profile: ProfileId): Promise<Reply['notes']> {
  // Named, because nearly no line has a note, and the planner would read all lines of the phone to find that out.
  const { rows } = await sql<{ seq: number; note: string }>`
    select seq, note from line indexed by line_note where profile = ${profile} and kid = ${kid} and note is not null order by seq desc limit ${MOST_NOTES}`.execute(r);
  return rows.toReversed().map(({ seq, note }) => ({ seq, note }));
}

/** Each course once: the nearest due date of those that reach the person, and mandatory if one of them is. */
async function assignmentsFor(r: Reader, units: readonly string[]): Promise<readonly Assignment[]> {
  if (units.length === 0) return [];
  const rows = await r.selectFrom('assignment').leftJoin('person', 'person.id', 'assignment.by').select(['course', 'due', 'mandatory', 'person.name']).where('unit', 'in', units).orderBy('assignment.made').execute();
  const byCourse = new Map<CourseId, Assignment>();
  for (const { course, due, mandatory, name } of rows) {
    const held = byCourse.get(course);
    const dues = [held?.due, due ?? undefined].filter((each) => each !== undefined).toSorted();
    const by = held?.by ?? name ?? undefined;
    byCourse.set(course, { course, isMandatory: mandatory === 1 || held?.isMandatory === true, ...(dues[0] ? { due: dues[0] } : {}), ...(by ? { by } : {}) });
  }
  return [...byCourse.values()];
}
