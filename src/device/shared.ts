/**
 * Files that another program shared with Karvan. The service worker puts them by, so that they wait for somebody to open a profile and
 * outlive a closed app; they lie in the browser's private files, and what is no Karvan file is never put by.
 */
import { looksLikeZip } from '../pack/zip.ts';
import { isCarriedFile } from './carry.ts';
import type { Db } from './db.ts';
import type { World } from './world.ts';

const FOLDER = 'karvan-shared';
/** Row of `meta`: when each file was opened, by its name. */
const OPENED = 'shared-opened';
/** So many wait at most: a carrier's file for each phone of a village. */
const MOST_SHARED = 60;
/** What was opened is let go after this; until then it may still be read from here. */
const READ_TIME = 60 * 60_000;

type SharedFile = { readonly name: string; readonly file: File };
/** A file that comes in. It is there only once it is closed. */
export type Incoming = { readonly write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>; readonly close: () => Promise<void>; readonly drop: () => Promise<void> };

/** What a file is, by its first bytes and whatever its name. */
export async function kindOfFile(file: Blob): Promise<'pack' | 'work' | undefined> {
  if (looksLikeZip(new Uint8Array(await file.slice(0, 4).arrayBuffer()))) return 'pack';
  return (await isCarriedFile(file)) ? 'work' : undefined;
}

/** Begins a file; undefined when too many wait already. `name`: a stranger's word, made harmless. */
export async function beginShared(name: string): Promise<Incoming | undefined> {
  const folder = await (await root()).getDirectoryHandle(FOLDER, { create: true });
  const taken = new Set(await namesIn(folder));
  if (taken.size >= MOST_SHARED) return undefined;
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(-80);
  const free = Array.from({ length: MOST_SHARED }, (_, n) => `${n}-${safe}`).find((each) => !taken.has(each))!;
  const file = await (await folder.getFileHandle(free, { create: true })).createWritable();
  return {
    write: (bytes) => file.write(bytes),
    close: () => file.close(),
    drop: async () => {
      await file.abort().catch(() => undefined);
      await folder.removeEntry(free).catch(() => undefined);
    },
  };
}

/** Somebody has opened them: they stay for as long as they may still be read, and wait no longer. */
export async function noteOpened(db: Db, names: readonly string[], world: World): Promise<void> {
  const opened = Object.fromEntries(names.map((name) => [name, world.now()]));
  await db.meta.put({ key: OPENED, value: { ...(await openedIn(db)), ...opened } });
}

/** What nobody has opened yet, in the order of coming. */
export async function sharedFiles(db: Db): Promise<readonly SharedFile[]> {
  const opened = await openedIn(db);
  return (await filesHere()).filter(({ name, file }) => file.size > 0 && !(name in opened)).toSorted((a, b) => a.file.lastModified - b.file.lastModified);
}

/** Lets files go. */
export async function dropShared(db: Db, names: readonly string[]): Promise<void> {
  const folder = await folderHere();
  for (const name of names) await folder?.removeEntry(name).catch(() => undefined);
  const left = Object.entries(await openedIn(db)).filter(([name]) => !names.includes(name));
  await db.meta.put({ key: OPENED, value: Object.fromEntries(left) });
}

/** Lets go of what was opened some time ago, and of what was cut off while it came in: that is empty. One that is coming in now is locked. */
export async function dropRead(db: Db, world: World): Promise<void> {
  const opened = await openedIn(db);
  const isOver = ({ name, file }: SharedFile) => file.size === 0 || Math.abs(world.now() - (opened[name] ?? world.now())) > READ_TIME;
  const over = (await filesHere()).filter(isOver).map(({ name }) => name);
  if (over.length > 0) await dropShared(db, over);
}

async function openedIn(db: Db): Promise<Readonly<Record<string, number>>> {
  return ((await db.meta.get(OPENED))?.value ?? {}) as Readonly<Record<string, number>>;
}

async function filesHere(): Promise<readonly SharedFile[]> {
  const folder = await folderHere();
  return folder ? Promise.all((await namesIn(folder)).map(async (name) => ({ name, file: await (await folder.getFileHandle(name)).getFile() }))) : [];
}

async function folderHere(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await (await root()).getDirectoryHandle(FOLDER);
  } catch {
    return undefined;
  }
}

function root(): Promise<FileSystemDirectoryHandle> {
  return navigator.storage.getDirectory();
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of (folder as unknown as { keys: () => AsyncIterable<string> }).keys()) if (!name.endsWith('.crswap')) names.push(name);
  return names;
}
