/** Writes a checked course or layer as a signed pack: whole under its final name, or not at all. */
import { lstat, mkdir, mkdtemp, open, readdir, rename, rm, rmdir, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { JWK } from 'jose';
import type { CourseId, Edition } from '../../core/ids.ts';
import { isProblem } from '../../core/problem.ts';
import type { PublicKey } from '../../pack/keys.ts';
import { BYTES_FILE, courseFolder, MANIFEST_FILE, packFolder, SIGNATURE_FILE } from '../../pack/layout.ts';
import type { Cut } from '../../pack/cut.ts';
import { packIdOf, parsePack, type Pack } from '../../pack/layer.ts';
import { editionOf, MANIFEST_LIMIT, publisherOf } from '../../pack/manifest.ts';
import { publicPart, signManifest, verifyManifest, type TrustList } from '../../pack/trust.ts';
import type { PackPart } from '../check/parts.ts';
import { trustIn } from '../verify/trusted.ts';
import { verifyPack } from '../verify/verify.ts';
import { writeBytes, type Digests } from './bytes.ts';

/** What is to be written: its id, its files as they were cut, and its manifest once their digests are known. */
export type Contents = { readonly id: CourseId; readonly cut: Cut<PackPart>; readonly manifestOf: (digests: Digests, issued: string) => Pack };
/** `out`: folder that gets `packs/…`. `now`: to know temporary folders that a killed build left behind. */
export type Wish = { readonly out: string; readonly key: JWK & { readonly kid: string }; readonly issued: string; readonly now: Date };
/** `wasThere`: the same pack lay there already and was left alone. */
export type Built = { readonly kind: 'built'; readonly folder: string; readonly wasThere: boolean };
export type NotBuilt = { readonly kind: 'not-built'; readonly what: string; readonly mend: string };

const TEMPORARY = '.building-';
const DAY = 86_400_000;

export async function buildPack(contents: Contents, wish: Wish, done: (bytes: number) => void): Promise<Built | NotBuilt> {
  const parent = join(wish.out, courseFolder(contents.id));
  const made = await mkdir(parent, { recursive: true });
  await removeLeftovers(parent, wish.now);
  const temporary = await mkdtemp(join(parent, TEMPORARY));
  try {
    const edition = await writePack(contents, wish, join(temporary, 'pack'), done);
    if (typeof edition !== 'string') return edition;
    return await place(temporary, join(wish.out, packFolder(contents.id, edition)), contents.id, wish.key);
  } finally {
    await rm(temporary, { recursive: true, force: true });
    if (made !== undefined) await removeEmpty(parent, resolve(made));
  }
}

async function writePack({ id, cut, manifestOf }: Contents, { key, issued }: Wish, folder: string, done: (bytes: number) => void): Promise<Edition | NotBuilt> {
  await mkdir(folder);
  const digests = await written(join(folder, BYTES_FILE), (out) => writeBytes(cut, out, done));
  if ('changed' in digests) return notBuilt(`${digests.changed} was changed while it was read`, 'Wait until it is saved, and build again.');
  const manifestBytes = new TextEncoder().encode(JSON.stringify(manifestOf(digests, issued)));
  if (manifestBytes.length > MANIFEST_LIMIT) return notBuilt('there are too many files and pieces for one manifest', 'Make several courses of it.');
  const manifest = parsePack(manifestBytes);
  // The check lets nothing through that a reader would refuse: if it did, the mistake is ours.
  if (isProblem(manifest) || packIdOf(manifest) !== id) throw new Error(`the manifest made here is not valid: ${isProblem(manifest) ? manifest.detail : 'of another id'}`);
  const signature = await signManifest(manifestBytes, key).catch(() => '');
  const verdict = await verifyManifest(manifestBytes, signature, manifest, trustOf(id, key));
  if (verdict !== 'believed') return notBuilt('the private key does not fit its public half', 'Put back the key file from your copy.');
  await written(join(folder, MANIFEST_FILE), (out) => out.writeFile(manifestBytes));
  await written(join(folder, SIGNATURE_FILE), (out) => out.writeFile(signature));
  await syncFolder(folder);
  return editionOf(manifestBytes);
}

/** Gives the finished folder its name. A sound pack of this edition stays as it is; a damaged one is replaced. */
async function place(temporary: string, folder: string, id: CourseId, key: JWK): Promise<Built> {
  if (await lstat(folder).catch(() => undefined)) {
    const { faults } = await verifyPack(folder, async () => trustOf(id, key), () => undefined);
    if (faults.length === 0) return { kind: 'built', folder, wasThere: true };
    await rename(folder, join(temporary, 'damaged'));
  }
  await rename(join(temporary, 'pack'), folder);
  await syncFolder(dirname(folder));
  return { kind: 'built', folder, wasThere: false };
}

function trustOf(id: CourseId, key: JWK): TrustList {
  return trustIn(publicPart(key) as PublicKey, publisherOf(id));
}

function notBuilt(what: string, mend: string): NotBuilt {
  return { kind: 'not-built', what, mend: `Nothing was written. ${mend}` };
}

/** Removes folders from `from` up to `last` as long as they hold nothing: a build that gave nothing leaves nothing. */
async function removeEmpty(from: string, last: string): Promise<void> {
  for (let folder = resolve(from); folder.length >= last.length; folder = dirname(folder)) {
    const isRemoved = await rmdir(folder).then(() => true, () => false);
    if (!isRemoved || folder === last) return;
  }
}

async function removeLeftovers(parent: string, now: Date): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(TEMPORARY)) continue;
    const path = join(parent, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (now.getTime() - mtimeMs > DAY) await rm(path, { recursive: true, force: true });
  }
}

/** Writes a new file and waits until it lies on the disk. */
async function written<T>(path: string, write: (out: FileHandle) => Promise<T>): Promise<T> {
  const out = await open(path, 'wx', 0o644);
  try {
    const result = await write(out);
    await out.sync();
    return result;
  } finally {
    await out.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; its file system keeps names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
