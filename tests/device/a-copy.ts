/** The second copy as it lies in the browser's private files: the real worker, and a hand that looks, tears and damages. */
import type { Db } from '../../src/device/db.ts';
import { copyWorkers, folderOf } from '../../src/device/storage.ts';

/** The database gets a second copy. Gives the hand. */
export function withCopy(db: Db) {
  copyWorkers.set(db, () => new Worker(new URL('../../src/app/profile/journal.worker.ts', import.meta.url), { type: 'module' }));
  const folder = async () => (await navigator.storage.getDirectory()).getDirectoryHandle(folderOf(db));
  const files = async () => {
    const found: FileSystemFileHandle[] = [];
    for await (const each of (await folder()).values()) if (each.name.includes('.')) found.push(each as FileSystemFileHandle);
    return found;
  };
  return {
    files,
    bytes: async () => new Uint8Array(await (await (await files())[0]!.getFile()).arrayBuffer()),
    /** Puts other bytes in place of the file's. */
    change: async (change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) => {
      const [file] = await files();
      const changed = change(new Uint8Array(await (await file!.getFile()).arrayBuffer()));
      const writable = await file!.createWritable();
      await writable.write(changed);
      await writable.close();
    },
    dropReserve: async () => (await folder()).removeEntry('reserve'),
  };
}
