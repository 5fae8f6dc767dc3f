/** Room on this phone, as the browser tells it. */

/** Bytes kept free, so that answers can always be saved. */
export const HEADROOM = 20 * 1024 * 1024;

/** Bytes. `quota` 0: the browser does not tell, and `free` is then without bound. */
export type Space = { readonly used: number; readonly quota: number; readonly free: number };

export async function spaceNow(): Promise<Space> {
  const { usage: used = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return { used, quota, free: quota === 0 ? Number.MAX_SAFE_INTEGER : Math.max(0, quota - used) };
}

/** Asks the browser never to clear Karvan's data by itself; whether it agreed. */
export async function askPersist(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}

export async function isPersisted(): Promise<boolean> {
  return (await navigator.storage?.persisted?.()) ?? false;
}

/** Whether so many more bytes leave the headroom free. */
export async function canHold(bytes: number): Promise<boolean> {
  return (await spaceNow()).free - bytes >= HEADROOM;
}
