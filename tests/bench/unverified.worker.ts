/** The other side of an install: the same archive, the same buffers and batches, nothing verified, relaxed durability. */
import { Dexie, type Table } from 'dexie';

const PIECE = 1024 * 1024;
const BATCH = 4;

self.addEventListener('message', (event: MessageEvent<string>) => {
  void keepAll(event.data).then((bytes) => self.postMessage(bytes));
});

async function keepAll(url: string): Promise<number> {
  const db = new Dexie('unverified', { chromeTransactionDurability: 'relaxed' }) as Dexie & { pieces: Table<{ digest: number; bytes: Uint8Array }> };
  db.version(1).stores({ pieces: 'digest' });
  const reader = (await fetch(url, { cache: 'no-store' })).body!.getReader();
  let [piece, filled, count, kept] = [new Uint8Array(PIECE), 0, 0, 0];
  let batch: { digest: number; bytes: Uint8Array }[] = [];
  const close = () => {
    if (filled > 0) batch.push({ digest: count++, bytes: piece.subarray(0, filled) });
    kept += filled;
    [piece, filled] = [new Uint8Array(PIECE), 0];
  };
  const flush = async () => {
    await db.transaction('rw', db.pieces, () => db.pieces.bulkPut(batch));
    batch = [];
  };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    for (let at = 0; at < value.length; ) {
      const part = value.subarray(at, at + PIECE - filled);
      piece.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled === PIECE) close();
      if (batch.length === BATCH) await flush();
    }
  }
  close();
  await flush();
  return kept;
}
