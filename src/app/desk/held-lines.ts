/**
 * Translations that were opened at this desk, and what was made of their lines: kept in this browser, so that they can be read and
 * mended without a network. Each person at a shared computer finds their own.
 */
import type { Db } from '../../device/db.ts';
import { keptMark, noteKept } from '../../device/storage.ts';
import type { Me } from '../../sync/desk.ts';
import type { Settled, Translation } from '../../sync/translations.ts';
import { afterAnswer, trialOf, type Waiting } from './lines.ts';

/** `at`: when the server said so; milliseconds since 1970. */
export type Held = { readonly translation: Translation; readonly at: number };
/** Whose lines, of which translation. */
export type Place = { readonly person: string; readonly id: string };

export async function heldTranslations(db: Db, person: string): Promise<readonly Held[]> {
  return (await db.meta.where('key').startsWith(heldKey({ person, id: '' })).toArray()).map(({ value }) => value as Held);
}

export async function heldTranslation(db: Db, place: Place): Promise<Held | undefined> {
  return (await db.meta.get(heldKey(place)))?.value as Held | undefined;
}

/** `turn`: goes up with each change of the held translation itself, which may be long. */
export type Here = { readonly turn: number; readonly held: Held | undefined; readonly waiting: readonly Waiting[] };

/** What lies here of a translation, all of one moment. What was found `before` is not read again as long as it is the same. */
export async function linesHere(db: Db, place: Place, before: Here | undefined): Promise<Here> {
  return db.transaction('r', db.meta, async () => {
    const turn = await turnOf(db, place);
    const held = before?.turn === turn ? before.held : await heldTranslation(db, place);
    return { turn, held, waiting: await waitingLines(db, place.person, place.id) };
  });
}

/** Keeps a translation as the server has it now, and who may open it here when there is no network. */
export async function holdTranslation(db: Db, me: Me, translation: Translation, at: number): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    await putHeld(db, { person: me.person, id: translation.id }, { translation, at });
    await db.meta.put({ key: SEAT, value: me });
  });
}

/** What waits here, of one translation or of all. */
export async function waitingLines(db: Db, person: string, id?: string): Promise<readonly (Waiting & { readonly translation: string })[]> {
  const rows = await db.meta.where('key').startsWith(id === undefined ? `${WAITING}${person}/` : waitingKey({ person, id }, '')).toArray();
  return rows.map(({ value }) => value as Waiting & { translation: string });
}

/** How many lines wait here to be sent, whoever wrote them. */
export async function linesToSend(db: Db): Promise<number> {
  return (await db.meta.where('key').startsWith(WAITING).toArray()).filter(({ value }) => (value as Waiting).state !== undefined).length;
}

/** Resolves once it is on the disk. What was sent of this line before stays remembered. From here on a browser that empties the database is told of. */
export async function keepLine(db: Db, place: Place, written: Omit<Waiting, 'tried'>): Promise<void> {
  const key = waitingKey(place, written.id);
  await db.transaction('rw', db.meta, async () => {
    const { tried = [] } = ((await db.meta.get(key))?.value ?? {}) as Partial<Waiting>;
    await db.meta.bulkPut([{ key, value: { ...written, tried, translation: place.id } }, keptMark]);
  });
  noteKept();
}

export async function letLineGo(db: Db, place: Place, line: string): Promise<void> {
  await db.meta.delete(waitingKey(place, line));
}

/** Notes what is about to be sent: from here on the server may hold it. Gives it as it was noted. */
export async function noteTrial(db: Db, place: Place, ids: readonly string[]): Promise<readonly Waiting[]> {
  return db.transaction('rw', db.meta, async () => {
    const rows = (await db.meta.bulkGet(ids.map((id) => waitingKey(place, id)))).flatMap((row) => (row ? [row.value as Waiting] : []));
    const noted = rows.map((row) => (row.state ? { ...row, tried: [...new Set([...row.tried, trialOf({ state: row.state, target: row.target })])] } : row));
    await db.meta.bulkPut(noted.map((value) => ({ key: waitingKey(place, value.id), value })));
    return noted;
  });
}

/** Takes the server's answer: what it has kept waits no more, unless its reader has gone on writing since. */
export async function settleLines(db: Db, place: Place, sent: readonly Waiting[], answer: Settled): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    const held = await heldTranslation(db, place);
    if (held) await putHeld(db, place, { ...held, translation: { ...held.translation, lines: [...afterAnswer(held.translation.lines, answer)] } });
    for (const { id, isKept, line } of answer.lines) {
      const before = sent.find((each) => each.id === id);
      const now = (await db.meta.get(waitingKey(place, id)))?.value as Waiting | undefined;
      if (!isKept || !line || !before || !now) continue;
      if (now.at === before.at && now.target === before.target && now.state === before.state) await letLineGo(db, place, id);
      else await db.meta.put({ key: waitingKey(place, id), value: { ...now, version: line.version } });
    }
  });
}

/** Who may go on at this desk without a network: the last one who opened a translation here and has not signed out. */
export async function seatHeld(db: Db): Promise<Me | undefined> {
  return (await db.meta.get(SEAT))?.value as Me | undefined;
}

/** Somebody else sits here now, or nobody. */
export async function clearSeat(db: Db, now?: Me): Promise<void> {
  const held = await seatHeld(db);
  if (held && held.person !== now?.person) await db.meta.delete(SEAT);
}

/** At sign-out nothing stays that can be had again. What has not reached the server stays for its writer, beside its translation. */
export async function clearLines(db: Db, person: string): Promise<void> {
  await clearSeat(db);
  const needed = new Set((await waitingLines(db, person)).map(({ translation }) => translation));
  const places = (await heldTranslations(db, person)).map(({ translation: { id } }) => ({ person, id })).filter(({ id }) => !needed.has(id));
  await db.meta.bulkDelete(places.flatMap((place) => [heldKey(place), turnKey(place)]));
}

const SEAT = 'desk-seat';
const WAITING = 'desk-line/';

function heldKey({ person, id }: Place): string {
  return `desk-translation/${person}/${id}`;
}

function turnKey({ person, id }: Place): string {
  return `desk-turn/${person}/${id}`;
}

async function turnOf(db: Db, place: Place): Promise<number> {
  return Number((await db.meta.get(turnKey(place)))?.value ?? 0);
}

async function putHeld(db: Db, place: Place, held: Held): Promise<void> {
  await db.meta.bulkPut([
    { key: heldKey(place), value: held },
    { key: turnKey(place), value: (await turnOf(db, place)) + 1 },
  ]);
}

function waitingKey({ person, id }: Place, line: string): string {
  return `${WAITING}${person}/${id}/${line}`;
}
