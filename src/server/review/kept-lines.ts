/** The lines of one go at a course, read again from the signed bodies in which they came. */
import { sql } from 'kysely';
import type { DeviceId, Edition, KeyId, Registration } from '../../core/ids.ts';
import type { Statement } from '../../core/xapi/statement.ts';
import { parseHeader, parseLine, type Header } from '../../sync/envelope.ts';
import type { Reader } from '../store/store.ts';
import { linesIn } from '../sync/body.ts';
import { digestOfLine } from '../sync/lines.ts';

/** `statement` is missing in a line that was kept although it is none. `end`: how far the server holds the device's chain. */
export type KeptLine = {
  readonly kid: KeyId;
  readonly device: DeviceId;
  readonly seq: number;
  readonly note: string | null;
  readonly edition: Edition | null;
  readonly received: string;
  readonly end: number;
  readonly header: Header | undefined;
  readonly statement: Statement | undefined;
};

/** Lines of a registration by device and sequence. */
export async function linesOf(r: Reader, registration: Registration): Promise<readonly KeptLine[]> {
  type Row = Omit<KeptLine, 'header' | 'statement'> & { digest: string; envelope: number };
  const { rows } = await sql<Row>`
    select l.kid, l.seq, l.digest, l.note, l.edition, l.envelope, d.device, d.seq as end, e.received
    from line l join device d on d.kid = l.kid join envelope e on e.id = l.envelope
    where l.registration = ${registration} order by e.received, l.envelope, l.seq`.execute(r);
  const bodies = new Map<number, Body>();
  for (const id of new Set(rows.map((row) => row.envelope))) {
    const { jws } = await r.selectFrom('envelope').select('jws').where('id', '=', id).executeTakeFirstOrThrow();
    bodies.set(id, open(jws, new Set(rows.filter((row) => row.envelope === id).map((row) => row.digest))));
  }
  return rows.map(({ digest, envelope, ...line }) => {
    const body = bodies.get(envelope)!;
    const text = body.textByDigest.get(digest);
    return { ...line, header: body.header, statement: text === undefined ? undefined : parseLine(text)?.s };
  });
}

type Body = { readonly header: Header | undefined; readonly textByDigest: ReadonlyMap<string, string> };

/** What is looked for is found by its digest, wherever it stands. */
function open(jws: string, digests: ReadonlySet<string>): Body {
  const lines = linesIn(jws);
  const textByDigest = new Map(lines.map((text) => [digestOfLine(text), text] as const).filter(([digest]) => digests.has(digest)));
  return { header: parseHeader(lines[0] ?? ''), textByDigest };
}
