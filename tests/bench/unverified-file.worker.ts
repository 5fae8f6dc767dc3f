/** The other side of an import: the same file, pieces of the same size in the same batches, read ahead, nothing verified, relaxed durability. */
import { Dexie, type Table } from 'dexie';

const PIECE = 1024 * 1024;
const BATCH = 4;

type Order = { readonly file: Blob; readonly from: number; readonly size: number };
type Row = { readonly digest: number; readonly bytes: Uint8Array };

self.addEventListener('message', ({ data }: MessageEvent<Order>) => {
  void keepAll(data).then(() => self.postMessage('kept'));
});

async function keepAll({ file, from, size }: Order): Promise<void> {
  const db = new Dexie('unverified', { chromeTransactionDurability: 'relaxed' }) as Dexie & { pieces: Table<Row> };
  db.version(1).stores({ pieces: 'digest' });
  const read = (at: number): Promise<Row[]> => Promise.all(Array.from({ length: Math.min(BATCH, Math.ceil((size - at) / PIECE)) }, (_, n) => pieceAt(at + n * PIECE)));
  const pieceAt = async (at: number): Promise<Row> => ({ digest: at, bytes: new Uint8Array(await file.slice(from + at, from + Math.min(size, at + PIECE)).arrayBuffer()) });
  let next = read(0);
  for (let at = 0; at < size; at += BATCH * PIECE) {
    const batch = await next;
    if (at + BATCH * PIECE < size) next = read(at + BATCH * PIECE);
    await db.transaction('rw', db.pieces, () => db.pieces.bulkPut(batch));
  }
}
