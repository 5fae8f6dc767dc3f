/** A file that was chosen in the page, taken in as the app does, and stored with no care. */
import type { CourseId, Edition } from '../../src/core/ids.ts';
import { refreshTrust } from '../../src/device/trust.ts';
import { openDb } from '../../src/device/db.ts';
import { ofWorker, ready } from './install.page.ts';

/** `from`, `size`: where about the pack's bytes lie in the file. */
export type Source = { readonly course: CourseId; readonly edition: Edition; readonly from: number; readonly size: number };

/** Shows a picker in which a file can be chosen. */
export function showPicker(): void {
  const input = document.createElement('input');
  input.type = 'file';
  document.body.append(input);
}

/** Milliseconds from the order to all bytes kept, verified and strict. */
export async function importFile({ course, edition }: Source): Promise<number> {
  // As after enrolment: the list of publishers is there.
  await refreshTrust(openDb(), fetch.bind(globalThis));
  const start = performance.now();
  await ready({ course, edition, file: chosen() });
  return performance.now() - start;
}

/** The same for as many bytes of the same file, unverified and relaxed. */
export async function storeFile({ from, size }: Source): Promise<number> {
  const start = performance.now();
  const worker = new Worker(new URL('./unverified-file.worker.ts', import.meta.url), { type: 'module' });
  await ofWorker<void>(worker, { file: chosen(), from, size }, (_, resolve) => resolve());
  return performance.now() - start;
}

function chosen(): File {
  const file = document.querySelector<HTMLInputElement>('input[type=file]')?.files?.[0];
  if (!file) throw new Error('no file was chosen');
  return file;
}
