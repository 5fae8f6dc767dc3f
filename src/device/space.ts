/** Room on this phone, as the browser tells it. */

/** Bytes kept free, so that answers can always be saved. */
export const HEADROOM = 20 * 1024 * 1024;

/** Bytes. `quota` 0: the browser does not tell. */
export type Space = { readonly used: number; readonly quota: number; readonly free: number };

export async function spaceNow(): Promise<Space> {
  throw new Error('not built yet');
}

/** Asks the browser never to clear Karvan's data by itself; whether it agreed. */
export async function askPersist(): Promise<boolean> {
  throw new Error('not built yet');
}

export async function isPersisted(): Promise<boolean> {
  throw new Error('not built yet');
}

/** Whether so many more bytes leave the headroom free. */
export async function canHold(_bytes: number): Promise<boolean> {
  throw new Error('not built yet');
}
