/**
 * How Karvan is on this phone, for somebody who helps: counts, codes and moments. Nothing of who anybody is or what was learned:
 * no name, no course, no answer, no id of a person. Needs no PIN.
 */
import type { Db } from './db.ts';
import { journalState } from './journal.ts';
import { lastTry } from './last-try.ts';
import { isPersisted, spaceNow } from './space.ts';
import { trustHeld } from './trust.ts';
import type { World } from './world.ts';

/** One fact; `name` is the key of its label. Values are neutral: figures, codes, moments in UTC, `yes`, `no` and `unknown`. */
export type Fact = { readonly name: FactName; readonly value: string };
type FactName = 'made' | 'app' | 'browser' | 'online' | 'worker' | 'storage' | 'quota' | 'kept' | 'journal' | 'profiles' | 'device-keys' | 'lines' | 'lines-open' | 'parcels' | 'replies' | 'last-try' | 'clock' | 'trust' | 'courses';

export async function diagnosis(db: Db, world: World, app: string): Promise<readonly Fact[]> {
  const [space, last, trust, copy, profiles] = [await spaceNow(), await lastTry(db), await trustHeld(db), await journalState(db), await db.profiles.toArray()];
  const facts: readonly (readonly [FactName, string])[] = [
    ['made', moment(world.now())],
    ['app', app],
    ['browser', navigator.userAgent],
    ['online', yes(navigator.onLine)],
    ['worker', await workerState()],
    ['storage', megabytes(space.used)],
    ['quota', space.quota === 0 ? 'unknown' : megabytes(space.quota)],
    ['kept', yes(await isPersisted())],
    ['journal', copy.kind === 'failed' ? `failed: ${copy.because.code}` : copy.kind],
    ['profiles', String(profiles.length)],
    ['device-keys', profiles.map((each) => each.kid.slice(0, 8)).join(', ') || '0'],
    ['lines', String(await db.records.count())],
    ['lines-open', String(await db.records.filter((row) => row.envelope === 0).count())],
    ['parcels', counted((await db.envelopes.toArray()).map((each) => (each.state === 'waiting' && each.carried ? 'carried' : each.state)))],
    ['replies', String(await db.replies.count())],
    ['last-try', last ? [moment(last.at), last.problem ?? 'ok'].join(' ') : 'unknown'],
    ['clock', last?.ahead === undefined ? 'unknown' : String(Math.round(last.ahead / 1000))],
    ['trust', trust ? `${trust.list.version}, ${trust.list.issued}` : 'unknown'],
    ['courses', counted((await db.installs.toArray()).map((each) => each.state))],
  ];
  return facts.map(([name, value]) => ({ name, value }));
}

/** `waiting 3, answered 1`; `0` for none. */
function counted(states: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${state} ${count}`).join(', ') || '0';
}

async function workerState(): Promise<string> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration) return 'no';
  return registration.waiting ? 'waiting' : registration.active ? 'active' : 'installing';
}

function moment(at: number): string {
  return new Date(at).toISOString();
}

function yes(isTrue: boolean): string {
  return isTrue ? 'yes' : 'no';
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e5) / 10} MB`;
}
