/** A hand on the office's files: it looks into the tables past the store, copies them and puts an earlier copy in their place. */
import Database from 'libsql';
import type { KeyId, ProfileId, Registration } from '../../../src/core/ids.ts';
import { codeHash } from '../../../src/server/accounts/codes.ts';
import { BACKED_UP } from '../../../src/server/store/backup-list.ts';

/** A row of what came in. */
export type HeldLine = { readonly kid: KeyId; readonly seq: number; readonly digest: string; readonly profile: ProfileId; readonly statement: string | null; readonly note: string | null; readonly envelope: number; readonly at: number; readonly by: KeyId };

/** Tables that a history changes, and that a backup holds. */
const changing = ['setting', 'profile', 'code', 'device', 'receipt', 'envelope', 'line', 'completion', 'decision', 'activity', 'audit'] as const;
export type Copy = ReadonlyMap<string, readonly Record<string, unknown>[]>;

export type Hand = {
  readonly copy: () => Copy;
  readonly putBack: (copy: Copy) => void;
  /** Writes down a code that somebody was given. */
  readonly giveCode: (typed: string, person: string, now: number) => void;
  /** What `karvan backup` notes down when it is done. */
  readonly noteBackedUp: () => void;
  readonly lines: () => readonly HeldLine[];
  readonly linesOf: (kid: KeyId) => readonly HeldLine[];
  readonly jwsOf: (envelope: number) => string;
  readonly completions: () => readonly { readonly registration: Registration; readonly profile: ProfileId; readonly progress: string }[];
  readonly tip: (kid: KeyId) => { readonly seq: number; readonly hash: string } | undefined;
  readonly close: () => void;
};

/** `file`: of a store that is open. */
export function handOn(file: string): Hand {
  const db = new Database(file);
  db.pragma('foreign_keys = off');
  db.pragma('synchronous = off');
  db.pragma('busy_timeout = 5000');
  // The audit is only ever added to; a copy that is put back is another one.
  db.exec('drop trigger audit_keeps; drop trigger audit_follows');
  const columns = new Map(changing.map((name) => [name, (db.prepare(`select name from pragma_table_info('${name}')`).all([]) as { name: string }[]).map((each) => each.name)]));
  const all = changing.map((name) => ({ name, get: db.prepare(`select * from ${name}`), put: db.prepare(`insert into ${name} values (${columns.get(name)!.map(() => '?').join(', ')})`), columns: columns.get(name)! }));
  const select = 'select line.kid, line.seq, line.digest, line.profile, line.statement, line.note, line.envelope, line.at, envelope.kid as "by" from line join envelope on envelope.id = line.envelope';
  const [lines, linesOf] = [db.prepare(`${select} order by line.kid, line.seq`), db.prepare(`${select} where line.kid = ? order by line.seq`)];
  const jws = db.prepare('select jws from envelope where id = ?');
  const completions = db.prepare('select registration, profile, progress from completion');
  const code = db.prepare(`insert into code (hash, kind, person, by, made, expires, spent) values (?, 'enrol', ?, 'supervisor', ?, ?, null)`);
  const tip = db.prepare('select seq, hash from device where kid = ?');
  const mark = db.prepare(`insert into setting (key, value) select '${BACKED_UP}', coalesce(max(id), 0) from envelope where true on conflict (key) do update set value = excluded.value`);
  return {
    copy: () => new Map(all.map(({ name, get }) => [name, get.all([]) as Record<string, unknown>[]])),
    putBack: (copy) => {
      db.exec(`begin immediate; ${changing.map((name) => `delete from ${name}`).join('; ')}`);
      for (const { name, put, columns: names } of all) for (const row of copy.get(name)!) put.run(names.map((column) => row[column]));
      db.exec('commit');
    },
    giveCode: (typed, person, now) => void code.run([codeHash(typed), person, new Date(now).toISOString(), new Date(now + 86_400_000).toISOString()]),
    noteBackedUp: () => void mark.run([]),
    lines: () => lines.all([]) as HeldLine[],
    linesOf: (kid) => linesOf.all([kid]) as HeldLine[],
    jwsOf: (envelope) => (jws.get([envelope]) as { jws: string }).jws,
    completions: () => completions.all([]) as { registration: Registration; profile: ProfileId; progress: string }[],
    tip: (kid) => (tip.all([kid]) as { seq: number; hash: string }[])[0],
    close: () => db.close(),
  };
}
