/** Writes `bytes`, and takes the digests on the way: every source file is read once, and never held as a whole. */
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { openFile } from '../course/folder.ts';
import type { Cut } from '../../pack/cut.ts';
import type { Digest } from '../../core/ids.ts';
import { PIECE_SIZE } from '../../pack/manifest.ts';
import type { PackPart } from '../check/parts.ts';

/** Digests of pieces in their order, and of files by path. */
export type Digests = { readonly pieces: readonly Digest[]; readonly byPath: ReadonlyMap<string, Digest> };

/** A source file that is no longer what was checked. */
export type Changed = { readonly changed: string };

/** Writes all parts in their order. `done` hears of each piece. */
export async function writeBytes(cut: Cut<PackPart>, out: FileHandle, done: (bytes: number) => void): Promise<Digests | Changed> {
  const pieces: Digest[] = [];
  const byPath = new Map<string, Digest>();
  const buffer = Buffer.alloc(PIECE_SIZE);
  const source = sourceOf(cut.files.map(({ part }) => part));
  try {
    for (const size of cut.pieces) {
      const piece = buffer.subarray(0, size);
      const changed = await source.fill(piece, (path, digest) => byPath.set(path, digest));
      if (changed !== undefined) return { changed };
      pieces.push(createHash('sha256').update(piece).digest('hex') as Digest);
      for (let at = 0; at < size; ) at += (await out.write(piece, at, size - at)).bytesWritten;
      done(size);
    }
    return { pieces, byPath };
  } finally {
    await source.close();
  }
}

type Ended = (path: string, digest: Digest) => void;
/** `fill` takes the next bytes of the parts, as if they were one long file; gives the path of a part that changed. */
type Source = { readonly fill: (target: Buffer, ended: Ended) => Promise<string | undefined>; readonly close: () => Promise<void> };

function sourceOf(parts: readonly PackPart[]): Source {
  let next = 0;
  let open: { part: PackPart; handle: FileHandle | undefined; at: number; hash: Hash } | undefined;
  const close = async () => {
    await open?.handle?.close();
    open = undefined;
  };
  const fill = async (target: Buffer, ended: Ended): Promise<string | undefined> => {
    for (let filled = 0; filled < target.length; ) {
      const part: PackPart = open?.part ?? parts[next++]!;
      open ??= { part, handle: part.from instanceof Uint8Array ? undefined : await openFile(part.from), at: 0, hash: createHash('sha256') };
      const size = Math.min(target.length - filled, part.size - open.at);
      const got = await readAt(open.handle ?? (part.from as Uint8Array), open.at, target.subarray(filled, filled + size));
      if (got < size) return part.path;
      open.hash.update(target.subarray(filled, filled + size));
      filled += size;
      open.at += size;
      if (open.at < part.size) continue;
      if (open.handle && (await open.handle.stat()).size !== part.size) return part.path;
      ended(part.path, open.hash.digest('hex') as Digest);
      await close();
    }
    return undefined;
  };
  return { fill, close };
}

async function readAt(from: FileHandle | Uint8Array, at: number, target: Buffer): Promise<number> {
  if (from instanceof Uint8Array) {
    target.set(from.subarray(at, at + target.length));
    return target.length;
  }
  let got = 0;
  while (got < target.length) {
    const { bytesRead } = await from.read(target, got, target.length - got, at + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return got;
}
