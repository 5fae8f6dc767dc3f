/** A phone's lines are a chain: what stands at the same place twice, after another line than it says, or under a name that is taken. */
import { sql } from 'kysely';
import type { KeyId, ProfileId } from '../../core/ids.ts';
import type { Statement } from '../../core/xapi/statement.ts';
import { parseLine } from '../../sync/envelope.ts';
import type { Writer } from '../store/store.ts';
import type { Behind } from './behind.ts';
import { lineAt, linesOf } from './body.ts';
import { readPrev, type ReadLine } from './lines.ts';

/** The last line of a chain: 0 and empty before the first. */
export type Tip = { readonly seq: number; readonly hash: string };

/** Digests of the lines held at each sequence. */
export type Held = ReadonlyMap<number, ReadonlySet<string>>;

/** What is held where these lines stand, and just before and after them. */
export async function heldAround(w: Writer, kid: KeyId, lines: readonly ReadLine[]): Promise<Held> {
  const seqs = lines.map((line) => line.seq).filter((seq) => seq > 0);
  const spans = [...(seqs.length > 0 ? [[Math.min(...seqs) - 1, Math.max(...seqs) + 1] as const] : []), ...(seqs.length < lines.length ? [[0, 0] as const] : [])];
  const rows: { seq: number; digest: string }[] = [];
  for (const [first, last] of spans) rows.push(...(await w.selectFrom('line').select(['seq', 'digest']).where('kid', '=', kid).where('seq', '>=', first).where('seq', '<=', last).execute()));
  return digestsBySeq(rows);
}

/** Notes `fork` and `chain` on fresh lines, and `chain` on held ones whose line before came in only now. */
export async function noteChain(w: Writer, kid: KeyId, held: Held, fresh: readonly ReadLine[]): Promise<void> {
  const known = new Map(held);
  for (const line of fresh) {
    if (line.seq === 0) continue;
    const here = known.get(line.seq);
    if (here) line.note ??= 'fork';
    known.set(line.seq, new Set([...(here ?? []), line.digest]));
  }
  for (const line of fresh) if (line.seq > 0 && isBroken(line.seq, line.prev, known)) line.note ??= 'chain';
  const filled = new Set(fresh.map((line) => line.seq).filter((seq) => seq > 0 && !held.has(seq) && held.has(seq + 1)).map((seq) => seq + 1));
  for (const seq of filled) await noteHeld(w, kid, seq, known);
}

/** Notes `conflict` on lines whose statement's id is taken by another statement of the same person. */
export async function noteConflicts(w: Writer, profile: ProfileId, fresh: readonly ReadLine[]): Promise<void> {
  const ids = fresh.flatMap((line) => (line.says ? [line.says.id] : []));
  const held = await w
    .selectFrom('line')
    .select(['statement', 'envelope', 'at'])
    .where('statement', 'in', (sub) => sub.selectFrom(sql<{ value: never }>`json_each(${JSON.stringify(ids)})`.as('given')).select('given.value'))
    .where('profile', '=', profile)
    .where((on) => on.or([on('note', 'is', null), on('note', '!=', 'conflict')]))
    .execute();
  const known = new Map<string, Statement>();
  for (const { statement, envelope, at } of held) {
    const line = parseLine((await lineAt(w, envelope, at)) ?? '');
    if (line) known.set(statement!, line.s);
  }
  for (const line of fresh) {
    if (!line.says) continue;
    const taken = known.get(line.says.id);
    if (taken === undefined) known.set(line.says.id, line.says.s);
    else if (JSON.stringify(taken) !== JSON.stringify(line.says.s) && (line.note === undefined || line.note === 'fork' || line.note === 'chain')) line.note = 'conflict';
  }
}

/**
 * How far the chain is held, now that the fresh lines are in: each line names the one before it, so what a receipt says of the last
 * is true of all. Lines of a phone that was set back hang elsewhere: they are kept, and their phone writes them again after this end.
 */
export async function tipAfter(w: Writer, kid: KeyId, before: Tip & Pick<Behind, 'known'>, { fresh, held }: { readonly fresh: readonly ReadLine[]; readonly held: Held }): Promise<Tip> {
  const near = alongFresh(before, fresh, held);
  // Mostly no line that was ever heard of lies beyond.
  if (near.seq >= Math.max(before.known, ...fresh.map((line) => line.seq))) return near;
  const prevs = new Map(fresh.map((line) => [`${line.seq} ${line.digest}`, line.prev]));
  let tip = near;
  for (;;) {
    const rows = await w.selectFrom('line').select(['seq', 'digest', 'envelope', 'at']).where('kid', '=', kid).where('seq', '>', tip.seq).orderBy('seq').limit(STEP).execute();
    const bodies = new Map<number, readonly string[]>();
    const last = tip;
    for (const { seq, digest, envelope, at } of rows) {
      if (seq > tip.seq + 1) return tip;
      if (seq !== tip.seq + 1) continue;
      const key = `${seq} ${digest}`;
      // Nearly always it came in now, or nothing lies there.
      const prev = prevs.has(key) ? prevs.get(key) : readPrev((await bodyOf(w, bodies, envelope))[at] ?? '');
      if (prev === undefined || prev === tip.hash) tip = { seq, hash: digest };
    }
    if (rows.length < STEP || tip === last) return tip;
  }
}

const STEP = 2000;

/** As far as the fresh lines lead by themselves: where nothing else lies, nothing needs to be read. */
function alongFresh(before: Tip, fresh: readonly ReadLine[], held: Held): Tip {
  const at = new Map<number, readonly ReadLine[]>();
  for (const line of fresh) at.set(line.seq, [...(at.get(line.seq) ?? []), line]);
  let tip = before;
  for (;;) {
    const [line, other] = at.get(tip.seq + 1) ?? [];
    if (!line || other || held.has(line.seq) || line.prev !== tip.hash) return tip;
    tip = { seq: line.seq, hash: line.digest };
  }
}

async function bodyOf(w: Writer, bodies: Map<number, readonly string[]>, envelope: number): Promise<readonly string[]> {
  const held = bodies.get(envelope) ?? (await linesOf(w, envelope));
  bodies.set(envelope, held);
  return held;
}

function digestsBySeq(rows: readonly { seq: number; digest: string }[]): Held {
  const all = new Map<number, ReadonlySet<string>>();
  for (const { seq, digest } of rows) all.set(seq, new Set([...(all.get(seq) ?? []), digest]));
  return all;
}

/** Whether a line names another line before it than those that are known. While none is known nobody can say. */
function isBroken(seq: number, prev: string | undefined, known: Held): boolean {
  if (prev === undefined) return false;
  const before = known.get(seq - 1);
  return seq === 1 ? prev !== '' : before !== undefined && !before.has(prev);
}

async function noteHeld(w: Writer, kid: KeyId, seq: number, known: Held): Promise<void> {
  const rows = await w.selectFrom('line').select(['digest', 'registration', 'envelope', 'at']).where('kid', '=', kid).where('seq', '=', seq).where('note', 'is', null).execute();
  for (const { digest, registration, envelope, at } of rows) {
    if (!isBroken(seq, parseLine((await lineAt(w, envelope, at)) ?? '')?.prev, known)) continue;
    await w.updateTable('line').set({ note: 'chain' }).where('kid', '=', kid).where('seq', '=', seq).where('digest', '=', digest).execute();
    if (registration === null) continue;
    await w.updateTable('completion').set((row) => ({ notes: row('notes', '+', 1) })).where('registration', '=', registration).execute();
  }
}
