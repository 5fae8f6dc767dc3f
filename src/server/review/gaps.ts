/** What has not arrived of a phone's lines, though later ones have: carried work comes in any order, and some of it may be lost on the way. */
import { sql } from 'kysely';
import type { KeyId } from '../../core/ids.ts';
import type { Gap } from '../../sync/desk.ts';
import type { Reader } from '../store/store.ts';

/** A phone whose work is scattered over many carriers is not listed to its end: the first say enough. */
const MOST = 5;

/** How many of the lines that are known to exist are not here. `seq`: end of the whole chain. */
export async function missingUpTo(r: Reader, kid: KeyId, { seq, known }: { seq: number; known: number }): Promise<number> {
  const { rows } = await sql<{ here: number }>`select count(distinct seq) as here from line where kid = ${kid} and seq > ${seq} and seq <= ${known}`.execute(r);
  return Math.max(0, known - seq - (rows[0]?.here ?? 0));
}

/** The first gaps among a phone's lines up to one of them, by sequence. */
export async function gapsUpTo(r: Reader, kid: KeyId, last: number): Promise<Gap[]> {
  const { rows } = await sql<Gap>`
    select before + 1 as "from", seq - 1 as "to"
    from (select seq, lag(seq, 1, 0) over (order by seq) as before from line where kid = ${kid} and seq > 0 and seq <= ${last})
    where seq > before + 1 order by seq limit ${MOST}`.execute(r);
  return rows;
}
