/**
 * A course given on from this phone: what lies here of it as one `.karvan` file, with the manifest and the signature as they came, and
 * the phone's trust list, so that a recall travels too. A whole course becomes the same file that `karvan export --trust` writes; of a
 * part, each stretch of `bytes` stands for itself. Its language layers travel behind it.
 */
import { ausOf } from '../core/cmi5/structure.ts';
import type { CourseId, Digest, Edition } from '../core/ids.ts';
import { isProblem, problem, type Problem } from '../core/problem.ts';
import { PACK_FILE_ENDING } from '../pack/archive.ts';
import { digestOf } from '../pack/digest.ts';
import type { Layer, Pack } from '../pack/layer.ts';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, SIGNATURE_FILE, TRUST_FILE } from '../pack/layout.ts';
import type { Manifest } from '../pack/manifest.ts';
import { readyAus, runsOf, type Run } from '../pack/pieces.ts';
import { recallOf, type Trust } from '../pack/trust.ts';
import { writeZip, zipSize, type Put, type Source } from '../pack/zip.ts';
import type { Db, EditionRow, Install, LayerRow } from './db.ts';
import { manifestHeld } from './editions.ts';
import { forgetPiece } from './files.ts';
import { layersHere } from './layers.ts';
import { trustHeld } from './trust.ts';

/** What would be given on. `size`: bytes of the file. `lessons`: how many of `of` can be played from it alone, in `languages`. */
export type Parcel = {
  readonly name: string;
  readonly size: number;
  readonly languages: readonly string[];
  readonly lessons: number;
  readonly of: number;
  readonly edition: EditionRow;
  readonly manifest: Manifest;
  readonly install: Install;
  readonly trust: Trust | undefined;
  readonly held: ReadonlySet<Digest>;
  readonly runs: readonly Run[];
  /** Language layers that are here, and may be used. */
  readonly layers: readonly LayerParcel[];
};

type LayerParcel = { readonly row: LayerRow; readonly manifest: Layer; readonly runs: readonly Run[] };

/** The file that is written. `begin` empties it, more than once when a piece turns out to be lost. */
export type Target = { readonly begin: () => Promise<void>; readonly put: Put };

/** Looks what is here. Problems: `pack-not-found` when nothing is; what was recalled is given to nobody: `pack-withdrawn`, `pack-key-revoked`. */
export async function parcelOf(db: Db, course: CourseId): Promise<Parcel | Problem> {
  const install = await db.installs.get(course);
  const edition = install && (await db.editions.get(install.edition));
  const manifest = install && (await manifestHeld(db, install.edition));
  if (!install || !edition || !manifest) return problem('pack-not-found');
  const trust = await trustHeld(db);
  const recall = trust && recallOf(trust.list, edition);
  if (recall) return problem(recall.kind === 'withdrawn' ? 'pack-withdrawn' : 'pack-key-revoked', edition.edition);
  const here = new Set(await db.pieces.toCollection().primaryKeys());
  const layers = (await layersHere(db, course)).filter(({ row }) => row.state === 'ready' && !(trust && recallOf(trust.list, { ...row, course: row.layer })));
  const beside = layers.map(({ row, layer }): LayerParcel => ({ row, manifest: layer, runs: runsOf(layer, layer.pieces.flatMap(([digest], index) => (here.has(digest) ? [index] : []))) }));
  return parcelWith({ install, edition, manifest, trust, layers: beside.filter(({ runs }) => runs.length > 0), held: new Set(manifest.pieces.map(([digest]) => digest).filter((digest) => here.has(digest))) });
}

/**
 * Writes the file, reading one piece at a time and looking at each: one that cannot be read, or is not what it was, is a missing piece,
 * and the file is begun anew without it. Gives what was written in the end. `report`: bytes done.
 */
export async function writeParcel(db: Db, parcel: Parcel, { begin, put }: Target, report: (done: number) => void): Promise<Parcel | Problem> {
  for (let now: Parcel | Problem = parcel; ; ) {
    if (isProblem(now)) return now;
    await begin();
    let done = 0;
    const lost = await written(db, now, async (bytes, at) => {
      await put(bytes, at);
      report((done += bytes.length));
    });
    if (lost === undefined) return now;
    await forgetPiece(db, lost.edition, lost.pack, lost);
    // A layer of which a piece is lost is not given on; of a course the rest is.
    now = parcelWith({ ...now, layers: now.layers.filter(({ row }) => row.edition !== lost.edition), held: new Set([...now.held].filter((digest) => digest !== lost.digest)) });
  }
}

type Content = Pick<Parcel, 'install' | 'edition' | 'manifest' | 'trust' | 'held' | 'layers'>;

function parcelWith({ install, edition, manifest, trust, held, layers }: Content): Parcel | Problem {
  const runs = runsOf(manifest, manifest.pieces.flatMap(([digest], index) => (held.has(digest) ? [index] : [])));
  if (runs.length === 0) return problem('pack-not-found', 'no piece is here');
  const chosen = install.choice.languages.filter((lang) => manifest.languages.includes(lang));
  const sizes = [...smallFiles({ edition, trust }).map(([name, bytes]) => ({ name, size: bytes.length })), ...runs.map((run) => ({ name: nameOf(manifest, run), size: run.size })), ...layers.flatMap((each) => [...smallFilesOf(each).map(([name, bytes]) => ({ name, size: bytes.length })), ...each.runs.map((run) => ({ name: nameBeside(each, run), size: run.size }))])];
  return {
    name: `${manifest.course.split('/')[1]}-${manifest.release}${PACK_FILE_ENDING}`,
    size: zipSize(sizes),
    languages: chosen.length > 0 ? chosen : [manifest.source],
    lessons: readyAus(manifest, held, install.choice).size,
    of: ausOf(manifest.structure).length,
    edition,
    manifest,
    install,
    trust,
    held,
    runs,
    layers,
  };
}

/** What stands before the bytes. */
function smallFiles({ edition, trust }: Pick<Content, 'edition' | 'trust'>): readonly (readonly [name: string, bytes: Uint8Array<ArrayBuffer>])[] {
  const text = new TextEncoder();
  return [[MANIFEST_FILE, edition.bytes], [SIGNATURE_FILE, text.encode(edition.signature)], ...(trust ? [[TRUST_FILE, text.encode(JSON.stringify(trust.file))] as const] : [])];
}

/** What stands before a layer's bytes. */
function smallFilesOf({ row }: LayerParcel): readonly (readonly [name: string, bytes: Uint8Array<ArrayBuffer>])[] {
  const [text, folder] = [new TextEncoder(), `layers/${row.edition}`];
  return [[`${folder}/${MANIFEST_FILE}`, row.bytes], [`${folder}/${SIGNATURE_FILE}`, text.encode(row.signature)], ...(row.endorsement === undefined ? [] : [[`${folder}/${ENDORSEMENT_FILE}`, text.encode(row.endorsement)] as const])];
}

function nameBeside({ row, manifest }: LayerParcel, run: Run): string {
  return `layers/${row.edition}/${nameOf(manifest, run)}`;
}

type Lost = { readonly edition: Edition; readonly pack: Pack; readonly piece: number; readonly digest: Digest };

/** The piece that was lost, if one was. */
async function written(db: Db, parcel: Parcel, put: Put): Promise<Lost | undefined> {
  let lost: Lost | undefined;
  const { manifest, runs, layers } = parcel;
  const stretch = (edition: Edition, pack: Pack, run: Run, name = nameOf(pack, run)): Source => ({
    name,
    size: run.size,
    async *parts() {
      for (const piece of run.pieces) {
        const [digest, size] = pack.pieces[piece]!;
        const row = await db.pieces.get(digest).catch(() => undefined);
        if (row?.bytes.length !== size || (await digestOf(row.bytes)) !== digest) {
          lost = { edition, pack, piece, digest };
          throw new Error(`piece ${digest} is lost`);
        }
        yield row.bytes;
      }
    },
  });
  try {
    await writeZip([...smallFiles(parcel).map(whole), ...runs.map((run) => stretch(parcel.edition.edition, manifest, run)), ...layers.flatMap((each) => [...smallFilesOf(each).map(whole), ...each.runs.map((run) => stretch(each.row.edition, each.manifest, run, nameBeside(each, run)))])], put);
  } catch (error) {
    if (!lost) throw error;
  }
  return lost;
}

function nameOf({ pieces }: Pick<Pack, 'pieces'>, run: Run): string {
  return run.pieces.length === pieces.length ? BYTES_FILE : `${BYTES_FILE}-${run.start}`;
}

function whole([name, bytes]: readonly [name: string, bytes: Uint8Array<ArrayBuffer>]): Source {
  return {
    name,
    size: bytes.length,
    async *parts() {
      yield bytes;
    },
  };
}
