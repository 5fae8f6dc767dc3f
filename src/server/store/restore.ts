/** Bringing a backup back. Phones heal the rest: whoever sent more since then hears so in the next receipt, and sends it again. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import Database from 'libsql';
import type { CourseId, Edition } from '../../core/ids.ts';
import { BYTES_FILE, MANIFEST_FILE, packFolder, SIGNATURE_FILE } from '../../pack/layout.ts';
import { audit } from './audit.ts';
import { checkDatabase, copyWhole } from './backup.ts';
import { DATABASE, readBackup, type BackupList } from './backup-list.ts';
import { syncFolder } from './files.ts';
import { openStore } from './store.ts';

/** `before`: where the data lie that were there until now. `missing`: packs that have to be published again. */
export type Restored = { readonly list: BackupList; readonly before: string | undefined; readonly missing: BackupList['packs'] };

/**
 * Puts a backup in the place of a data folder. Everything is verified, copied beside it and on the disk before the folder is
 * touched; then it is exchanged as a whole. `mayReplace`: the folder may hold data, which are moved aside and kept.
 */
export async function restore(from: string, data: string, { mayReplace, now }: { mayReplace: boolean; now: number }): Promise<Restored | string> {
  const list = await readBackup(from);
  if (typeof list === 'string') return list;
  const place = resolve(data);
  const names = await readdir(place).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : null));
  if (names === null) return `${data} is no folder.`;
  const isFull = names !== undefined && names.length > 0;
  if (isFull && !mayReplace) return `${data} holds data. With --force they are moved aside and kept.`;
  if (isFull && !names.includes(DATABASE)) return `${data} holds something, but no data of Karvan. Name another folder.`;
  if (isFull && isInUse(join(place, DATABASE))) return `A server is working with ${data}. Stop it first.`;
  const fresh = join(dirname(place), `.karvan-restore-${randomUUID()}`);
  try {
    await copyAll(from, fresh, list);
    await makeReady(join(fresh, DATABASE), { made: list.made, now });
    const missing = await bringPacks(place, fresh, list);
    return { list, missing, before: await exchange(place, fresh, { isFull, isThere: names !== undefined, now }) };
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    return `Nothing was restored: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function copyAll(from: string, fresh: string, { files }: BackupList): Promise<void> {
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  for (const { path } of files) await copyWhole(join(from, path), join(fresh, path));
  const found = checkDatabase(join(fresh, DATABASE));
  if (found !== 'ok') throw new Error(`the database of the backup is damaged (${found})`);
}

/**
 * Tables of this version, and nobody signed in: a session that was ended since then would come back to life. The log says that it was
 * brought back: lines written since the backup are not in it, and phones may hold their heads.
 */
async function makeReady(file: string, { made, now }: { made: string; now: number }): Promise<void> {
  // Opening brings older tables up to date, and throws for those of a newer Karvan.
  const store = openStore(file);
  await store.write((w) => audit(w, { at: now, who: 'command-line', what: 'restored', detail: { made } })).finally(() => store.close());
  const db = new Database(file);
  try {
    db.exec('delete from session');
    db.pragma('wal_checkpoint(truncate)');
  } finally {
    db.close();
  }
}

/** Packs that are not in the backup but lie in the folder that is replaced stay where phones look for them. */
async function bringPacks(place: string, fresh: string, { packs, hasPacks }: BackupList): Promise<BackupList['packs']> {
  const missing: BackupList['packs'] = [];
  for (const pack of packs) {
    const folder = packFolder(pack.course as CourseId, pack.edition as Edition);
    if (hasPacks && existsSync(join(fresh, folder, BYTES_FILE))) continue;
    if (!existsSync(join(place, folder, BYTES_FILE))) {
      missing.push(pack);
      continue;
    }
    await mkdir(join(fresh, folder), { recursive: true });
    for (const name of [MANIFEST_FILE, SIGNATURE_FILE, BYTES_FILE]) {
      const [from, to] = [join(place, folder, name), join(fresh, folder, name)];
      await link(from, to).catch(() => copyWhole(from, to));
    }
  }
  return missing;
}

/** The one moment in which something changes. Whatever stops it there, both states lie whole side by side. */
async function exchange(place: string, fresh: string, { isFull, isThere, now }: { isFull: boolean; isThere: boolean; now: number }): Promise<string | undefined> {
  await syncFolder(fresh);
  const before = isFull ? `${place}.before-${new Date(now).toISOString().replace(/[:.]/g, '-')}` : undefined;
  if (before !== undefined) await rename(place, before);
  else if (isThere) await rmdir(place);
  try {
    await rename(fresh, place);
  } catch (error) {
    if (before !== undefined) await rename(before, place);
    throw error;
  }
  await syncFolder(dirname(place));
  return before;
}

/** Whether another process has the database open: then it can be locked for nobody else. */
function isInUse(file: string): boolean {
  if (!existsSync(file)) return false;
  const db = new Database(file);
  try {
    db.pragma('busy_timeout = 1000');
    db.pragma('locking_mode = exclusive');
    db.exec('begin exclusive');
    db.exec('rollback');
    return false;
  } catch {
    return true;
  } finally {
    db.close();
  }
}
