/** Files inside `bytes`. */
import type { FileHandle } from 'node:fs/promises';
import { unpacked } from '../../pack/deflated.ts';
import type { PackFile } from '../../pack/manifest.ts';

/** A file as its reader gets it; undefined when it does not unpack to what the manifest says. */
export async function readPacked(bytes: FileHandle, file: PackFile): Promise<Uint8Array | undefined> {
  const stored = new Uint8Array(file.size);
  await bytes.read(stored, 0, file.size, file.at);
  return unpacked(stored, file);
}
