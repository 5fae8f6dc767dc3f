/** A copy of everything that people would miss, made while the server runs. */
import { randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import Database from 'libsql';
import { BACKED_UP, BACKUP_LIST, DATABASE, digestOfFile, type BackupList } from './backup-list.ts';
import { syncFolder, writeWhole } from './files.ts';

/**
 * Copies the data folder into a new folder `to`: one consistent state of the database, keys, envelopes kept aside; with `hasPacks`
 * the packs too. The folder is there whole or not at all. Gives its list, or a sentence saying why there is none.
 */
export async function backup(data: string, to: string, { hasPacks, now }: { hasPacks: boolean; now: number }): Promise<BackupList | string> {
  if (isWithin(resolve(data), resolve(to))) return 'A backup cannot lie inside the data that it is to save.';
  if (await isTaken(to)) return `${to} is there already.`;
  const fresh = join(dirname(resolve(to)), `.karvan-backup-${randomUUID()}`);
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    // The database first: whatever it names by then is on the disk, and what comes later does no harm.
    const { packs, envelope } = await copyDatabase(join(data, DATABASE), join(fresh, DATABASE));
    const files = [DATABASE, ...(await copyRest(data, fresh, hasPacks))];
    const list: BackupList = { karvan: 1, made: new Date(now).toISOString(), files: [], packs, hasPacks };
    for (const path of files) list.files.push({ path, ...(await digestOfFile(join(fresh, path))) });
    await writeWhole(join(fresh, BACKUP_LIST), JSON.stringify(list, null, 1));
    await rename(fresh, to);
    await syncFolder(dirname(resolve(to)));
    noteBackedUp(join(data, DATABASE), envelope);
    return list;
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    return `The backup could not be made: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Copies one file that only its owner may read, and waits until it is on the disk. */
export async function copyWhole(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  await chmod(to, 0o600);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Says `ok` for a database that is whole. */
export function checkDatabase(file: string): string {
  const db = new Database(file, { readonly: true });
  try {
    return String((db.prepare('pragma quick_check').get([]) as { quick_check?: unknown } | undefined)?.quick_check);
  } finally {
    db.close();
  }
}

/** `vacuum into` reads one state of the database, whatever is written meanwhile. */
async function copyDatabase(from: string, to: string): Promise<Pick<BackupList, 'packs'> & { readonly envelope: number }> {
  const db = new Database(from, { fileMustExist: true } as Database.Options);
  try {
    db.pragma('busy_timeout = 30000');
    db.prepare('vacuum into ?').run([to]);
  } finally {
    db.close();
  }
  const file = await open(to, 'r+');
  await file.sync();
  await file.close();
  await chmod(to, 0o600);
  const found = checkDatabase(to);
  if (found !== 'ok') throw new Error(`its database is damaged (${found})`);
  const copy = new Database(to, { readonly: true });
  try {
    const packs = copy.prepare('select course, edition, release from edition order by course, release').all([]) as BackupList['packs'];
    return { packs, envelope: (copy.prepare('select coalesce(max(id), 0) as id from envelope').get([]) as { id: number }).id };
  } finally {
    copy.close();
  }
}

/** Says to the server what lies in a backup from now on: it tells the phones. Where that cannot be kept, the backup is as good. */
function noteBackedUp(file: string, envelope: number): void {
  const db = new Database(file);
  try {
    db.pragma('busy_timeout = 5000');
    db.prepare(`insert into setting (key, value) values ('${BACKED_UP}', ?) on conflict (key) do update set value = excluded.value`).run([String(envelope)]);
  } catch {
    // Phones hear of an earlier one, or of none: less than is true, and never more.
  } finally {
    db.close();
  }
}

/** Everything else in the data folder but what is being uploaded, and what can be built again. Links are not followed: they lead elsewhere. */
async function copyRest(data: string, to: string, hasPacks: boolean): Promise<readonly string[]> {
  const left = new Set(['incoming', 'trial', ...(hasPacks ? [] : ['packs'])]);
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(data, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  const wanted = paths.filter((path) => !left.has(path.split('/')[0]!) && !path.startsWith(DATABASE) && !path.split('/').some((part) => part.startsWith('.'))).toSorted();
  for (const path of wanted) await copyWhole(join(data, path), join(to, path));
  return wanted;
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && way !== path);
}

async function isTaken(path: string): Promise<boolean> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : ['a file']));
  if (names?.length === 0) await rm(path, { recursive: true });
  return names !== undefined && names.length > 0;
}
