/** The phones of a history: learners' and carriers'. All that they do they do by the real functions of the device. */
import { answered, attempted, completed, judged, opened, sitting, type World } from '../../../src/core/session.ts';
import { score, scoreQuiz } from '../../../src/core/quiz/score.ts';
import { registrationOf } from '../../../src/core/registration.ts';
import type { Statement } from '../../../src/core/xapi/statement.ts';
import type { KeyId, ProfileId } from '../../../src/core/ids.ts';
import type { Db, ProfileRow } from '../../../src/device/db.ts';
import { currentCycle, factsOf, progressOf } from '../../../src/device/learning.ts';
import type { OpenProfile } from '../../../src/device/profiles.ts';
import type { Deed, Fall, Fate } from './history.ts';
import { asking, course, quiz, reading } from './course.ts';
import type { Answer, Death, Known, Whose } from './office.ts';

/** A phone's keys, made once: a thousand histories use them again. `key`: of the profile. */
export type Keys = { readonly known: Whose; readonly key: CryptoKey; readonly sign: CryptoKey; readonly agree: CryptoKey };
/** A database as it was: rows by table. */
export type DbCopy = readonly { readonly name: string; readonly rows: readonly unknown[] }[];
export type Phone = { readonly db: Db; readonly kid: KeyId; readonly world: World; readonly open: () => OpenProfile; readonly reopen: () => void; readonly known: Known };

class Fell extends Error {}

/** A learner's phone whose app can die at any transaction. */
export async function aPhone(db: Db, { known, key, sign, agree }: Keys, profile: ProfileId, world: World): Promise<Phone> {
  const make = (): OpenProfile => ({ db, id: profile, device: known.device, kid: known.kid, key, sign, agree });
  let open = make();
  await db.profiles.put({ id: profile, device: known.device, kid: known.kid, seq: 0, hash: '' } as ProfileRow);
  return { db, kid: known.kid, world, known: { ...known, profile }, open: () => open, reopen: () => void (open = make()) };
}

/** Does something with the app dying on the way; true when it died. */
export async function falling(db: Db, fall: Fall | undefined, work: () => Promise<void>): Promise<boolean> {
  if (!fall) return work().then(() => false);
  const whole = db.transaction.bind(db) as (mode: string, tables: unknown, inside: () => Promise<unknown>) => Promise<unknown>;
  let left = fall.at;
  Object.assign(db, {
    transaction: async (mode: string, tables: unknown, inside: () => Promise<unknown>) => {
      const falls = left-- <= 0;
      const done = await whole(mode, tables, async () => {
        const result = await inside();
        if (falls && !fall.isAfter) throw new Fell();
        return result;
      });
      if (falls) throw new Fell();
      return done;
    },
  });
  try {
    await work();
    return false;
  } catch (error) {
    // A real database says in its own words that a transaction was given up.
    if (left >= 0) throw error;
    return true;
  } finally {
    Object.assign(db, { transaction: whole });
  }
}

export async function copyDb(db: Db): Promise<DbCopy> {
  return Promise.all(db.tables.map(async (table) => ({ name: table.name, rows: (await table.toArray()) as unknown[] })));
}

export async function setBackDb(db: Db, copy: DbCopy): Promise<void> {
  for (const { name, rows } of copy) {
    const table = db.tables.find((each) => each.name === name)!;
    await table.clear();
    await table.bulkPut([...rows]);
  }
}

/** The statements of a deed, in the go at the course that counts now. */
export async function statementsOf(open: OpenProfile, world: World, deed: Deed): Promise<readonly Statement[]> {
  const facts = await factsOf(open);
  const cycle = facts.decisions.length === 0 ? 1 : currentCycle(facts, await progressOf(open), course);
  const what = { profile: open.id, registration: registrationOf(open.id, course, cycle), course, language: 'az' };
  const [reads, asks] = [sitting(world, { ...what, au: reading }), sitting(world, { ...what, au: asking })];
  if (deed === 'opens') return opened(world, reads).slice(1);
  if (deed === 'reads') return [completed(world, reads)];
  const [attempt, item, response] = [world.newId(), quiz.items[0]!, deed === 'passes' ? 'refuse' : 'take'];
  return [
    attempted(world, asks, { id: attempt, seed: 7, order: [item.id] }),
    answered(world, asks, { attempt, turn: 1, item, response, outcome: score(item, response) }),
    judged(world, asks, attempt, scoreQuiz(quiz, new Map([[item.id, response]]))),
  ];
}

/** A road to the office on which requests meet their fates. */
export function roadTo(ask: (body: string, dies?: Death) => Promise<Answer | undefined>, fates: readonly Fate[]): typeof globalThis.fetch {
  const left = [...fates];
  return (async (_at: string, { body }: { body: string }) => {
    const fate = left.shift() ?? 'whole';
    if (fate === 'lost') throw new TypeError('no road');
    const answer = await ask(body, fate === 'dies-before' ? 'before' : fate === 'dies-after' ? 'after' : undefined);
    if (!answer || fate === 'unheard') throw new TypeError('no answer');
    const headers: Record<string, string | null> = { 'content-type': answer.type, 'retry-after': answer.wait };
    return { status: answer.status, headers: { get: (name: string) => headers[name] ?? null }, text: async () => answer.body };
  }) as unknown as typeof globalThis.fetch;
}

