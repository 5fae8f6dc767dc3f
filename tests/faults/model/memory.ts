/**
 * A phone's database in memory, with as much of Dexie's face as the device's functions use: ten thousand histories cannot wait for
 * the ticks of a real one. Rows are never changed where they lie, and a transaction that throws leaves nothing. Dexie itself, over an
 * IndexedDB, plays a share of the histories (play.ts).
 */
import type { Db } from '../../../src/device/db.ts';

type Row = Record<string, unknown>;
type Key = unknown;

export function memoryDb(): Db {
  const tables = { meta: table('key'), profiles: table('id'), records: table('profile+seq'), envelopes: table('id'), replies: table('id'), states: table('profile+key'), carried: table('id'), batches: table('id'), editions: table('edition') };
  const all = Object.values(tables);
  const transaction = async (_mode: string, _tables: readonly unknown[], work: () => Promise<unknown>) => {
    const before = all.map((each) => each.held());
    try {
      return await work();
    } catch (error) {
      all.forEach((each, n) => each.become(before[n]!));
      throw error;
    }
  };
  return { ...tables, tables: Object.entries(tables).map(([name, each]) => Object.assign(each, { name })), transaction } as unknown as Db;
}

/** `path`: fields of the primary key. A key of one number counts by itself. */
function table(path: string) {
  const fields = path.split('+');
  let rows: ReadonlyMap<string, Row> = new Map();
  let last = 0;
  const keyOf = (row: Row): Key => (fields.length === 1 ? row[fields[0]!] : fields.map((field) => row[field]));
  const put = async (row: Row) => {
    const kept = keyOf(row) === undefined ? { ...row, [fields[0]!]: ++last } : row;
    rows = new Map(rows).set(nameOf(keyOf(kept)), kept);
    return keyOf(kept);
  };
  const remove = (names: readonly string[]) => {
    const left = new Map(rows);
    for (const name of names) left.delete(name);
    rows = left;
  };
  const add = async (row: Row) => {
    if (keyOf(row) !== undefined && rows.has(nameOf(keyOf(row)))) throw new Error(`there is a row ${nameOf(keyOf(row))}`);
    return put(row);
  };
  const inOrder = (some: readonly Row[], by: readonly string[]) => some.toSorted((a, b) => comparedBy(by, a, b) || comparedBy(fields, a, b));
  const update = async (key: Key, change: Row) => {
    const row = rows.get(nameOf(key));
    if (row) await put({ ...row, ...change });
    return row ? 1 : 0;
  };
  const collection = (is: (row: Row) => boolean, by: readonly string[]) => {
    const found = () => inOrder([...rows.values()].filter(is), by);
    return {
      toArray: async () => found(),
      sortBy: async (field: string) => inOrder(found(), [field]),
      count: async () => found().length,
      primaryKeys: async () => found().map(keyOf),
      filter: (more: (row: Row) => boolean) => collection((row) => is(row) && more(row), by),
      modify: async (change: Row) => {
        const some = found();
        for (const row of some) await put({ ...row, ...change });
        return some.length;
      },
      delete: async () => remove(found().map((row) => nameOf(keyOf(row)))),
    };
  };
  return {
    held: () => ({ rows, last }),
    become: (before: { rows: ReadonlyMap<string, Row>; last: number }) => void ({ rows, last } = before),
    get: async (key: Key) => rows.get(nameOf(key)),
    put, add, update,
    bulkGet: async (keys: readonly Key[]) => keys.map((key) => rows.get(nameOf(key))),
    bulkAdd: async (some: readonly Row[]) => {
      for (const row of some) await add(row);
    },
    bulkPut: async (some: readonly Row[]) => {
      for (const row of some) await put(row);
    },
    delete: async (key: Key) => remove([nameOf(key)]),
    bulkDelete: async (keys: readonly Key[]) => remove(keys.map(nameOf)),
    clear: async () => void (rows = new Map()),
    toArray: async () => inOrder([...rows.values()], fields),
    where: (index: string) => {
      const by = index.replace(/[[\]]/g, '').split('+');
      const at = (row: Row) => by.map((field) => row[field]);
      const within = (row: Row, bound: Key) => compared(at(row), by.length === 1 ? [bound] : (bound as readonly unknown[]));
      return {
        equals: (value: Key) => collection((row) => within(row, value) === 0, by),
        anyOf: (...values: readonly Key[]) => collection((row) => values.some((value) => within(row, value) === 0), by),
        between: (from: Key, to: Key, withFrom = true, withTo = false) => collection((row) => within(row, from) >= (withFrom ? 0 : 1) && within(row, to) <= (withTo ? 0 : -1), by),
      };
    },
  };
}

function nameOf(key: Key): string {
  return Array.isArray(key) ? key.join(' ') : String(key);
}

function comparedBy(fields: readonly string[], a: Row, b: Row): number {
  return compared(fields.map((field) => a[field]), fields.map((field) => b[field]));
}

function compared(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    return (a[i] as string) < (b[i] as string) ? -1 : 1;
  }
  return 0;
}
