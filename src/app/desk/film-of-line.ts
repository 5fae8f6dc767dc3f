/** Where the film or the recording of a line can be had: on this device, or from the server's pack. */
import { ausOf } from '../../core/cmi5/structure.ts';
import type { CourseId, Edition } from '../../core/ids.ts';
import { isProblem } from '../../core/problem.ts';
import { refreshCatalogue } from '../../device/catalogue.ts';
import type { Db } from '../../device/db.ts';
import { isFileHere } from '../../device/files.ts';
import { installs } from '../../device/installs.ts';
import { manifestHeld } from '../../device/packs.ts';
import { BYTES_FILE, MANIFEST_FILE, packFolder } from '../../pack/layout.ts';
import { parseManifest, type Manifest, type PackFile } from '../../pack/manifest.ts';

/** `here`: a file of an edition that this device holds. `server`: how many bytes of it are to be fetched, and whence. */
export type FilmPlace =
  | { readonly kind: 'here'; readonly edition: Edition; readonly path: string }
  | { readonly kind: 'server'; readonly at: string; readonly file: PackFile }
  | { readonly kind: 'none' };

type Wanted = { readonly course: CourseId; readonly medium: string };

/** `medium`: digest of the film, as lines name it. On a road without a server only this device is asked. */
export async function findFilm(db: Db, fetch: typeof globalThis.fetch, wanted: Wanted): Promise<FilmPlace> {
  const install = (await installs(db)).find(({ course }) => course === wanted.course);
  const manifest = install && (await manifestHeld(db, install.edition));
  for (const path of manifest ? pathsOf(manifest, wanted.medium) : []) if (await isFileHere(db, install!.edition, path)) return { kind: 'here', edition: install!.edition, path };
  return (await atServer(db, fetch, wanted)) ?? { kind: 'none' };
}

async function atServer(db: Db, fetch: typeof globalThis.fetch, { course, medium }: Wanted): Promise<FilmPlace | undefined> {
  const catalogue = await refreshCatalogue(db, fetch);
  const entry = isProblem(catalogue) ? undefined : catalogue.entries.find((each) => each.course === course);
  if (!entry) return undefined;
  const folder = `/${packFolder(course, entry.edition)}`;
  const response = await fetch(`${folder}/${MANIFEST_FILE}`).catch(() => undefined);
  const manifest = response?.ok ? parseManifest(new Uint8Array(await response.arrayBuffer())) : undefined;
  if (!manifest || isProblem(manifest)) return undefined;
  const [path] = pathsOf(manifest, medium);
  const file = manifest.files.find((each) => each.path === path);
  return file && { kind: 'server', at: `${folder}/${BYTES_FILE}`, file };
}

/** The smallest first. Of a recording its own voice. */
function pathsOf(manifest: Manifest, medium: string): readonly string[] {
  const lesson = ausOf(manifest.structure).map((au) => au.lesson).find((each) => (each.kind === 'video' || each.kind === 'audio') && each.medium === medium);
  if (lesson?.kind === 'video') return lesson.sources.toSorted((a, b) => Number(a.rendition === 'video') - Number(b.rendition === 'video')).map(({ path }) => path);
  return manifest.tracks.filter(({ kind, of, lang }) => kind === 'voice' && of === medium && lang === manifest.source).map(({ path }) => path);
}

/** The file's bytes out of the server's pack; undefined when they did not come whole. */
export async function fetchFilm(fetch: typeof globalThis.fetch, { at, file }: Extract<FilmPlace, { kind: 'server' }>): Promise<Blob | undefined> {
  const response = await fetch(at, { headers: { range: `bytes=${file.at}-${file.at + file.size - 1}` } }).catch(() => undefined);
  if (response?.status !== 206) return undefined;
  const bytes = await response.blob().catch(() => undefined);
  return bytes?.size === file.size ? bytes.slice(0, bytes.size, file.type) : undefined;
}
