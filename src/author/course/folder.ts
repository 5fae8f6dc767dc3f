/** An author's folder as it lies on disk. Nothing outside it is ever read: links are refused, never followed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isPackPath } from '../../pack/manifest.ts';
import { nearest, sayer, type Fault, type Say } from '../fault.ts';

/** `path`: as courses and packs write it (NFC, with /). `disk`: where it lies. */
export type FolderFile = { readonly path: string; readonly disk: string; readonly size: number };
export type Folder = { readonly root: string; readonly files: ReadonlyMap<string, FolderFile> };

/** A file that something in the course names, and the line on which it does. */
export type Reference = { readonly path: string; readonly line: number };

const MOST_FILES = 5000;
const DEEPEST = 8;

/** All files of a folder. Hidden files are left out; whatever could not stand in a pack on every phone is a fault. */
export async function openFolder(root: string, faults: Fault[]): Promise<Folder> {
  const files = new Map<string, FolderFile>();
  const folded = new Map<string, string>();
  const walk = async (disk: string, inside: string, depth: number): Promise<void> => {
    for (const raw of (await readdir(disk, { encoding: 'buffer' })).toSorted(Buffer.compare)) {
      const name = decoded(raw, { ignoreBOM: true });
      const path = (inside + (name ?? raw.toString('latin1'))).normalize('NFC');
      const say = sayer(faults, path);
      if (name?.startsWith('.')) continue;
      if (name === undefined) {
        say(undefined, 'the name is not UTF-8', 'Rename the file with plain letters.');
        continue;
      }
      if (faults.length + files.size > MOST_FILES) return;
      const stat = await lstat(join(disk, name));
      if (stat.isSymbolicLink()) say(undefined, 'is a symbolic link', 'Put the file itself here; links are never followed.');
      else if (!stat.isDirectory() && !stat.isFile()) say(undefined, 'is neither a file nor a folder', 'Remove it.');
      else if (!isPackPath(path)) say(undefined, 'the name cannot stand in a pack', 'Use letters, digits, spaces and . _ @ ( ) + , - only, at most 255 characters with its folders, and begin with a letter or digit.');
      else if (stat.isDirectory() && depth >= DEEPEST) say(undefined, `folders are nested more than ${DEEPEST} deep`, 'Move the files up.');
      else if (stat.isDirectory()) await walk(join(disk, name), `${path}/`, depth + 1);
      else {
        const twin = folded.get(path.toLowerCase());
        if (twin) say(undefined, `has the same name as ${twin} on phones and sticks that do not tell capital letters`, 'Rename one of them.');
        folded.set(path.toLowerCase(), path);
        files.set(path, { path, disk: join(disk, name), size: stat.size });
      }
    }
  };
  await walk(root, '', 0);
  if (faults.length + files.size > MOST_FILES) sayer(faults, '.')(undefined, `there are more than ${MOST_FILES} files`, 'Keep only the files of the course in its folder.');
  return { root, files };
}

/** SHA-256 of a file, which is never held as a whole. */
export async function digestOfFile({ disk }: FolderFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(disk)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The file that a reference names; a reference that leads outside or nowhere is a fault. */
export function find(folder: Folder, reference: Reference, say: Say): FolderFile | undefined {
  const { line } = reference;
  const path = reference.path.normalize('NFC');
  if (/^[a-z][a-z0-9+.-]+:|^\/\//i.test(path)) say(line, `“${path}” is an address, not a file`, 'Copy the file into the folder and write its path; a course must work with no network.');
  else if (path.startsWith('/')) say(line, `“${path}” is an absolute path`, 'Write the path from the course folder, such as media/film.mp4.');
  else if (path.includes('\\')) say(line, `“${path}” has a backslash`, 'Write / between folders.');
  else if (path.split('/').includes('..')) say(line, `“${path}” leads out of the course folder`, 'Copy the file into the folder.');
  else if (!isPackPath(path)) say(line, `“${path.slice(0, 80)}” cannot be a file name in a pack`, 'Use letters, digits, spaces and . _ @ ( ) + , - only.');
  else {
    const file = folder.files.get(path);
    if (file && file.size > 0) return file;
    if (file) say(line, `“${path}” is empty`, 'Put something into the file or take it out.');
    else {
      const meant = nearest(path, folder.files.keys());
      say(line, `“${path}” is not in the folder`, meant ? `Did you mean ${meant}?` : 'Add the file or mend the path.');
    }
  }
  return undefined;
}

/** Text of a file; undefined (and a fault) when it is too long, not UTF-8 or holds NUL. */
export async function readText(file: FolderFile, say: Say, limit = 1024 * 1024): Promise<string | undefined> {
  if (file.size > limit) {
    say(undefined, `is longer than ${limit / 1024} KiB`, 'Split it.');
    return undefined;
  }
  const handle = await openFile(file);
  const bytes = await handle.readFile().finally(() => handle.close());
  const text = decoded(bytes);
  if (text === undefined) say(badLine(bytes), 'is not UTF-8', 'Save the file as UTF-8 in your editor.');
  else if (text.includes('\0')) say(text.slice(0, text.indexOf('\0')).split('\n').length, 'holds a NUL character', 'Delete that character.');
  else return text;
  return undefined;
}

/** Opens a file for reading and refuses one that became a link since it was looked at. */
export async function openFile(file: FolderFile): Promise<FileHandle> {
  return open(file.disk, constants.O_RDONLY | constants.O_NOFOLLOW);
}

function decoded(bytes: Uint8Array, options: { readonly ignoreBOM?: boolean } = {}): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ...options }).decode(bytes);
  } catch {
    return undefined;
  }
}

function badLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    if (decoded(bytes.subarray(from, to)) === undefined) return line;
    from = to + 1;
  }
  return line;
}
