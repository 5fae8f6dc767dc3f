/**
 * Lines that a lost phone could not sign any more lie aside and count for nobody (sync/ingest.ts). Somebody who knows the person may let
 * them count, with a reason: a record beside them, in the log. Should the phone still send them signed, they are the same statements by
 * their ids, and count once.
 */
import { sql } from 'kysely';
import type { KeyId, ProfileId, StatementId } from '../../core/ids.ts';
import type { Vouch } from '../../sync/desk.ts';
import type { DeskRows, Scoped, SeenPerson } from '../accounts/scope.ts';
import { refuse } from '../refuse.ts';
import type { Reader, Writer } from '../store/store.ts';
import { linesOf } from '../sync/body.ts';
import { editions } from '../sync/editions.ts';
import { foldLines, keepGoes, settleState, type SoundLine } from '../sync/goes.ts';
import { readLines } from '../sync/lines.ts';

type Aside = { readonly kid: KeyId; readonly profile: ProfileId; readonly digest: string; readonly envelope: number };

/** How many lines of a person's phones lie aside. */
export async function countAside(r: Reader, person: string): Promise<number> {
  return (await asideOf(r, person)).length;
}

/** Lets all of them count that can be read; gives how many now do. The same decision sent twice is made once. 403 for one's own work. */
export async function vouch({ desk, of }: Scoped<Writer>, note: Note, person: SeenPerson, { decision, now }: { decision: Vouch; now: number }): Promise<number> {
  if (person === desk.person) throw refuse(403, 'not-allowed', 'nobody decides about their own work');
  const at = new Date(now).toISOString();
  const counted = await of(person, async (w) => {
    const held = await w.selectFrom('vouch').select(['person', 'by', 'lines']).where('id', '=', decision.id).executeTakeFirst();
    if (held && (held.person !== person || held.by !== desk.person)) throw refuse(409, 'request-invalid', 'another decision has this id');
    if (held) return undefined;
    const lines = await letCount(w, await asideOf(w, person), at);
    await w.insertInto('vouch').values({ id: decision.id, person, lines, reason: decision.reason, by: desk.person, at }).execute();
    return lines;
  });
  if (counted !== undefined) await note({ what: 'vouched', about: person, detail: { decision: decision.id, lines: counted } });
  return counted ?? 0;
}

type Note = Parameters<Parameters<DeskRows['write']>[2]>[1];

/** Lines that no decision has let count and that their phone has not sent signed. */
async function asideOf(r: Reader, person: string): Promise<readonly Aside[]> {
  const { rows } = await sql<Aside>`
    select l.kid, l.profile, l.digest, l.envelope from profile f join line l indexed by line_note on l.profile = f.id
    where f.person = ${person} and l.note = 'unsigned' and l.statement is null
      and not exists (select 1 from line s where s.kid = l.kid and s.seq > 0 and s.digest = l.digest) order by l.envelope, l.at`.execute(r);
  return rows;
}

async function letCount(w: Writer, aside: readonly Aside[], at: string): Promise<number> {
  const known = editions();
  let counted = 0;
  for (const profile of new Set(aside.map((line) => line.profile))) {
    const mine = aside.filter((line) => line.profile === profile);
    const sound = await withoutHeld(w, profile, (await Promise.all([...new Set(mine.map((line) => line.envelope))].map((envelope) => readIn(w, envelope, profile, mine)))).flat());
    const goes = await foldLines(w, known, profile, sound.map(({ line, says }) => ({ line, says })));
    for (const { kid, line, says } of sound) {
      const { id, registration = null, verb = null, activity = null, edition = null, made = null, scaled = null } = says;
      await w.updateTable('line').set({ statement: id, registration, verb, activity, edition, made, scaled }).where('kid', '=', kid).where('seq', '=', 0).where('digest', '=', line.digest).execute();
      const go = registration === null ? undefined : goes.get(registration);
      if (go) go.notes += 1;
    }
    for (const go of goes.values()) settleState(go, at);
    await keepGoes(w, goes.values(), at);
    counted += sound.length;
  }
  return counted;
}

type Read = SoundLine & { readonly kid: KeyId };

/** What was kept aside of one file, as it would be read had it been signed. */
async function readIn(r: Reader, envelope: number, profile: ProfileId, aside: readonly Aside[]): Promise<readonly Read[]> {
  const kids = new Map(aside.filter((line) => line.envelope === envelope).map((line) => [line.digest, line.kid]));
  return readLines((await linesOf(r, envelope)).slice(1), profile).flatMap((line) => {
    const [kid, says] = [kids.get(line.digest), line.says];
    return kid !== undefined && says?.isSound ? [{ kid, line, says }] : [];
  });
}

/** A statement that is held under its id, signed or let count before, is not counted again. */
async function withoutHeld(r: Reader, profile: ProfileId, lines: readonly Read[]): Promise<readonly Read[]> {
  const ids = JSON.stringify(lines.map(({ says }) => says.id));
  const { rows } = await sql<{ statement: StatementId }>`select distinct l.statement from json_each(${ids}) wanted join line l on l.statement = wanted.value where l.profile = ${profile}`.execute(r);
  const seen = new Set(rows.map((row) => row.statement));
  return lines.filter(({ says }) => !seen.has(says.id) && seen.add(says.id));
}
