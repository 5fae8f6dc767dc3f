/** Files of the lesson that is open. */
import { useEffect, useState } from 'react';
import type { Edition } from '../../core/ids.ts';
import type { Db } from '../../device/db.ts';
import { fileHeld, readFile } from '../../device/files.ts';

/**
 * An address at which the browser can read a file of a pack: the service worker's, by ranges; in a tab that it does not control
 * (a first visit, a forced reload) the file itself. Undefined when it is not here. Give it to `forget` when it is done with.
 */
export async function addressOf(db: Db, edition: Edition, path: string): Promise<string | undefined> {
  const file = await fileHeld(db, edition, path);
  if (!file) return undefined;
  if ('serviceWorker' in navigator && navigator.serviceWorker.controller) return `/local/${edition}/${path.split('/').map(encodeURIComponent).join('/')}`;
  const bytes = await readFile(db, edition, path);
  return bytes && URL.createObjectURL(new Blob([bytes], { type: file.type }));
}

/** Lets go of an address. */
export function forget(address: string): void {
  if (address.startsWith('blob:')) URL.revokeObjectURL(address);
}

/** A text file; undefined when it is not here whole. */
export async function readText(db: Db, edition: Edition, path: string): Promise<string | undefined> {
  const bytes = await readFile(db, edition, path);
  return bytes && new TextDecoder().decode(bytes);
}

/** `addressOf` for a component. Undefined until it is known; null when the file is not here. */
export function useAddress(db: Db, edition: Edition | undefined, path: string | undefined): string | null | undefined {
  const [found, setFound] = useState<{ readonly of: string; readonly address: string | null }>();
  const of = `${edition} ${path}`;
  useEffect(() => {
    if (edition === undefined || path === undefined) return;
    let isGone = false;
    const asked = addressOf(db, edition, path);
    void asked.then((address) => !isGone && setFound({ of: `${edition} ${path}`, address: address ?? null }));
    return () => {
      isGone = true;
      void asked.then((address) => address && forget(address));
    };
  }, [db, edition, path]);
  return path !== undefined && found?.of === of ? found.address : undefined;
}
