/** Answers written down one by one as the app does it, on a phone with a second copy and on one without, in turns. */
import { v7 } from 'uuid';
import type { CourseId } from '../../src/core/ids.ts';
import type { Item } from '../../src/core/quiz/quiz.ts';
import { registrationOf } from '../../src/core/registration.ts';
import { answered, sitting, type World } from '../../src/core/session.ts';
import { openDb } from '../../src/device/db.ts';
import { journalState } from '../../src/device/journal.ts';
import { createProfile, newDeviceKeys, type OpenProfile } from '../../src/device/profiles.ts';
import { record, statementsOf, withRecording } from '../../src/device/record.ts';
import { copyWorkers } from '../../src/device/storage.ts';
import { newSealingKey } from '../../src/pack/keys.ts';

/** Milliseconds from `record` to its promise, answer by answer. */
export type Times = { readonly copied: readonly number[]; readonly alone: readonly number[] };

/** `count` answers on each side; before them a few that are not counted. */
export async function records(count: number): Promise<Times> {
  const [copied, alone] = [await aPerson('copied'), await aPerson('alone')];
  const times: { copied: number[]; alone: number[] } = { copied: [], alone: [] };
  for (let n = -WARM; n < count; n++) {
    // The order turns, so that neither is always the second.
    for (const [side, open] of n % 2 === 0 ? ([['copied', copied], ['alone', alone]] as const) : ([['alone', alone], ['copied', copied]] as const)) {
      const s = anAnswer(open, n);
      const start = performance.now();
      await record(open, [s], undefined);
      if (n >= 0) times[side].push(performance.now() - start);
      // The second copy follows: the next answer, of whichever side, must not wait for this one's.
      await withRecording(open, async () => undefined);
    }
  }
  for (const open of [copied, alone]) if ((await statementsOf(open)).length !== count + WARM) throw new Error('not all was kept');
  const [with1, without] = [await journalState(copied.db), await journalState(alone.db)];
  if (with1.kind !== 'kept' || without.kind !== 'none') throw new Error(`second copies: ${with1.kind}, ${without.kind}`);
  return times;
}

const WARM = 20;
const world: World = { now: () => Date.now(), newId: () => v7() };
const course = 'bench/record' as CourseId;
const quiz = { kind: 'au', id: `urn:karvan:au:${course}/quiz`, title: { en: 'Quiz' }, moveOn: 'Passed', lesson: { kind: 'quiz', unit: 'x', path: 'x' } } as unknown as Parameters<typeof sitting>[1]['au'];

async function aPerson(name: 'copied' | 'alone'): Promise<OpenProfile> {
  const db = openDb(`karvan-${name}`);
  if (name === 'copied') copyWorkers.set(db, () => new Worker(new URL('../../src/app/profile/journal.worker.ts', import.meta.url), { type: 'module' }));
  const notice = { version: '1', lang: 'en', at: new Date().toISOString() };
  const what = { enrolled: { karvan: 1 as const, profile: v7(), name: 'Aysel' }, keys: await newDeviceKeys(), emblem: 'camel', pin: '482913', sealKey: (await newSealingKey()).publicKey, notice, languages: ['en'] };
  return createProfile(db, what, world);
}

function anAnswer(open: OpenProfile, turn: number) {
  const sit = sitting(world, { profile: open.id, registration: registrationOf(open.id, course, 1), course, language: 'en', au: quiz });
  const item: Item = { kind: 'single', id: 'gift', points: 1, choices: ['take', 'refuse'], correct: 'refuse' };
  return answered(world, sit, { attempt: v7(), turn: Math.max(1, turn), item, response: 'refuse', outcome: { isCorrect: true, points: 1, max: 1 } });
}
