/** The barest way to keep the same: prepared statements, the same bodies and index rows, one commit per 100 lines, WAL and FULL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { schema1, type EnvelopeRow, type LineRow } from '../../src/server/store/schema.ts';

/** What it says after each run. `cpu`: milliseconds of processor time. */
export type Written = { readonly lines: number; readonly milliseconds: number; readonly cpu: number; readonly fsync: string };

const PER_COMMIT = 100;
const envelopeColumns = ['id', 'digest', 'kid', 'profile', 'jws', 'received'] as const;
const lineColumns = ['kid', 'seq', 'digest', 'profile', 'statement', 'registration', 'verb', 'activity', 'edition', 'made', 'scaled', 'envelope', 'at', 'note'] as const;

type Row = readonly unknown[];
type Kept = { readonly body: Row; readonly lines: readonly Row[] };

/** On each message it writes what came into the server's file since the one before. */
export async function main([source = '']: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'karvan-bare-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.on('disconnect', () => process.exit());
  const theirs = new Database(source, { readonly: true });
  const ours = fresh(join(folder, 'bare.db'));
  let last = newest(theirs);
  process.on('message', () => {
    const kept = keptSince(theirs, last);
    last = newest(theirs);
    process.send?.(write(ours, kept));
  });
  process.send?.({ isReady: true });
}

function fresh(file: string): Database.Database {
  const db = new Database(file);
  db.pragma('journal_mode = wal');
  db.pragma('synchronous = full');
  for (const statement of schema1) if (/ (table|on) (envelope|line) /.test(statement)) db.exec(statement);
  return db;
}

function newest(db: Database.Database): number {
  const [row] = db.prepare('select max(id) as id from envelope').all([]) as { id: number | null }[];
  return row?.id ?? 0;
}

/** The server's own rows, in memory before the clock runs. */
function keptSince(db: Database.Database, last: number): readonly Kept[] {
  const bodies = db.prepare(`select ${envelopeColumns.join()} from envelope where id > ? order by id`).all([last]) as EnvelopeRow[];
  const lines = db.prepare(`select ${lineColumns.join()} from line where envelope > ? order by envelope, at`).all([last]) as LineRow[];
  const byEnvelope = new Map<number, Row[]>();
  for (const line of lines) byEnvelope.set(line.envelope, [...(byEnvelope.get(line.envelope) ?? []), lineColumns.map((name) => line[name])]);
  return bodies.map((body) => ({ body: envelopeColumns.map((name) => body[name]), lines: byEnvelope.get(body.id as unknown as number) ?? [] }));
}

function write(db: Database.Database, kept: readonly Kept[]): Written {
  const [body, line] = [db.prepare(insertInto('envelope', envelopeColumns)), db.prepare(insertInto('line', lineColumns))];
  const [{ synchronous }] = db.prepare('pragma synchronous').all([]) as [{ synchronous: number }];
  const [start, before] = [performance.now(), process.cpuUsage()];
  let lines = 0;
  db.exec('begin immediate');
  for (const each of kept) {
    body.run([...each.body]);
    for (const row of each.lines) {
      line.run([...row]);
      if (++lines % PER_COMMIT === 0) db.exec('commit; begin immediate');
    }
  }
  db.exec('commit');
  const { user, system } = process.cpuUsage(before);
  return { lines, milliseconds: performance.now() - start, cpu: (user + system) / 1000, fsync: synchronous === 2 ? 'FULL' : String(synchronous) };
}

function insertInto(table: string, columns: readonly string[]): string {
  return `insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`;
}
