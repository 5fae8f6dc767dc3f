/** One `.karvan` file of a pack, whole or in part, as it lies on a stick. */
import { writeZip, zipSize, type Source } from '../../src/pack/zip.ts';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, SIGNATURE_FILE, TRUST_FILE } from '../../src/pack/layout.ts';
import type { Pack } from './a-course.ts';

type Changed = { readonly parts?: readonly (readonly [number, number])[]; readonly trust?: unknown; readonly endorsement?: string; readonly change?: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> };

/** `parts`: stretches `[from, to)` of the pack's bytes, in place of all of them. `trust` and `endorsement`: lie beside them. `change`: spoils the pack's bytes before they are written. */
export async function aPackFile(pack: Omit<Pack, 'manifest'>, { parts, trust, endorsement, change = (bytes) => bytes }: Changed = {}): Promise<File> {
  const bytes = change(pack.bytes);
  const sources = [
    sourceOf(MANIFEST_FILE, pack.manifestBytes as Uint8Array<ArrayBuffer>),
    sourceOf(SIGNATURE_FILE, new TextEncoder().encode(pack.signature)),
    ...(trust === undefined ? [] : [sourceOf(TRUST_FILE, new TextEncoder().encode(JSON.stringify(trust)))]),
    ...(endorsement === undefined ? [] : [sourceOf(ENDORSEMENT_FILE, new TextEncoder().encode(endorsement))]),
    ...(parts?.map(([from, to]) => sourceOf(`${BYTES_FILE}-${from}`, bytes.slice(from, to))) ?? [sourceOf(BYTES_FILE, bytes)]),
  ];
  const file = new Uint8Array(zipSize(sources));
  await writeZip(sources, async (each, at) => file.set(each, at));
  return new File([file], 'course.karvan');
}

function sourceOf(name: string, bytes: Uint8Array<ArrayBuffer>): Source {
  return { name, size: bytes.length, parts: async function* () { yield bytes; } };
}

/** A file that can be taken away while it is read, as a stick is pulled: it lies in the browser's private files. */
export async function aFileToLose(file: File): Promise<{ readonly file: File; readonly lose: () => Promise<void> }> {
  const folder = await navigator.storage.getDirectory();
  const name = `lost-${crypto.randomUUID()}`;
  const handle = await folder.getFileHandle(name, { create: true });
  const writing = await handle.createWritable();
  await writing.write(file);
  await writing.close();
  return { file: await handle.getFile(), lose: () => folder.removeEntry(name) };
}
