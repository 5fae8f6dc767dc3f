/** A page that writes down statements as the app does, as fast as it can, and says of each when it is saved. */
import { v7 } from 'uuid';
import type { CourseId, Edition } from '../../src/core/ids.ts';
import { isProblem } from '../../src/core/problem.ts';
import { registrationOf } from '../../src/core/registration.ts';
import { opened, sitting, type World } from '../../src/core/session.ts';
import type { Statement } from '../../src/core/xapi/statement.ts';
import { Dexie, type Table } from 'dexie';
import { openDb, type Db, type PieceRow } from '../../src/device/db.ts';
import { readFile } from '../../src/device/files.ts';
import { install } from '../../src/device/install.ts';
import { readyLessons } from '../../src/device/installs.ts';
import { copyWorkers, storageProblem } from '../../src/device/storage.ts';
import { createProfile, listProfiles, newDeviceKeys, unlock, type OpenProfile } from '../../src/device/profiles.ts';
import { lineText, record, rowsOf, statementsOf } from '../../src/device/record.ts';
import { newSealingKey } from '../../src/pack/keys.ts';
import { chainHash, parseLine } from '../../src/sync/envelope.ts';

const PIN = '482913';
/** A phone with a second copy, as the app has one. Otherwise the database is on its own. */
const hasCopy = new URLSearchParams(location.search).has('copy');
const world: World = { now: () => Date.now(), newId: () => v7() };
const course = 'ministry/ethics' as CourseId;
const lesson = { kind: 'au', id: `urn:karvan:au:${course}/gifts`, title: { az: 'Hədiyyə' }, moveOn: 'Completed', lesson: { kind: 'reading', unit: 'x' } } as unknown as Parameters<typeof sitting>[1]['au'];

/** Makes a person on this phone. */
async function begin(name = 'Aysel'): Promise<void> {
  const notice = { version: '1', lang: 'az', at: new Date().toISOString() };
  const what = { enrolled: { karvan: 1 as const, profile: v7(), name }, keys: await newDeviceKeys(), emblem: 'camel', pin: PIN, sealKey: (await newSealingKey()).publicKey, notice, languages: ['az'] };
  await createProfile(aDb(), what, world);
}

/** Writes without end, and tells the host of each that is saved; `early` tells of it before. */
async function write(kind: 'honest' | 'early'): Promise<void> {
  const open = await opening(aDb());
  let saved = (await statementsOf(open!)).length;
  const tell = () => fetch(`saved?count=${saved}`);
  for (;;) {
    saved += 1;
    if (kind === 'early') await tell();
    await record(open!, [statement(open!)], undefined);
    if (kind === 'honest') await tell();
  }
}

/** Writes so many and gives their ids, whatever others do meanwhile. */
async function writeSome(count: number): Promise<readonly string[]> {
  const open = await opening(aDb());
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const each = statement(open!);
    await record(open!, [each], undefined);
    ids.push(each.id);
    await fetch(`saved?id=${each.id}`);
  }
  return ids;
}

/** Begins to write one more and says so from under the lock of records; what comes after never does. */
async function stopInside(): Promise<void> {
  const open = (await opening(aDb()))!;
  // Sealing a line is the first thing that is done under the lock.
  crypto.subtle.encrypt = async () => {
    await fetch('saved?inside');
    return new Promise<never>(() => undefined);
  };
  await record(open, [statement(open)], undefined);
}

/** Forty answers in which a word stands: recorded, or put into a database of their own by somebody who does not seal them. */
async function answerWith(word: string, how: 'as it should' | 'in plain'): Promise<void> {
  const open = (await opening(aDb()))!;
  const answers = Array.from({ length: 40 }, (): Statement => ({ ...statement(open), result: { response: word } }));
  if (how === 'as it should') return record(open, answers, undefined);
  const db = new Dexie('plain', { chromeTransactionDurability: 'strict' });
  db.version(1).stores({ answers: 'id' });
  await db.table('answers').bulkAdd(answers);
  // Chromium packs what was written only when more than 4 MB have come after it.
  for (let n = 0; n < 300; n++) await db.table('answers').add({ id: `filler ${n}`, text: Array.from({ length: 600 }, (_, line) => `${n} ${line} nothing of anybody`).join('\n') });
  db.close();
}

/** Ids of all that can be read, in order, with their sequences. */
async function held(): Promise<readonly { readonly seq: number; readonly id: string }[]> {
  const open = await opening(aDb());
  return open ? (await statementsOf(open)).map(({ seq, s }) => ({ seq, id: s.id })) : [];
}

/** How often a line does not name the one before it. */
async function breaks(): Promise<number> {
  const open = (await opening(aDb()))!;
  let [before, found] = ['', 0];
  for (const row of await rowsOf(open)) {
    const text = (await lineText(open, row))!;
    found += Number(parseLine(text)!.prev !== before);
    before = await chainHash(text);
  }
  return found;
}

/** Fetches a pack with all its lessons; says when each of them is ready. */
async function fetchPack(edition: Edition): Promise<string> {
  const end = await install(aDb(), fetch.bind(globalThis), { course, edition, choice: { languages: ['az'], rendition: 'video' } }, () => {}, new AbortController().signal, world);
  return end.kind;
}

/** Of the lessons that are marked ready, those whose file cannot be read; and how many are still called ready after somebody tried. */
async function brokenLessons(edition: Edition, files: Readonly<Record<string, string>>): Promise<{ readonly ready: number; readonly broken: number; readonly stillReady: number }> {
  const db = aDb();
  const ready = [...(await readyLessons(db, edition))];
  const broken: string[] = [];
  for (const au of ready) if (!(await readFile(db, edition, files[au]!))) broken.push(au);
  const after = await readyLessons(db, edition);
  return { ready: ready.length, broken: broken.length, stillReady: broken.filter((au) => after.has(au as never)).length };
}

/** What a phone does that stores pieces without waiting for the disk, and marks lessons as ready with care. */
globalThis.relaxedPieces = async (batch) => {
  const db = new Dexie('karvan', { chromeTransactionDurability: 'relaxed' });
  await db.open();
  await (db.table('pieces') as Table<PieceRow>).bulkPut([...batch]);
  db.close();
};

function aDb(): Db {
  const db = openDb();
  if (hasCopy) copyWorkers.set(db, () => new Worker(new URL('../../src/app/profile/journal.worker.ts', import.meta.url), { type: 'module' }));
  return db;
}

async function opening(db: Db): Promise<OpenProfile | undefined> {
  if (hasCopy) await storageProblem(db);
  const [card] = await listProfiles(db);
  if (!card) return undefined;
  const open = await unlock(db, card.id, PIN, world);
  if (!isProblem(open)) return open;
  if (open.code !== 'pin-wait') throw new Error(`${open.code} ${open.detail ?? ''}`);
  // A tab that died while it tried the PIN has spent a try.
  await new Promise((resolve) => setTimeout(resolve, Number(open.detail) + 50));
  return opening(db);
}

function statement({ id }: OpenProfile): Statement {
  return opened(world, sitting(world, { profile: id, registration: registrationOf(id, course, 1), course, language: 'az', au: lesson }))[1]!;
}

const faults = { begin, write, writeSome, stopInside, answerWith, held, breaks, fetchPack, brokenLessons };

declare global {
  var faults: Faults;
  var relaxedPieces: (batch: readonly PieceRow[]) => Promise<void>;
}
type Faults = typeof faults;

globalThis.faults = faults;
