/** Whether the quizzes of a pack can be taken: an app that cannot read a key could only refuse the lesson. */
import type { FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { ausOf } from '../../core/cmi5/structure.ts';
import { quizSchema, quizWordsSchema } from '../../core/quiz/quiz.ts';
import type { Pack } from '../../pack/layer.ts';
import type { Fault } from '../fault.ts';
import { readPacked } from './packed.ts';

const LARGEST = 16 * 1024 * 1024;

export async function quizFaults(bytes: FileHandle, manifest: Pack): Promise<readonly Fault[]> {
  const keys = ausOf(manifest.kind === 'layer' ? [] : manifest.structure).flatMap(({ lesson }) => (lesson.kind === 'quiz' ? [{ path: lesson.path, schema: quizSchema }] : []));
  const words = manifest.tracks.filter((track) => track.kind === 'quiz').map(({ path }) => ({ path, schema: quizWordsSchema }));
  const faults: Fault[] = [];
  for (const { path, schema } of [...keys, ...words]) {
    const file = manifest.files.find((each) => each.path === path)!;
    const isFine = file.size <= LARGEST && v.is(schema, jsonIn(await readPacked(bytes, file)));
    if (!isFine) faults.push({ level: 'error', file: path, what: 'is not a quiz that Karvan can read', mend: 'Build the pack again with “karvan build”.' });
  }
  return faults;
}

function jsonIn(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
