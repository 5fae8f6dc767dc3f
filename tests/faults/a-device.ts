/** A learner's phone without a browser: the real functions of the device, on a database in memory, over real connections. */
import { v7 } from 'uuid';
import type { CourseId } from '../../src/core/ids.ts';
import { isProblem } from '../../src/core/problem.ts';
import { registrationOf } from '../../src/core/registration.ts';
import { opened, sitting } from '../../src/core/session.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';
import { begin, join } from '../../src/app/welcome/enrol.ts';
import type { Session } from '../../src/app/session.tsx';
import { openDb, type Db } from '../../src/device/db.ts';
import { drain, type DrainResult } from '../../src/device/drain.ts';
import { askReply, closeEnvelope } from '../../src/device/envelopes.ts';
import { factsOf } from '../../src/device/facts.ts';
import type { OpenProfile } from '../../src/device/profiles.ts';
import { record } from '../../src/device/record.ts';
import { settleReplies } from '../../src/device/settle.ts';
import { refreshTrust } from '../../src/device/trust.ts';
import type { Trust } from '../../src/pack/trust.ts';

export type Device = {
  readonly db: Db;
  readonly open: OpenProfile;
  readonly world: { readonly now: () => number; readonly newId: () => string };
  /** Writes down that a lesson was opened, so many times. */
  readonly learn: (count: number) => Promise<readonly Statement[]>;
  readonly seal: () => Promise<void>;
  /** Sends what is due; `at`: origin of the server or of the road to it. */
  readonly send: (at: string) => Promise<DrainResult>;
  readonly settle: () => Promise<void>;
  /** Asks for a reply even when nothing waits, and reads it. */
  readonly contact: (at: string) => Promise<void>;
  /** Sequence that the newest receipt names; 0 without one. */
  readonly received: () => Promise<number>;
  /** Moves the clock on, past any wait. */
  readonly later: () => void;
  /** Sets the clock: milliseconds by which it is ahead of the real one (negative: behind). */
  readonly ahead: (by: number) => void;
};

const course = 'karvan-samples/public-ethics' as CourseId;

/** Enrols a new phone with a code. */
export async function aDevice(origin: string, code: string): Promise<Device> {
  const clock = { skew: 0 };
  const world = { now: () => Date.now() + clock.skew, newId: () => v7() };
  const db = openDb(`phone-${v7()}`);
  const trust = await refreshTrust(db, at(origin));
  if (isProblem(trust)) throw new Error(trust.code);
  const session = { db, world, fetch: at(origin), needTrust: async () => trust } as unknown as Session;
  const joined = await join(code, { version: '1', lang: 'az', at: new Date().toISOString() }, session);
  if (isProblem(joined)) throw new Error(`${joined.code} ${joined.detail ?? ''}`);
  const open = await begin(joined, { emblem: 'camel', pin: '482913', lang: 'az' }, session);
  if (isProblem(open)) throw new Error(open.code);
  return deviceOf(db, open, trust, clock);
}

/** A `fetch` whose addresses are those of a server. */
export function at(origin: string): typeof globalThis.fetch {
  return (input, init) => globalThis.fetch(new URL(String(input), origin), init);
}

function deviceOf(db: Db, open: OpenProfile, trust: Trust, clock: { skew: number }): Device {
  const world = { now: () => Date.now() + clock.skew, newId: () => v7() };
  const seal = trust.list.server.seal[0]!;
  const device: Device = {
    db,
    open,
    world,
    learn: async (count) => {
      const what = sitting(world, { profile: open.id, registration: registrationOf(open.id, course, 1), course, language: 'az', au: lesson });
      const statements = Array.from({ length: count }, () => opened(world, what)[1]!);
      for (const statement of statements) await record(open, [statement], undefined);
      return statements;
    },
    seal: () => closeEnvelope(open, seal, world),
    send: (origin) => drain(db, at(origin), world),
    settle: () => settleReplies(open, trust),
    contact: async (origin) => {
      device.later();
      await device.seal();
      await askReply(open, seal, world);
      await device.send(origin);
      await device.settle();
    },
    received: async () => (await factsOf(open)).receipts.at(-1)?.seq ?? 0,
    later: () => void (clock.skew += 7 * 3_600_000),
    ahead: (by) => void (clock.skew = by),
  };
  return device;
}

const lesson = { kind: 'au', id: `urn:karvan:au:${course}/gifts`, title: { az: 'Hədiyyə' }, moveOn: 'Completed', lesson: { kind: 'reading', unit: 'x' } } as unknown as Parameters<typeof sitting>[1]['au'];
