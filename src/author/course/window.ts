/** Parts of a file by offset, so that readers of media never hold a whole film. */
import type { FileHandle } from 'node:fs/promises';

/** `read` gives the bytes `[at, at + size)`, fewer at the end of the file. */
export type Window = { readonly size: number; readonly read: (at: number, size: number) => Promise<Buffer> };

export async function windowOf(handle: FileHandle): Promise<Window> {
  const { size } = await handle.stat();
  return {
    size,
    read: async (at, length) => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      return buffer.subarray(0, bytesRead);
    },
  };
}
