/** Giving a file out of Karvan: to the phone's own share sheet where there is one, else among the downloads. */
import { CARRIED, CARRIED_ENDINGS, type Bundle } from '../../sync/bundle.ts';

/** `saved`: under this name among the downloads. `dropped`: the person closed the share sheet. */
export type Given = { readonly kind: 'shared' | 'dropped' } | { readonly kind: 'saved'; readonly name: string };

export async function giveFile(text: string, kind: Bundle['kind'], now: number): Promise<Given> {
  const name = nameOf(kind, now);
  return shareOrSave(sharable(text, name), new Blob([text], { type: CARRIED }), name);
}

/** `shared`: the file for the share sheet, where there is one that takes it. */
export async function shareOrSave(shared: File | undefined, file: Blob, name: string): Promise<Given> {
  if (shared) {
    try {
      await navigator.share({ files: [shared] });
      return { kind: 'shared' };
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'dropped' };
      // A share sheet that does not open is no reason to keep the file back.
    }
  }
  save(file, name);
  return { kind: 'saved', name };
}

/** Nothing of a person in the name, and sorted by date. */
function nameOf(kind: Bundle['kind'], now: number): string {
  const [day, time] = new Date(now).toISOString().split('T');
  return `${day}-${time!.slice(0, 8).replaceAll(':', '')}${CARRIED_ENDINGS[kind]}`;
}

/** Browsers share only endings that they know: ours goes as a text where need be. Its content says what it is. */
function sharable(text: string, name: string): File | undefined {
  return [new File([text], name, { type: CARRIED }), new File([text], `${name}.txt`, { type: 'text/plain' })].find(isSharable);
}

/** Whether this browser has a share sheet, and it takes such a file. */
export function isSharable(file: File): boolean {
  return 'canShare' in navigator && navigator.canShare({ files: [file] });
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser takes hold of it after the click; a minute is long enough for that.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
