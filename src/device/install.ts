/**
 * Fetching a course or a layer: only what is missing, one connection for each run of pieces, and each lesson is ready as soon as its own
 * pieces are here. May be cut at any byte and in any minute: what was verified stays.
 */
import type { CourseId } from '../core/ids.ts';
import { fetchMissing, type Download, type Job, type Passed } from './fetching.ts';
import type { Db } from './db.ts';
import { renewTrust } from './trust.ts';
import { continued, pauseInstall, type Wish } from './wanted.ts';
import type { World } from './world.ts';

export type { Download } from './fetching.ts';
export type { Wish } from './wanted.ts';

/** Waits, shorter when the network returns or the signal stops it. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const FIRST_WAIT = 1000;
const LAST_WAIT = 60_000;

/**
 * Fetches until the course is here, a person stops it (`signal`), or trying again is no use. Without a network it says so, waits
 * and goes on by itself. Asked for the edition that is open while a newer one is under way, it goes on with the newer one.
 */
export async function install(
  db: Db,
  fetch: typeof globalThis.fetch,
  wish: Wish,
  report: (download: Download) => void,
  signal: AbortSignal,
  world: World,
  wait: Wait = waitForNetwork,
): Promise<Download> {
  let wanted: Wish | undefined;
  const pass = async (job: Job) => fetchMissing(job, (wanted ??= await continued(db, wish)));
  const last = await untilHere({ db, fetch, report, signal, world, damaged: new Map() }, wish.course, pass, wait);
  if (last.kind === 'paused') await pauseInstall(db, wish.course);
  return last;
}

/** Passes over a course or a layer until all of it is here, a person stops it, or trying again is no use. */
export async function untilHere(job: Job, id: CourseId, pass: (job: Job) => Promise<Passed>, wait: Wait = waitForNetwork): Promise<Download> {
  const { db, fetch, report, signal, world } = job;
  report({ kind: 'waiting' });
  let last: Download = { kind: 'paused', held: 0, of: 0, because: 'asked' };
  try {
    await navigator.locks.request(lockOf(id), { signal }, async () => {
      // A key may have been revoked, or a course taken back, since this phone last heard; without a network it goes by what it knows.
      await renewTrust(db, fetch);
      for (let failures = 0; !signal.aborted; ) {
        const { download, isFurther } = await pass(job);
        last = download;
        report(download);
        if (download.kind === 'fetching') continue;
        if (download.kind !== 'paused' || download.because !== 'offline') return;
        // Who got further needs no pause: the next connection may get as far again.
        failures = isFurther ? 0 : failures + 1;
        if (failures > 0) await wait(Math.min(LAST_WAIT, FIRST_WAIT * 2 ** (failures - 1)) * (0.5 + chance(world)), signal);
      }
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted && last.kind === 'paused') last = { kind: 'paused', held: last.held, of: last.of, because: 'asked' };
  return last;
}

/** Only one thread takes a course in at a time, by whatever road. */
export function lockOf(course: CourseId): string {
  return `karvan-install-${course}`;
}

/** 0…1 out of a fresh id: phones that lost the network together do not return together. */
function chance(world: World): number {
  return Number.parseInt(world.newId().slice(-6), 16) / 0xff_ff_ff;
}

function waitForNetwork(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      globalThis.removeEventListener('online', over);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    globalThis.addEventListener('online', over);
    signal.addEventListener('abort', over);
  });
}
