/** The lines of one go at a course, read again from the signed bodies in which they came. */
import { sql } from 'kysely';
import type { DeviceId, Edition, KeyId, Registration } from '../../core/ids.ts';
import type { Statement } from '../../core/xapi/statement.ts';
import { parseHeader, parseLine, type Header } from '../../sync/envelope.ts';
import type { Reader } from '../store/store.ts';
import { linesIn } from '../sync/body.ts';
import { madeSince } from '../sync/clock.ts';
import { digestOfLine } from '../sync/lines.ts';

/**
 * `statement` is missing in a line that was kept although it is none. `since`, `received`: between these moments of the server's clock it
 * was made. `end`: how far the server holds the device's chain.
 */
export type KeptLine = {
  readonly kid: KeyId;
  readonly device: DeviceId;
  readonly seq: number;
  readonly note: string | null;
  readonly edition: Edition | null;
  readonly since: string;
  readonly received: string;
  readonly end: number;
  readonly header: Header | undefined;
  readonly statement: Statement | undefined;
};

/** Lines of a registration by device and sequence. */
export async function linesOf(r: Reader, registration: Registration): Promise<readonly KeptLine[]> {
  type Row = Omit<KeptLine, 'since' | 'header' | 'statement'> & { digest: string; envelope: number; enrolled: string };
  const { rows } = await sql<Row>`
    select l.kid, l.seq, l.digest, l.note, l.edition, l.envelope, d.device, d.enrolled, d.seq as end, e.received
    from line l join device d on d.kid = l.kid join envelope e on e.id = l.envelope
    where l.registration = ${registration} order by e.received, l.envelope, l.seq`.execute(r);
  const bodies = new Map<number, Body>();
  for (const id of new Set(rows.map((row) => row.envelope))) {
    const { jws } = await r.selectFrom('envelope').select('jws').where('id', '=', id).executeTakeFirstOrThrow();
    const mine = rows.filter((row) => row.envelope === id);
    const body = open(jws, new Set(mine.map((row) => row.digest)));
    const { kid, enrolled, received } = mine[0]!;
    const before = await headerBefore(r, kid, { seq: Math.min(...mine.map((row) => row.seq)), envelope: id });
    bodies.set(id, { ...body, since: madeSince(enrolled, received, body.header?.clock, before?.clock) });
  }
  return rows.map(({ digest, envelope, ...line }) => {
    const { header, since, textByDigest } = bodies.get(envelope)!;
    const text = textByDigest.get(digest);
    return { ...line, since, header, statement: text === undefined ? undefined : parseLine(text)?.s };
  });
}

/** Header of the envelope in which the phone's lines before these came. */
async function headerBefore(r: Reader, kid: KeyId, { seq, envelope }: { seq: number; envelope: number }): Promise<Header | undefined> {
  const row = await r
    .selectFrom('line')
    .innerJoin('envelope', 'envelope.id', 'line.envelope')
    .select('envelope.jws')
    .where('line.kid', '=', kid)
    .where('line.seq', '>', 0)
    .where('line.seq', '<', seq)
    .where('line.envelope', '!=', envelope)
    .orderBy('line.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && parseHeader(linesIn(row.jws)[0] ?? '');
}

type Body = { readonly header: Header | undefined; readonly since: string; readonly textByDigest: ReadonlyMap<string, string> };

/** What is looked for is found by its digest, wherever it stands. */
function open(jws: string, digests: ReadonlySet<string>): Omit<Body, 'since'> {
  const lines = linesIn(jws);
  const textByDigest = new Map(lines.map((text) => [digestOfLine(text), text] as const).filter(([digest]) => digests.has(digest)));
  return { header: parseHeader(lines[0] ?? ''), textByDigest };
}
