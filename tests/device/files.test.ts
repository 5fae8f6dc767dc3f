import { expect, test } from 'vitest';
import type { Db } from '../../src/device/db.ts';
import { fileHeld, fileRange, isFileHere, readFile } from '../../src/device/files.ts';
import { install } from '../../src/device/install.ts';
import { installs, readyLessons } from '../../src/device/installs.ts';
import { aPack, au, course } from './a-course.ts';
import { aHost } from './a-host.ts';
import { aDb, aWorld } from './a-phone.ts';

const pack = await aPack();
const film = pack.manifest.files.find((each) => each.path === 'media/film.mp4')!;

async function aPhoneWithCourse(): Promise<Db> {
  const [db, host] = [aDb(), await aHost(pack)];
  await install(db, host.fetch, { course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' } }, () => {}, new AbortController().signal, aWorld());
  return db;
}

test('any stretch of a file is what stands there, wherever pieces begin and end', async () => {
  const db = await aPhoneWithCourse();
  for (const [from, to] of [[0, 1], [0, 9000], [999, 1001], [1000, 2000], [4321, 8765], [8999, 9000], [500, 500]] as const) {
    const read = new Uint8Array(await new Response(fileRange(db, pack.edition, film.path, from, to)).arrayBuffer());
    expect(read, `${from}-${to}`).toEqual(pack.bytes.slice(film.at + from, film.at + to));
  }
  expect(await fileHeld(db, pack.edition, film.path)).toMatchObject({ type: 'video/mp4', size: 9000 });
  expect(await fileHeld(db, pack.edition, 'media/none.mp4')).toBeUndefined();
});

test('what was not chosen is not here, and asking for it closes no lesson', async () => {
  const db = await aPhoneWithCourse();
  expect(await readFile(db, pack.edition, 'lessons/gifts.tr.md')).toBeUndefined();
  expect([await isFileHere(db, pack.edition, 'lessons/gifts.tr.md'), await isFileHere(db, pack.edition, 'lessons/gifts.az.md'), await isFileHere(db, pack.edition, film.path)]).toEqual([false, true, true]);
  expect((await readyLessons(db, pack.edition)).size).toBe(3);
  expect(await installs(db)).toMatchObject([{ state: 'ready' }]);
});

test('a player that asks for the rest and stops costs only the pieces that it took', async () => {
  const db = await aPhoneWithCourse();
  let read = 0;
  db.pieces.hook('reading', (row) => {
    read += 1;
    return row;
  });
  const reader = fileRange(db, pack.edition, film.path, 0, film.size).getReader();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(read).toBe(0);
  await reader.read();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(read).toBe(2);
  await reader.cancel();
});

test('a piece that was lost is a missing piece: the lesson is closed until it is fetched again, the others stay open', async () => {
  const db = await aPhoneWithCourse();
  const index = pack.manifest.groups.find((group) => group.au === au('film'))!.from + 3;
  await db.pieces.delete(pack.manifest.pieces[index]![0]);
  await expect(new Response(fileRange(db, pack.edition, film.path, 0, film.size)).arrayBuffer()).rejects.toThrow();
  expect(await readyLessons(db, pack.edition)).toEqual(new Set([au('gifts'), au('quiz')]));
  expect(await installs(db)).toMatchObject([{ state: 'wanted' }]);
  expect(await readFile(db, pack.edition, film.path)).toBeUndefined();
  const host = await aHost(pack);
  await install(db, host.fetch, { course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' } }, () => {}, new AbortController().signal, aWorld());
  expect(host.sent).toBe(1000);
  expect((await readyLessons(db, pack.edition)).has(au('film'))).toBe(true);
  expect((await readFile(db, pack.edition, film.path))!.length).toBe(9000);
});
