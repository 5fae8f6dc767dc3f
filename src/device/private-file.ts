/** The private file that a course is written into, as a dedicated worker writes it (OPFS). Orders come one after the other. */
import { openSync } from './journal-file.ts';

export type WriteOrder =
  | { readonly kind: 'begin'; readonly folder: string; readonly name: string }
  | { readonly kind: 'put'; readonly bytes: Uint8Array<ArrayBuffer>; readonly at: number }
  | { readonly kind: 'close' };
export type WriteDone = 'done' | 'full' | 'failed';

/** `begin` opens or empties the file, `close` lets go of it. Never throws. */
export function privateWriter(): (order: WriteOrder) => Promise<WriteDone> {
  let file: Awaited<ReturnType<typeof openSync>> | undefined;
  const carryOut = async (order: WriteOrder) => {
    switch (order.kind) {
      case 'begin': {
        const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(order.folder, { create: true });
        file ??= await openSync(await folder.getFileHandle(order.name, { create: true }));
        return file.truncate(0);
      }
      case 'put': {
        const wrote = file!.write(order.bytes, { at: order.at });
        if (wrote < order.bytes.length) throw new DOMException('not all was written', 'QuotaExceededError');
        return undefined;
      }
      case 'close':
        file?.flush();
        file?.close();
        file = undefined;
    }
  };
  return async (order) => {
    try {
      await carryOut(order);
      return 'done';
    } catch (error) {
      return (error as { name?: string }).name === 'QuotaExceededError' ? 'full' : 'failed';
    }
  };
}
