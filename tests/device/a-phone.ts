/** A phone with a fresh database, a clock that tests move, and a person on it. */
import { v7 } from 'uuid';
import type { CourseId, ProfileId } from '../../src/core/ids.ts';
import { registrationOf } from '../../src/core/registration.ts';
import { answered, completed, judged, sitting, type Sitting } from '../../src/core/session.ts';
import type { Au } from '../../src/core/cmi5/structure.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';
import { openDb, type Db } from '../../src/device/db.ts';
import { createProfile, newDeviceKeys, type DeviceKeys, type OpenProfile } from '../../src/device/profiles.ts';
import type { World } from '../../src/device/world.ts';
import type { PublicKey } from '../../src/pack/keys.ts';

export const PIN = '482913';
export const NAME = 'Aysel Quliyeva';
export const COURSE = 'ministry/ethics' as CourseId;

export type Phone = { readonly db: Db; readonly world: World & { pass: (milliseconds: number) => void }; readonly open: OpenProfile; readonly keys: DeviceKeys };

let phones = 0;
export function aDb(): Db {
  return openDb(`phone-${performance.timeOrigin}-${++phones}`);
}

export function aWorld(): Phone['world'] {
  let now = Date.parse('2026-11-24T10:00:00.000Z');
  return { now: () => now, newId: () => v7(), pass: (milliseconds) => void (now += milliseconds) };
}

export async function aPhone(sealKey: PublicKey): Promise<Phone> {
  const [db, world, keys] = [aDb(), aWorld(), await newDeviceKeys()];
  const enrolled = { karvan: 1 as const, profile: v7(), name: NAME };
  const notice = { version: '1', lang: 'az', at: '2026-11-24T10:00:00.000Z' };
  const open = await createProfile(db, { enrolled, keys, emblem: 'camel', pin: PIN, sealKey, notice, languages: ['az'] }, world);
  return { db, world, open, keys };
}

/** The same database as after the app was closed and started again. */
export function reopened(db: Db): Db {
  db.close();
  return openDb(db.name);
}

const quizAu = { kind: 'au', id: `urn:karvan:au:${COURSE}/quiz`, title: { az: 'Sual' }, moveOn: 'Passed', masteryScore: 0.8, lesson: { kind: 'quiz', unit: 'x', path: 'q.json' } } as unknown as Au;

function aSitting(world: World, profile: ProfileId, cycle = 1): Sitting {
  return sitting(world, { profile, registration: registrationOf(profile, COURSE, cycle), course: COURSE, au: quizAu, language: 'az' });
}

/** Answers that would give a person away if they lay in plain. */
export function someStatements(world: World, profile: ProfileId, count: number, cycle = 1): Statement[] {
  const s = aSitting(world, profile, cycle);
  const item = { kind: 'text', id: 'q1' } as unknown as Parameters<typeof answered>[2]['item'];
  return Array.from({ length: count }, (_, n) =>
    answered(world, s, { attempt: 'a1', turn: n + 1, item, response: `Gəncə ${n}`, outcome: { isCorrect: true, points: 1, max: 1 } as Parameters<typeof answered>[2]['outcome'] }),
  );
}

export function aResult(world: World, profile: ProfileId, scaled = 0.9, cycle = 1): Statement[] {
  const s = aSitting(world, profile, cycle);
  return [judged(world, s, 'a1', { scaled, raw: scaled * 10, max: 10 } as Parameters<typeof judged>[3]), completed(world, s)];
}
