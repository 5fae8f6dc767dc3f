/** Bringing a pack onto the shelf: inspected first, moved whole, and in the catalogue only once it lies there for good. */
import { cp, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CourseId, Edition } from '../../core/ids.ts';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { entryOf } from '../../pack/entry.ts';
import { BYTES_FILE, MANIFEST_FILE, packFolder, SIGNATURE_FILE, type CatalogueEntry } from '../../pack/layout.ts';
import type { Deps } from '../deps.ts';
import { audit } from '../store/audit.ts';
import { syncFolder } from '../store/files.ts';
import type { Reader } from '../store/store.ts';
import { inspectPack, type Inspected } from './inspect.ts';
import { trustHeld } from './trust.ts';

type Shelf = Pick<Deps, 'store' | 'data' | 'now' | 'newId'>;
/** `isNew`: it was not in the catalogue before. */
export type Shelved = { readonly entry: CatalogueEntry; readonly isNew: boolean };

/** Publishes a built folder of this machine; the folder stays. */
export async function publishFolder(shelf: Shelf, folder: string, by: string): Promise<Shelved | Problem> {
  const incoming = join(shelf.data, 'incoming', shelf.newId());
  await mkdir(incoming, { recursive: true });
  try {
    for (const name of [MANIFEST_FILE, SIGNATURE_FILE, BYTES_FILE]) await cp(join(folder, name), join(incoming, name)).catch(() => {});
    return await shelve(shelf, incoming, by);
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}

/**
 * Takes a folder of `data/incoming` onto the shelf. `expected`: what its sender said it is. Problems: those of `inspectPack`,
 * `pack-older-release`; then nothing has changed.
 */
export async function shelve(shelf: Shelf, incoming: string, by: string, expected?: { course: CourseId; edition: Edition }): Promise<Shelved | Problem> {
  const { store, data } = shelf;
  const { list } = await store.read(trustHeld);
  const pack = await inspectPack(incoming, list);
  if (isProblem(pack)) return pack;
  const { course } = pack.manifest;
  if (expected && (expected.course !== course || expected.edition !== pack.edition)) return problem('pack-manifest-invalid', 'not the edition that was announced');
  const older = await store.read((r) => olderThanHeld(r, pack));
  if (older) return older;
  const folder = join(data, packFolder(course, pack.edition));
  // What lies there under its digest and is whole stays: somebody may be reading it.
  if (isProblem(await inspectPack(folder, list))) await place(incoming, folder);
  return register(shelf, pack, by);
}

async function olderThanHeld(r: Reader, { manifest, edition }: Inspected): Promise<Problem | undefined> {
  const newest = await r.selectFrom('edition').select(['release', 'edition']).where('course', '=', manifest.course).where('edition', '!=', edition).orderBy('release', 'desc').executeTakeFirst();
  if (!newest || newest.release < manifest.release) return undefined;
  const known = await r.selectFrom('edition').select('edition').where('edition', '=', edition).executeTakeFirst();
  return known ? undefined : problem('pack-older-release', `release ${manifest.release}, published is ${newest.release}`);
}

async function place(incoming: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  for (const name of [MANIFEST_FILE, SIGNATURE_FILE, BYTES_FILE]) {
    const file = await open(join(incoming, name), 'r+');
    await file.sync();
    await file.close();
  }
  await syncFolder(incoming);
  await rm(folder, { recursive: true, force: true });
  await rename(incoming, folder);
  await syncFolder(dirname(folder));
}

async function register({ store, now }: Shelf, pack: Inspected, by: string): Promise<Shelved | Problem> {
  const { manifest, edition } = pack;
  const entry = entryOf(manifest, edition);
  return store.write(async (w) => {
    const older = await olderThanHeld(w, pack);
    if (older) return older;
    const added = await w
      .insertInto('edition')
      .values({ edition, course: manifest.course, release: manifest.release, manifest: Buffer.from(pack.manifestBytes), signature: pack.signature, entry: JSON.stringify(entry), published: new Date(now()).toISOString(), by })
      .onConflict((conflict) => conflict.column('edition').doNothing())
      .executeTakeFirst();
    const isNew = added.numInsertedOrUpdatedRows === 1n;
    if (!isNew) return { entry, isNew };
    if (pack.quizzes.length > 0) await w.insertInto('quiz').values([...pack.quizzes]).execute();
    await audit(w, { at: now(), who: by, what: 'published', about: edition, detail: { course: manifest.course, release: manifest.release } });
    return { entry, isNew };
  });
}
