/** Reads a built pack back and says everything that is wrong with it. Nothing it holds is believed before its digest fits. */
import { createHash, type Hash } from 'node:crypto';
import { constants, open, type FileHandle } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Edition } from '../../core/ids.ts';
import { isProblem, type Problem } from '../../core/problem.ts';
import { BYTES_FILE, MANIFEST_FILE, SIGNATURE_FILE } from '../../pack/layout.ts';
import { packIdOf, parsePack, type Pack } from '../../pack/layer.ts';
import { bytesSize, editionOf, MANIFEST_LIMIT, PIECE_SIZE } from '../../pack/manifest.ts';
import { verifyManifest, withdrawalOf, type TrustList } from '../../pack/trust.ts';
import { errorsIn, type Fault } from '../fault.ts';
import { wordsFor } from '../problems.ts';
import { readPacked } from './packed.ts';
import { quizFaults } from './quizzes.ts';

/** A pack as read. `manifest` is absent when it cannot be read at all. `isBelieved`: a trusted key of its publisher signed it. */
export type Read = { readonly faults: readonly Fault[]; readonly isBelieved: boolean; readonly manifest?: Pack; readonly edition?: Edition };
/** The list by which the signature of a pack is judged; undefined leaves it unjudged. */
export type TrustFor = (manifest: Pack) => Promise<TrustList | undefined>;

const again = 'Copy the pack again, or build it again.';
const MOST_SAID = 20;

/** Verifies all of a pack; `done` hears of each piece. */
export async function verifyPack(folder: string, trustFor: TrustFor, done: (bytes: number) => void): Promise<Read> {
  const faults: Fault[] = [];
  const say = (file: string, what: string, mend: string) => void faults.push({ level: 'error', file, what, mend });
  const manifestBytes = await readSmall(join(folder, MANIFEST_FILE), MANIFEST_LIMIT);
  if (typeof manifestBytes === 'string') {
    say(MANIFEST_FILE, manifestBytes, 'Name the folder that “karvan build” printed: it holds manifest.json, manifest.sig and bytes.');
    return { faults, isBelieved: false };
  }
  const manifest = parsePack(manifestBytes);
  if (isProblem(manifest)) {
    sayProblem(manifest, MANIFEST_FILE, faults);
    return { faults, isBelieved: false };
  }
  const edition = await editionOf(manifestBytes);
  if (basename(resolve(folder)) !== edition) say(MANIFEST_FILE, `is not what its folder is named for: its digest is ${edition}`, 'The manifest was changed or the folder renamed. Copy the pack again.');
  const signature = await readSmall(join(folder, SIGNATURE_FILE), 16 * 1024);
  if (typeof signature === 'string') say(SIGNATURE_FILE, signature, again);
  const trust = typeof signature === 'string' ? undefined : await trustFor(manifest);
  const verdict = trust && (await verifyManifest(manifestBytes, new TextDecoder().decode(signature as Uint8Array), manifest, trust));
  if (isProblem(verdict)) sayProblem(verdict, SIGNATURE_FILE, faults);
  else if (trust && withdrawalOf(trust, packIdOf(manifest), edition)) say(MANIFEST_FILE, 'this edition was withdrawn', wordsFor('pack-withdrawn').mend);
  await verifyBytes(join(folder, BYTES_FILE), manifest, faults, done);
  return { faults, isBelieved: verdict === 'believed', manifest, edition };
}

function sayProblem({ code, detail }: Problem, file: string, faults: Fault[]): void {
  const { what, mend } = wordsFor(code);
  faults.push({ level: 'error', file, what: detail === undefined ? what : `${what} (${detail})`, mend });
}

async function verifyBytes(path: string, manifest: Pack, faults: Fault[], done: (bytes: number) => void): Promise<void> {
  const say = (what: string, mend: string) => void faults.push({ level: 'error', file: BYTES_FILE, what, mend });
  const handle = await openPlain(path);
  if (typeof handle === 'string') return say(handle, again);
  try {
    const { size } = await handle.stat();
    const wanted = bytesSize(manifest);
    if (size < wanted) say(`is cut short: ${size} bytes of ${wanted}`, again);
    if (size > wanted) say(`is too long: ${size} bytes, and the pack has ${wanted}`, again);
    if (manifest.files.reduce((sum, file) => sum + file.size, 0) > wanted) return say('files of the pack lie over each other', 'Build the pack again with “karvan build”.');
    await verifyPieces(handle, manifest, say, done);
    if (errorsIn(faults) > 0) return;
    for (const file of manifest.files) {
      if (file.deflated && !(await readPacked(handle, file))) say(`${file.path} does not unpack to what the manifest says`, 'Build the layer again with “karvan layer build”.');
    }
    if (errorsIn(faults) === 0) faults.push(...(await quizFaults(handle, manifest)));
  } finally {
    await handle.close();
  }
}

/** One pass over `bytes`: each piece against its digest, and each file against its own. */
async function verifyPieces(handle: FileHandle, manifest: Pack, say: (what: string, mend: string) => void, done: (bytes: number) => void): Promise<void> {
  const waiting = manifest.files.toSorted((a, b) => a.at - b.at);
  const hashByPath = new Map<string, Hash>(waiting.map((file) => [file.path, createHash('sha256')]));
  const damaged: string[] = [];
  const buffer = Buffer.alloc(PIECE_SIZE);
  let offset = 0;
  let first = 0;
  for (const [i, [digest, size]] of manifest.pieces.entries()) {
    const { bytesRead } = await handle.read(buffer, 0, size, offset);
    const piece = buffer.subarray(0, bytesRead);
    while (first < waiting.length && waiting[first]!.at + waiting[first]!.size <= offset) first++;
    const inside: string[] = [];
    for (let at = first; at < waiting.length && waiting[at]!.at < offset + size; at++) {
      const file = waiting[at]!;
      inside.push(file.path);
      hashByPath.get(file.path)!.update(piece.subarray(Math.max(0, file.at - offset), Math.max(0, file.at + file.size - offset)));
    }
    if (bytesRead < size || createHash('sha256').update(piece).digest('hex') !== digest) damaged.push(`piece ${i} (${inside.slice(0, 3).join(', ')}${inside.length > 3 ? ' …' : ''})`);
    offset += size;
    done(size);
  }
  for (const each of damaged.slice(0, MOST_SAID)) say(`${each} is damaged`, again);
  if (damaged.length > MOST_SAID) say(`${damaged.length - MOST_SAID} more pieces are damaged`, again);
  if (damaged.length > 0) return;
  for (const file of waiting) {
    if (hashByPath.get(file.path)!.digest('hex') !== file.sha256) say(`${file.path} is not the file that the manifest says`, 'Build the pack again with “karvan build”.');
  }
}

/** A file's bytes; a sentence when it is missing, no plain file or longer than it may be. */
async function readSmall(path: string, limit: number): Promise<Uint8Array | string> {
  const handle = await openPlain(path);
  if (typeof handle === 'string') return handle;
  try {
    const { size } = await handle.stat();
    return size > limit ? `is too large: ${size} bytes` : new Uint8Array(await handle.readFile());
  } finally {
    await handle.close();
  }
}

async function openPlain(path: string): Promise<FileHandle | string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => error);
  if (handle instanceof Error) {
    if (handle.code === 'ENOENT' || handle.code === 'ENOTDIR') return 'is not in the folder';
    if (handle.code === 'ELOOP') return 'is a symbolic link';
    throw handle;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return 'is not a plain file';
}
