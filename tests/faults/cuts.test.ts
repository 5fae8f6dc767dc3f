/** A connection that is cut at every byte of an exchange, and of a piece: real phone, real road, the built server. */
import { join } from 'node:path';
import Database from 'libsql';
import { v7 } from 'uuid';
import * as v from 'valibot';
import type { CourseId, Edition } from '../../src/core/ids.ts';
import { openDb } from '../../src/device/db.ts';
import { install } from '../../src/device/install.ts';
import { loadManifest } from '../../src/device/packs.ts';
import type { Manifest } from '../../src/pack/manifest.ts';
import { catalogueSchema } from '../../src/pack/layout.ts';
import { aKarvan, freePort, peopleWithCodes, type Karvan } from '../journeys/a-karvan.ts';
import { aCutRoad } from './a-cut.ts';
import { aDevice, at, type Device } from './a-device.ts';
import { tell, times } from './house.ts';

let karvan: Karvan;
beforeAll(async () => {
  karvan = await aKarvan();
  await karvan.start(await freePort());
});
afterAll(() => karvan.end());

const origin = () => `http://127.0.0.1:${karvan.port()}`;
const learners = () => karvan.people().filter(({ role }) => role === 'learner').map(({ code }) => code!);

/** One phone that sends more often than a person could is asked by the server to wait. */
const CUTS_EACH = 50;

type Way = 'up' | 'down';

/** How long an exchange is, each way, as it goes over the road uncut. */
async function lengths(device: Device, road: Awaited<ReturnType<typeof aCutRoad>>): Promise<Record<Way, number>> {
  await device.learn(1);
  await device.seal();
  Object.assign(road.went, { up: 0, down: 0 });
  expect(await device.send(road.origin)).toMatchObject({ sent: 1, left: 0 });
  await device.settle();
  return { ...road.went };
}

/** Lines of a phone as the server holds them: all, and how many of them stand there twice. */
function heldOf(kid: string): { readonly all: number; readonly twice: number } {
  const db = new Database(join(karvan.data, 'karvan.db'), { readonly: true });
  const rows = db.prepare('select statement, count(*) as count from line where kid = ? group by statement').all([kid]) as { count: number }[];
  db.close();
  return { all: rows.reduce((sum, { count }) => sum + count, 0), twice: rows.filter(({ count }) => count > 1).length };
}

test('cut at any byte of the question or of the answer, nothing that was acknowledged is lost and nothing comes twice; a phone that forgets ids sends twice', async () => {
  const [code, other] = learners();
  const naive = await aDevice(origin(), other!);
  let device = await aDevice(origin(), code!);
  const road = await aCutRoad(karvan.port());
  const whole = await lengths(device, road);
  const step = times(151, 1);
  const cuts = (['up', 'down'] as const).flatMap((way) => Array.from({ length: Math.ceil(whole[way] / step) }, (_, n) => ({ way, after: n * step })));
  const more = Math.floor(cuts.length / CUTS_EACH);
  const codes = more > 0 ? await peopleWithCodes(karvan, more, 'cuts') : [];
  let [wrong, stored] = [0, 0];
  for (const [n, { way, after }] of cuts.entries()) {
    if (n > 0 && n % CUTS_EACH === 0) {
      device.db.close();
      device = await aDevice(origin(), codes[n / CUTS_EACH - 1]!);
    }
    await device.learn(1);
    await device.seal();
    const before = heldOf(device.open.kid).all;
    road.left = { up: Infinity, down: Infinity, [way]: after };
    const first = await device.send(road.origin);
    stored += Number(first.sent === 0 && heldOf(device.open.kid).all > before);
    device.later();
    await device.send(road.origin);
    await device.settle();
    const { all, twice } = heldOf(device.open.kid);
    const received = await device.received();
    wrong += Number(received > all) + twice;
    expect({ received, all, twice }, `${way} cut after ${after}`).toEqual({ received: all, all: before + 1, twice: 0 });
  }
  // The last exchange may have been shorter than its cut.
  road.left = { up: Infinity, down: Infinity };
  await lengths(naive, road);
  const copies = await forgetful(naive, road, cuts.filter(({ way }) => way === 'down').slice(0, 8));
  await road.close();
  tell({ fault: 'connection cut at bytes of an exchange, both ways', times: cuts.length, seen: `${wrong} lost or twice; ${stored} times the server had it though the answer never came`, control: `ids forgotten: ${copies} of 8 came twice` });
  expect(stored).toBeGreaterThan(0);
  expect(copies).toBeGreaterThan(0);
});

/** What an app does that keeps the answer and not the statement: each try says it anew. Gives how many were said twice. */
async function forgetful(device: Device, road: Awaited<ReturnType<typeof aCutRoad>>, cuts: readonly { readonly after: number }[]): Promise<number> {
  let copies = 0;
  for (const { after } of cuts) {
    const before = heldOf(device.open.kid).all;
    road.left = { up: Infinity, down: after };
    for (let tries = 0; tries < 2; tries++) {
      await device.learn(1);
      await device.seal();
      device.later();
      if ((await device.send(road.origin)).left === 0) break;
    }
    copies += Number(heldOf(device.open.kid).all > before + 1);
  }
  return copies;
}

/** Downloads one course, with the first connection cut somewhere: how much goes over the road when it is never cut, and how much more when it is. */
async function aDownload(road: Awaited<ReturnType<typeof aCutRoad>>, name: string) {
  const { courses } = v.parse(catalogueSchema, await (await fetch(`${origin()}/api/catalogue`)).json());
  const { course, edition } = courses.find((each) => each.course.endsWith(`/${name}`)) as unknown as { course: CourseId; edition: Edition };
  const choice = { languages: ['az'], rendition: 'video' as const };
  const { pieces } = (await loadManifest(openDb(`look-${v7()}`), at(origin()), course, edition)) as Manifest;
  /** Bytes of the pack that went over the road for one install, with its connections cut so many bytes after the answer's beginning. */
  const carried = async (cut: number | undefined): Promise<number> => {
    const db = openDb(`cut-${v7()}`);
    await loadManifest(db, at(origin()), course, edition);
    Object.assign(road.went, { up: 0, down: 0 });
    let asked = 0;
    const fetch: typeof globalThis.fetch = (input, init) => {
      if (asked++ === 0 && cut !== undefined) road.left = { up: Infinity, down: cut };
      return at(road.origin)(input, init);
    };
    const end = await install(db, fetch, { course, edition, choice }, () => {}, new AbortController().signal, { now: Date.now, newId: v7 }, async () => {});
    expect(end.kind, `cut after ${String(cut)}`).toBe('ready');
    db.close();
    return road.went.down - asked * HEAD;
  };
  const plain = await carried(undefined);
  return { plain, largest: Math.max(...pieces.map(([, size]) => size)), again: async (cut: number) => (await carried(cut)) - plain, bytes: `/packs/${course}/${edition}/bytes` };
}

test('cut at any byte of a piece, at most that piece is fetched again; a download without pieces begins anew', async () => {
  const road = await aCutRoad(karvan.port());
  // A reading: its first answers at every byte, from the first of the headers. And a film, all along.
  const [reading, film] = [await aDownload(road, 'public-ethics'), await aDownload(road, 'safe-computers')];
  const atBytes = (of: typeof film, to: number, step: number) => Array.from({ length: Math.floor(to / step) }, (_, n) => ({ of, cut: n * step }));
  const cuts = [...atBytes(reading, HEAD + 3000, times(300, 1)), ...atBytes(film, HEAD + film.plain, Math.ceil(film.plain / times(24, 3000)))];
  let most = 0;
  for (const { of, cut } of cuts) {
    const again = await of.again(cut);
    expect(again, `cut after ${cut}`).toBeLessThanOrEqual(of.largest + HEAD);
    most = Math.max(most, again);
  }
  const anew = await wholeAgain(road, film.bytes);
  await road.close();
  tell({ fault: 'connection cut at bytes of a download', times: cuts.length, seen: `at most ${most} bytes fetched again; the largest piece has ${film.largest}`, control: `without pieces: ${anew}` });
  expect(anew).toBeGreaterThan(film.largest + HEAD);
});

/** A download that is one file, cut just before its end: bytes that are fetched again. */
async function wholeAgain(road: Awaited<ReturnType<typeof aCutRoad>>, path: string): Promise<number> {
  Object.assign(road.went, { up: 0, down: 0 });
  const whole = async () => (await (await fetch(road.origin + path)).arrayBuffer()).byteLength;
  const size = await whole();
  const once = road.went.down;
  road.left = { up: Infinity, down: size - 1000 };
  await expect(whole()).rejects.toThrow();
  await whole();
  return road.went.down - 2 * once;
}

/** Headers of an answer with bytes, more or less. */
const HEAD = 700;
