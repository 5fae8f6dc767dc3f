/**
 * The server's memory: one SQLite file. Readers cannot write: theirs is a connection that refuses it. A writer exists only
 * inside a transaction, and one transaction runs at a time.
 */
import Database from 'libsql';
import { Kysely, SqliteDialect, sql, type SqliteDatabase } from 'kysely';
import { chained, type ChainedLine } from './audit-chain.ts';
import { schema1, type Tables } from './schema.ts';

/** For queries alone. `getExecutor` lets Kysely's `sql` run on it. */
export type Reader = Pick<Kysely<Tables>, 'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn' | 'getExecutor'>;
/** Lives as long as its transaction. */
export type Writer = Kysely<Tables>;
export type Store = {
  readonly read: <T>(work: (r: Reader) => Promise<T>) => Promise<T>;
  /** What `work` wrote is on the disk when this resolves, and nothing of it is anywhere when it rejects. */
  readonly write: <T>(work: (w: Writer) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** Opens the file, or makes it; brings its tables to this version. Throws for a file of a newer version. Blobs are read as ArrayBuffer. */
export function openStore(file: string): Store {
  const [written, read] = [connect(file), connect(file)];
  migrate(written);
  read.exec('pragma query_only = on');
  const writer = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyWants(written) }) });
  const reader = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyWants(read) }) });
  let last: Promise<unknown> = Promise.resolve();
  const write: Store['write'] = (work) => {
    const mine = last.then(() => inTransaction(writer, work));
    last = mine.catch(() => {});
    return mine;
  };
  return {
    read: (work) => work(reader),
    write,
    close: async () => {
      await last;
      await Promise.all([writer.destroy(), reader.destroy()]);
    },
  };
}

/** One list for each version of the tables. A version that somebody's data may have is never changed: append the next one. */
const migrations: readonly (readonly (string | ((db: Database.Database) => void))[])[] = [
  [
    ...schema1,
    `create trigger audit_stays before update on audit begin select raise(abort, 'the audit is only ever added to'); end`,
    `create trigger audit_keeps before delete on audit begin select raise(abort, 'the audit is only ever added to'); end`,
  ],
  [
    `drop trigger audit_stays`,
    `alter table audit add column prev text not null default ''`,
    `alter table audit add column hash text not null default ''`,
    chainAudit,
    `create trigger audit_stays before update on audit begin select raise(abort, 'the audit is only ever added to'); end`,
    `create trigger audit_follows before insert on audit when new.prev is not coalesce((select hash from audit order by id desc limit 1), '') begin select raise(abort, 'a line of the audit names the one before it'); end`,
    `alter table receipt add column audit text`,
  ],
  [
    `create table layer (edition text primary key, layer text not null, course text not null, release integer not null, manifest blob not null, signature text not null, endorsement text, entry text not null, published text not null, by text not null) strict, without rowid`,
    `create index layer_course on layer (course, layer, release)`,
  ],
  [
    `alter table device add column known integer not null default 0`,
    `alter table device add column behind text`,
    `update device set known = coalesce((select max(seq) from line where line.kid = device.kid), 0)`,
    `update device set behind = contact where known > seq`,
  ],
  [`create table vouch (id text primary key, person text not null references person, lines integer not null, reason text not null, by text not null, at text not null) strict, without rowid`],
  [`create index line_commented on line (profile, seq) where verb = 'commented'`],
  [`alter table device add column told integer not null default 0`],
  [
    `create table translation (id text primary key, unit text not null references unit, course text not null, lang text not null, source text not null, terms text not null, made text not null, unique (unit, course, lang)) strict, without rowid`,
    `create table translated (translation text not null references translation, id text not null, place integer not null, fixed text not null, target text not null, state text not null, by text, at text, version integer not null, primary key (translation, id)) strict, without rowid`,
    `create table translated_before (translation text not null references translation, id text not null, version integer not null, target text not null, state text not null, by text, at text, primary key (translation, id, version)) strict, without rowid`,
  ],
  [`alter table layer add column answers text`],
];

/** Lines from before the chain are chained as they are found. They keep their order; their numbers had no gap. */
function chainAudit(db: Database.Database): void {
  const lines = db.prepare(`select id, at, who, what, about, detail from audit order by id`).all([]) as Omit<ChainedLine, 'prev' | 'hash'>[];
  const keep = db.prepare(`update audit set prev = ?, hash = ? where id = ?`);
  let prev = '';
  for (const line of lines) {
    const { hash } = chained({ ...line, prev });
    keep.run([prev, hash, line.id]);
    prev = hash;
  }
}

function connect(file: string): Database.Database {
  const db = new Database(file);
  db.pragma('busy_timeout = 5000');
  db.pragma('journal_mode = wal');
  // FULL: a commit is on the disk before anybody is told of it, also when the power goes.
  db.pragma('synchronous = full');
  db.pragma('foreign_keys = on');
  // 32 MB of pages in memory: with SQLite's usual 2 each transaction reads again what the one before it wrote.
  db.pragma('cache_size = -32768');
  // Copied from the log into the file every 16 MB: of a page that changes with each envelope only its newest state.
  db.pragma('wal_autocheckpoint = 4000');
  return db;
}

function migrate(db: Database.Database): void {
  db.exec('begin immediate');
  try {
    const known = db.prepare(`select 1 from sqlite_master where name = 'setting'`).all([]).length > 0;
    const [row] = known ? (db.prepare(`select value from setting where key = 'schema'`).all([]) as { value: string }[]) : [];
    const version = Number(row?.value ?? 0);
    if (version > migrations.length) throw new Error(`The data were written by a newer Karvan (version ${version} of its tables; this one knows ${migrations.length}).`);
    for (const step of migrations.slice(version).flat()) {
      if (typeof step === 'string') db.exec(step);
      else step(db);
    }
    db.prepare(`insert into setting (key, value) values ('schema', ?) on conflict (key) do update set value = excluded.value`).run([String(migrations.length)]);
    db.exec('commit');
  } catch (error) {
    db.exec('rollback');
    throw error;
  }
}

async function inTransaction<T>(writer: Writer, work: (w: Writer) => Promise<T>): Promise<T> {
  return writer.connection().execute(async (w) => {
    await sql`begin immediate`.execute(w);
    try {
      const result = await work(w);
      await sql`commit`.execute(w);
      return result;
    } catch (error) {
      await sql`rollback`.execute(w).catch(() => {});
      throw error;
    }
  });
}

/** Each statement is prepared once: preparing costs four times what running does. Streams get their own, so that two may run at once. */
function asKyselyWants(db: Database.Database): SqliteDatabase {
  const prepared = new Map<string, ReturnType<SqliteDatabase['prepare']>>();
  const prepare = (text: string) => db.prepare(text) as unknown as ReturnType<SqliteDatabase['prepare']>;
  return {
    close: () => void db.close(),
    prepare: (text) => {
      const held = prepared.get(text);
      if (held) return held;
      const statement = prepare(text);
      const kept = { reader: statement.reader, all: statement.all.bind(statement), run: statement.run.bind(statement), iterate: (parameters: readonly unknown[]) => prepare(text).iterate(parameters) };
      if (prepared.size < 500) prepared.set(text, kept);
      return kept;
    },
  };
}
