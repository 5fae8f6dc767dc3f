/** Whether a pack's folder is what it says: believed publisher, every piece, quizzes that can be marked. Nothing is held in memory but one piece. */
import { createHash } from 'node:crypto';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ausOf, type Au } from '../../core/cmi5/structure.ts';
import type { Edition } from '../../core/ids.ts';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { quizSchema, quizWordsSchema } from '../../core/quiz/quiz.ts';
import { typedAnswersIn, type TypedAnswers } from '../../core/quiz/typed.ts';
import { unpacked } from '../../pack/deflated.ts';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, SIGNATURE_FILE } from '../../pack/layout.ts';
import { verifyEndorsement } from '../../pack/endorsement.ts';
import { packIdOf, parsePack, type Layer, type Pack } from '../../pack/layer.ts';
import { bytesSize, editionOf, MANIFEST_LIMIT, type Manifest, type Packed, type PackFile } from '../../pack/manifest.ts';
import { verifyManifest, withdrawalOf, type TrustList } from '../../pack/trust.ts';
import type { QuizRow } from '../store/schema.ts';
import type { LayerAnswers } from '../sync/editions.ts';

/** Of a layer: `endorsement`, when one lies beside it that is believed, and `answers`, the typed answers that it accepts. */
export type Inspected = { readonly manifest: Pack; readonly manifestBytes: Uint8Array; readonly signature: string; readonly edition: Edition; readonly quizzes: readonly QuizRow[]; readonly endorsement?: string; readonly answers?: LayerAnswers };

const SIGNATURE_LIMIT = 16 * 1024;

/** Problems: `pack-not-found` for a missing file, `pack-manifest-invalid` (also for words of a layer that are not what it says), those of signatures, `pack-withdrawn`, `pack-bytes-short`, `pack-piece-damaged`. */
export async function inspectPack(folder: string, trust: TrustList): Promise<Inspected | Problem> {
  const manifestBytes = await readUpTo(join(folder, MANIFEST_FILE), MANIFEST_LIMIT);
  const signatureBytes = await readUpTo(join(folder, SIGNATURE_FILE), SIGNATURE_LIMIT);
  if (isProblem(manifestBytes)) return manifestBytes;
  if (isProblem(signatureBytes)) return signatureBytes;
  const signature = new TextDecoder().decode(signatureBytes);
  const manifest = parsePack(manifestBytes);
  if (isProblem(manifest)) return manifest;
  const verdict = await verifyManifest(manifestBytes, signature, manifest, trust);
  if (isProblem(verdict)) return verdict;
  const edition = await editionOf(manifestBytes);
  if (withdrawalOf(trust, packIdOf(manifest), edition)) return problem('pack-withdrawn', edition);
  const bytes = await open(join(folder, BYTES_FILE), 'r').catch(() => undefined);
  if (!bytes) return problem('pack-not-found', BYTES_FILE);
  try {
    const fault = await faultIn(bytes, manifest);
    if (fault) return fault;
    const known = { manifest, manifestBytes, signature, edition };
    if (manifest.kind === 'layer') {
      const answers = await answersIn(bytes, manifest);
      return isProblem(answers) ? answers : { ...known, quizzes: [], ...answers, ...(await endorsementIn(folder, manifest, edition, trust)) };
    }
    const quizzes = await quizzesIn(bytes, manifest, edition);
    return isProblem(quizzes) ? quizzes : { ...known, quizzes };
  } finally {
    await bytes.close();
  }
}

/** One that is not believed is left out: the layer is good without it. */
async function endorsementIn(folder: string, layer: Layer, edition: Edition, trust: TrustList): Promise<{ readonly endorsement?: string }> {
  const bytes = await readUpTo(join(folder, ENDORSEMENT_FILE), SIGNATURE_LIMIT);
  if (isProblem(bytes)) return {};
  const endorsement = new TextDecoder().decode(bytes);
  return (await verifyEndorsement(endorsement, layer, edition, trust)) === 'believed' ? { endorsement } : {};
}

async function readUpTo(path: string, most: number): Promise<Uint8Array | Problem> {
  const size = await stat(path).then((each) => each.size, () => undefined);
  if (size === undefined) return problem('pack-not-found', path.split(/[/\\]/).at(-1));
  return size > most ? problem('pack-manifest-invalid', 'too large') : new Uint8Array(await readFile(path));
}

async function faultIn(bytes: FileHandle, manifest: Packed): Promise<Problem | undefined> {
  const { size } = await bytes.stat();
  const wanted = bytesSize(manifest);
  if (size < wanted) return problem('pack-bytes-short', `${size} of ${wanted}`);
  if (size > wanted) return problem('pack-piece-foreign', `${size - wanted} bytes too many`);
  let at = 0;
  for (const [index, [digest, length]] of manifest.pieces.entries()) {
    const piece = await readAt(bytes, at, length);
    if (createHash('sha256').update(piece).digest('hex') !== digest) return problem('pack-piece-damaged', `piece ${index}`);
    at += length;
  }
  for (const file of manifest.files) {
    if (file.deflated && !(await fileIn(bytes, file))) return problem('pack-manifest-invalid', `${file.path} does not unpack`);
  }
  return undefined;
}

/** A file as its reader gets it; undefined when it is not what the manifest says. */
async function fileIn(bytes: FileHandle, file: PackFile): Promise<Uint8Array | undefined> {
  return unpacked(new Uint8Array(await readAt(bytes, file.at, file.size)), file);
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** Typed answers of a layer, by the words that they are for. Quiz words that cannot be read could only break a lesson. */
async function answersIn(bytes: FileHandle, layer: Layer): Promise<{ readonly answers?: LayerAnswers } | Problem> {
  const found: Record<string, TypedAnswers[]> = {};
  for (const { of, path } of layer.tracks.filter((track) => track.kind === 'quiz')) {
    const words = v.safeParse(quizWordsSchema, await jsonIn(bytes, layer, path));
    if (!words.success) return problem('pack-manifest-invalid', `${path}: ${words.issues[0].message}`);
    const answers = typedAnswersIn(words.output);
    if (answers) found[of] = [...(found[of] ?? []), answers];
  }
  return Object.keys(found).length > 0 ? { answers: found } : {};
}

/** Answer keys and words as the desk and the marking need them. */
async function quizzesIn(bytes: FileHandle, manifest: Manifest, edition: Edition): Promise<readonly QuizRow[] | Problem> {
  const rows: QuizRow[] = [];
  for (const au of ausOf(manifest.structure)) {
    if (au.lesson.kind !== 'quiz') continue;
    const quiz = v.safeParse(quizSchema, await jsonIn(bytes, manifest, au.lesson.path));
    if (!quiz.success) return problem('pack-manifest-invalid', `${au.lesson.path}: ${quiz.issues[0].message}`);
    rows.push({ edition, au: au.id, quiz: JSON.stringify(quiz.output), words: JSON.stringify(await wordsOf(bytes, manifest, au)) });
  }
  return rows;
}

async function wordsOf(bytes: FileHandle, manifest: Manifest, au: Au): Promise<Record<string, unknown>> {
  const words: Record<string, unknown> = {};
  const unit = au.lesson.kind === 'quiz' ? au.lesson.unit : undefined;
  for (const track of manifest.tracks.filter((each) => each.kind === 'quiz' && each.of === unit)) {
    const parsed = v.safeParse(quizWordsSchema, await jsonIn(bytes, manifest, track.path));
    if (parsed.success) words[track.lang] = parsed.output;
  }
  return words;
}

async function jsonIn(bytes: FileHandle, manifest: Packed, path: string): Promise<unknown> {
  const file = manifest.files.find((each) => each.path === path);
  if (!file || file.size > MANIFEST_LIMIT) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(await fileIn(bytes, file)));
  } catch {
    return undefined;
  }
}
