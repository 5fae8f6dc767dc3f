/**
 * The one door for files from outside: chosen, shared or opened with Karvan. Their bytes say what they are, whatever their names.
 * A file waits in this tab for the screen that takes it in; nothing is kept of it before a person has said so there.
 */
import { useSyncExternalStore } from 'react';
import { problem, type Problem } from '../../core/problem.ts';
import { kindOfFile } from '../../device/shared.ts';

/** A course goes to `/file`, and the last one chosen stays there; carried work goes to `/carry`, all of it that came. */
export type Screen = '/file' | '/carry';

/** Where a file is to be taken in: the caller leads there. Problems: `pack-file-foreign` is neither, `pack-file-gone` cannot be read. */
export async function openFile(file: Blob): Promise<Screen | Problem> {
  try {
    const kind = await kindOfFile(file);
    if (!kind) return problem('pack-file-foreign', 'neither a course nor carried work');
    wait(kind === 'pack' ? { ...waiting, pack: file } : { ...waiting, work: [...waiting.work, file] });
    return kind === 'pack' ? '/file' : '/carry';
  } catch (error) {
    return problem('pack-file-gone', String(error));
  }
}

/** The course file that waits. */
export function usePackFile(): Blob | undefined {
  return useSyncExternalStore(subscribe, () => waiting.pack);
}

/** How many files of carried work wait. */
export function useWorkCount(): number {
  return useSyncExternalStore(subscribe, () => waiting.work.length);
}

/** Hands the files of carried work over; they wait no longer. */
export function takeWork(): readonly Blob[] {
  const { work } = waiting;
  if (work.length > 0) wait({ ...waiting, work: [] });
  return work;
}

type Waiting = { readonly pack?: Blob; readonly work: readonly Blob[] };
let waiting: Waiting = { work: [] };
const listeners = new Set<() => void>();

function wait(next: Waiting): void {
  waiting = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
