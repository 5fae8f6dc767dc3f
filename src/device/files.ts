/** Files of a pack, read from its pieces. */
import type { Edition } from '../core/ids.ts';
import type { PackFile } from '../pack/manifest.ts';
import type { Db } from './db.ts';

/** What a pack says of a file; undefined when the edition is not held or has no such file. */
export async function fileHeld(_db: Db, _edition: Edition, _path: string): Promise<PackFile | undefined> {
  throw new Error('not built yet');
}

/** A whole file, or undefined when it or one of its pieces is not here. */
export async function readFile(_db: Db, _edition: Edition, _path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  throw new Error('not built yet');
}

/** Bytes `[from, to)` of a file, one piece at a time and only as they are read. */
export function fileRange(_db: Db, _edition: Edition, _path: string, _from: number, _to: number): ReadableStream<Uint8Array> {
  throw new Error('not built yet');
}
