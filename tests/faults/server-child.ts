/** A server in a process of its own, to be killed. With `early` it is the server that nobody should have: it answers before it commits. */
import Database from 'libsql';
import { Kysely, sql, SqliteDialect, type SqliteDatabase } from 'kysely';
import type { Tables } from '../../src/server/store/schema.ts';
import type { Store } from '../../src/server/store/store.ts';
import { aServer } from '../server/a-server.ts';

const [data, kind] = process.argv.slice(2);
const server = await aServer({ data: data!, ...(kind === 'early' ? { wrap: early } : {}) });
process.stdout.write(`${server.url}\n`);

/** Reads what it wrote as if it were committed, and commits only every seventh time. */
function early(_store: Store, file: string): Store {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: new Database(file) as unknown as SqliteDatabase }) });
  let open = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: (work) => work(db),
    write: (work) => {
      const mine = last.then(async () => {
        if (open === 0) await sql`begin immediate`.execute(db);
        const result = await work(db);
        open = (open + 1) % 7;
        if (open === 0) await sql`commit`.execute(db);
        return result;
      });
      last = mine.catch(() => {});
      return mine;
    },
    close: () => db.destroy(),
  };
}
