/**
 * Words in a language layer may lie deflated in `bytes`: one raw DEFLATE stream (RFC 1951) and nothing else, so that there is no header, date
 * or second member in which two files of the same words could differ. `size` and `sha256` of a file are those of the bytes as they lie, as
 * pieces are cut from them; `deflated` says what comes out. A reader stops at the size that was said, and takes nothing that is otherwise.
 */
import { digestOf } from './digest.ts';
import type { PackFile } from './manifest.ts';

/** What a file is for whoever reads it: tracks name the words that they were made from by this digest. */
export function wholeOf(file: PackFile): { readonly size: number; readonly sha256: string } {
  return file.deflated ?? file;
}

/** The file out of its bytes as they lie. Undefined when they are cut short, run on behind the end, or give another file than was said. */
export async function unpacked(stored: Uint8Array<ArrayBuffer>, file: PackFile): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!file.deflated) return stored;
  const { size, sha256 } = file.deflated;
  const bytes = await inflated(stored, size);
  if (!bytes || (await digestOf(bytes)) !== sha256) return undefined;
  // Not every platform minds bytes behind the end: what is whole without its last byte has some.
  return (await inflated(stored.subarray(0, -1), size)) ? undefined : bytes;
}

/** Exactly `size` bytes, and no more memory than that. */
async function inflated(stored: Uint8Array<ArrayBuffer>, size: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const out = new Uint8Array(size);
  const reader = new Blob([stored]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (let at = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return at === size ? out : undefined;
      out.set(value, at);
      at += value.length;
    }
  } catch {
    // No such stream, or more than was said.
    void reader.cancel().catch(() => undefined);
    return undefined;
  }
}
