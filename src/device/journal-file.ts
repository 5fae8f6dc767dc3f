/**
 * The second copy's files, as a dedicated worker writes them: one file a profile in the browser's private file system (OPFS),
 * away from the database's files. Open, append, flush, close each time: a handle that is held locks other tabs out.
 */
import { readFrames } from './frames.ts';

/**
 * `append`: behind what is there. `renew`: all anew, in a file of its own that takes the old one's place once it is on the disk.
 * `reserve`: makes sure of room that is given back by `release` when a phone is full. `look`: whether this browser can do any of it.
 */
export type FileOrder =
  | { readonly kind: 'append' | 'renew'; readonly folder: string; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'reserve' | 'release'; readonly folder: string }
  | { readonly kind: 'look'; readonly folder: string };
/** `missing`: there is nothing to append to, or for `release` nothing to give back. */
export type FileDone = { readonly kind: 'done' | 'missing' | 'full' | 'unsupported' } | { readonly kind: 'failed'; readonly detail: string };

/** Carries out one order. Never throws. */
export async function carryOut(order: FileOrder): Promise<FileDone> {
  try {
    if (!('createSyncAccessHandle' in FileSystemFileHandle.prototype)) return { kind: 'unsupported' };
    if (order.kind === 'look') return { kind: 'done' };
    // Lines are added and renewed under their profile's own lock (record.ts): an answer that is being saved waits for no other.
    return await (order.kind === 'append' ? work(order) : navigator.locks.request(`karvan-journal-${order.folder}`, () => work(order)));
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof TypeError) return { kind: 'unsupported' };
    const { name } = error as { name?: string };
    return name === 'QuotaExceededError' ? { kind: 'full' } : { kind: 'failed', detail: String(error) };
  }
}

/** Room for some hundreds of answers on a phone that is full. */
const RESERVE = 1024 * 1024;
const RESERVE_NAME = 'reserve';

async function work(order: Exclude<FileOrder, { readonly kind: 'look' }>): Promise<FileDone> {
  switch (order.kind) {
    case 'append':
      return append(order.folder, order.name, order.bytes);
    case 'renew':
      return renew(await folderAt(order.folder), order.name, order.bytes);
    case 'reserve':
      return reserve(await folderAt(order.folder));
    case 'release':
      return release(await folderAt(order.folder));
  }
}

async function folderAt(name: string): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
}

/** Length up to which each file was seen to hold whole frames: only what somebody else changed is read again. */
const wholeTo = new Map<string, number>();

/** The newest file of each profile, as this worker last saw it: an answer that is being saved waits for no more than it must. */
const newest = new Map<string, FileSystemFileHandle>();

async function append(folder: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileDone> {
  const key = `${folder}/${name}`;
  const handle = newest.get(key) ?? (await newestIn(await folderAt(folder), name));
  if (!handle) return { kind: 'missing' };
  try {
    await writing(handle, (file) => {
      const size = file.getSize();
      if (wholeTo.get(handle.name) !== size) file.truncate(endOf(file, size));
      const at = file.getSize();
      file.write(bytes, { at });
      file.flush();
      wholeTo.set(handle.name, at + bytes.length);
    });
  } catch (error) {
    newest.delete(key);
    // Another tab has renewed it meanwhile.
    if ((error as { name?: string }).name === 'NotFoundError') return { kind: 'missing' };
    throw error;
  }
  newest.set(key, handle);
  return { kind: 'done' };
}

async function newestIn(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemFileHandle | undefined> {
  const current = (await turnsOf(folder, name)).at(-1);
  return current === undefined ? undefined : folder.getFileHandle(current);
}

/** Each renewal has the next number. Nothing of an older one stays readable: it may hold what an old PIN opens. */
async function renew(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileDone> {
  const before = await turnsOf(folder, name);
  const next = `${name}.${turnOf(before.at(-1)) + 1}`;
  const handle = await folder.getFileHandle(next, { create: true });
  try {
    await writing(handle, (file) => {
      file.truncate(0);
      file.write(bytes, { at: 0 });
      file.flush();
    });
  } catch (error) {
    await folder.removeEntry(next).catch(() => undefined);
    throw error;
  }
  wholeTo.set(next, bytes.length);
  newest.set(`${folder.name}/${name}`, handle);
  for (const old of before) {
    await writing(await folder.getFileHandle(old), (file) => {
      file.write(new Uint8Array(file.getSize()), { at: 0 });
      file.flush();
    });
    await folder.removeEntry(old);
  }
  return { kind: 'done' };
}

async function reserve(folder: FileSystemDirectoryHandle): Promise<FileDone> {
  await writing(await folder.getFileHandle(RESERVE_NAME, { create: true }), (file) => {
    if (file.getSize() >= RESERVE) return;
    // Zeros might be kept as a hole that takes no room.
    const part = crypto.getRandomValues(new Uint8Array(65_536));
    for (let at = 0; at < RESERVE; at += part.length) file.write(part, { at });
    file.flush();
  });
  return { kind: 'done' };
}

async function release(folder: FileSystemDirectoryHandle): Promise<FileDone> {
  try {
    await folder.removeEntry(RESERVE_NAME);
    return { kind: 'done' };
  } catch {
    return { kind: 'missing' };
  }
}

async function writing(handle: FileSystemFileHandle, write: (file: SyncFile) => void): Promise<void> {
  const file = await openSync(handle);
  try {
    write(file);
  } finally {
    file.close();
  }
}

/** Opens a private file for writing at any place: only a dedicated worker can, and one at a time. */
export function openSync(handle: FileSystemFileHandle): Promise<SyncFile> {
  return (handle as FileSystemFileHandle & { createSyncAccessHandle: () => Promise<SyncFile> }).createSyncAccessHandle();
}

/** FileSystemSyncAccessHandle, which TypeScript knows only in a worker's own library. */
type SyncFile = {
  readonly getSize: () => number;
  readonly truncate: (size: number) => void;
  readonly read: (into: Uint8Array<ArrayBuffer>, options: { at: number }) => number;
  readonly write: (bytes: Uint8Array<ArrayBuffer>, options: { at: number }) => number;
  readonly flush: () => void;
  readonly close: () => void;
};

/** Where the last whole frame ends: the next one must not stand behind a torn one. */
function endOf(file: SyncFile, size: number): number {
  const bytes = new Uint8Array(size);
  file.read(bytes, { at: 0 });
  return readFrames(bytes).end;
}

/** Names of a profile's files, the newest last. */
export async function turnsOf(folder: FileSystemDirectoryHandle, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const each of (folder as unknown as { keys: () => AsyncIterable<string> }).keys()) if (each.startsWith(`${name}.`)) found.push(each);
  return found.toSorted((a, b) => turnOf(a) - turnOf(b));
}

function turnOf(file: string | undefined): number {
  return Number(file?.split('.')[1] ?? 0);
}
