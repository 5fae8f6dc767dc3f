/** Bringing a pack onto the shelf: inspected first, moved whole, and in the catalogue only once it lies there for good. */
import { cp, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CourseId, Edition } from '../../core/ids.ts';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { entryOf, layerEntryOf } from '../../pack/entry.ts';
import { packIdOf, type Layer, type Pack } from '../../pack/layer.ts';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, packFolder, SIGNATURE_FILE, type CatalogueEntry, type LayerEntry } from '../../pack/layout.ts';
import type { Manifest } from '../../pack/manifest.ts';
import type { Deps } from '../deps.ts';
import { audit } from '../store/audit.ts';
import { syncFolder } from '../store/files.ts';
import type { Reader, Writer } from '../store/store.ts';
import { editions } from '../sync/editions.ts';
import { remarkCorrected, remarkTyped } from '../sync/remarking.ts';
import { inspectPack, type Inspected } from './inspect.ts';
import { trustHeld } from './trust.ts';

type Shelf = Pick<Deps, 'store' | 'data' | 'now' | 'newId'>;
/** `isNew`: it was not in the catalogue before. */
export type Shelved = { readonly entry: CatalogueEntry | LayerEntry; readonly isNew: boolean };

/** Publishes a built folder of this machine; the folder stays. */
export async function publishFolder(shelf: Shelf, folder: string, by: string): Promise<Shelved | Problem> {
  const incoming = join(shelf.data, 'incoming', shelf.newId());
  await mkdir(incoming, { recursive: true });
  try {
    for (const name of [MANIFEST_FILE, SIGNATURE_FILE, BYTES_FILE, ENDORSEMENT_FILE]) await cp(join(folder, name), join(incoming, name)).catch(() => {});
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
  const id = packIdOf(pack.manifest);
  if (expected && (expected.course !== id || expected.edition !== pack.edition)) return problem('pack-manifest-invalid', 'not the edition that was announced');
  const older = await store.read((r) => olderThanHeld(r, pack));
  if (older) return older;
  const folder = join(data, packFolder(id, pack.edition));
  // What lies there under its digest and is whole stays: somebody may be reading it.
  const there = await inspectPack(folder, list);
  if (isProblem(there)) await place(incoming, folder);
  else if (pack.endorsement !== undefined && there.endorsement === undefined) await cp(join(incoming, ENDORSEMENT_FILE), join(folder, ENDORSEMENT_FILE));
  return register(shelf, pack, by);
}

async function olderThanHeld(r: Reader, { manifest, edition }: Inspected): Promise<Problem | undefined> {
  const held = await (manifest.kind === 'layer'
    ? r.selectFrom('layer').select(['release', 'edition']).where('course', '=', manifest.course).where('layer', '=', manifest.layer)
    : r.selectFrom('edition').select(['release', 'edition']).where('course', '=', manifest.course)
  ).execute();
  const newest = Math.max(0, ...held.filter((each) => each.edition !== edition).map(({ release }) => release));
  if (newest < manifest.release || held.some((each) => each.edition === edition)) return undefined;
  return problem('pack-older-release', `release ${manifest.release}, published is ${newest}`);
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
  const { manifest, edition, signature } = pack;
  return store.write(async (w) => {
    const older = await olderThanHeld(w, pack);
    if (older) return older;
    const row = { edition, release: manifest.release, manifest: Buffer.from(pack.manifestBytes), signature, published: new Date(now()).toISOString(), by };
    const added = await (manifest.kind === 'layer' ? addLayer(w, manifest, row, pack) : addCourse(w, manifest, row, pack.quizzes));
    const remarked = added.isNew ? await remarkedBy(w, manifest, row) : 0;
    if (added.isNew) await audit(w, { at: now(), who: by, what: 'published', about: edition, detail: { course: packIdOf(manifest), release: manifest.release, ...(remarked > 0 ? { remarked } : {}) } });
    return added;
  });
}

/** How many goes it marks otherwise than they were before it was here. */
async function remarkedBy(w: Writer, manifest: Pack, { edition, published }: Row): Promise<number> {
  const news = { course: manifest.course, edition };
  if (manifest.kind === 'layer') return remarkTyped(w, editions(), news, published);
  return manifest.supersedes ? remarkCorrected(w, editions(), news, published) : 0;
}

type Row = { readonly edition: Edition; readonly release: number; readonly manifest: Buffer; readonly signature: string; readonly published: string; readonly by: string };

async function addCourse(w: Writer, manifest: Manifest, row: Row, quizzes: Inspected['quizzes']): Promise<Shelved> {
  const entry = entryOf(manifest, row.edition);
  const added = await w.insertInto('edition').values({ ...row, course: manifest.course, entry: JSON.stringify(entry) }).onConflict((conflict) => conflict.column('edition').doNothing()).executeTakeFirst();
  const isNew = added.numInsertedOrUpdatedRows === 1n;
  if (isNew && quizzes.length > 0) await w.insertInto('quiz').values([...quizzes]).execute();
  return { entry, isNew };
}

/** An edition that is there already may have been endorsed since. */
async function addLayer(w: Writer, layer: Layer, row: Row, { endorsement, answers }: Pick<Inspected, 'endorsement' | 'answers'>): Promise<Shelved> {
  const held = await w.selectFrom('layer').select('endorsement').where('edition', '=', row.edition).executeTakeFirst();
  const endorsed = endorsement ?? held?.endorsement ?? null;
  const entry = layerEntryOf(layer, row.edition, endorsed !== null);
  const values = { ...row, layer: layer.layer, course: layer.course, endorsement: endorsed, answers: answers ? JSON.stringify(answers) : null, entry: JSON.stringify(entry) };
  await w.insertInto('layer').values(values).onConflict((conflict) => conflict.column('edition').doUpdateSet({ endorsement: endorsed, answers: values.answers, entry: values.entry })).execute();
  return { entry, isNew: held === undefined || (held.endorsement === null && endorsed !== null) };
}
