import { expect, test } from 'vitest';
import type { Db } from '../../src/device/db.ts';
import { readFile } from '../../src/device/files.ts';
import { install, type Download, type Wait } from '../../src/device/install.ts';
import { installs, readyLessons, removeInstall } from '../../src/device/installs.ts';
import { loadManifest, manifestHeld } from '../../src/device/packs.ts';
import { speedHeld } from '../../src/device/speed.ts';
import { digestOf } from '../../src/pack/digest.ts';
import { newSigningKey } from '../../src/pack/keys.ts';
import type { Choice } from '../../src/pack/pieces.ts';
import { aPack, aTrustFile, au, course, noise, publisher, type Pack } from './a-course.ts';
import { aHost, type Host } from './a-host.ts';
import { aDb, aWorld, reopened } from './a-phone.ts';

const all: Choice = { languages: ['az'], rendition: 'video' };
const words: Choice = { languages: ['az'], rendition: 'text' };
const noWait: Wait = async () => {};

type More = { choice?: Choice; signal?: AbortSignal; report?: (download: Download) => void; wait?: Wait };
const fetchAll = (db: Db, host: Host, pack: Pack, { choice = all, signal = new AbortController().signal, report = () => {}, wait = noWait }: More = {}) =>
  install(db, host.fetch, { course, edition: pack.edition, choice }, report, signal, aWorld(), wait);

async function expectWhole(db: Db, pack: Pack): Promise<void> {
  for (const path of ['lessons/gifts.az.md', 'quiz/key.json', 'media/film.mp4']) {
    const file = pack.manifest.files.find((each) => each.path === path)!;
    const held = await readFile(db, pack.edition, path);
    expect(held && (await digestOf(held)), path).toBe(file.sha256);
  }
}

const pack = await aPack();

test('a course comes as it was published, and every lesson is ready', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  const reports: Download[] = [];
  const result = await fetchAll(db, host, pack, { report: (each) => reports.push(each) });
  expect(result).toMatchObject({ kind: 'ready' });
  await expectWhole(db, pack);
  expect(await readyLessons(db, pack.edition)).toEqual(new Set([au('gifts'), au('quiz'), au('film')]));
  expect(await installs(db)).toEqual([{ course, edition: pack.edition, choice: all, state: 'ready', held: host.sent, of: host.sent }]);
  expect(await readFile(db, pack.edition, 'lessons/gifts.tr.md')).toBeUndefined();
  expect(reports[0]).toEqual({ kind: 'waiting' });
  // One connection for the words of one language, one for what follows the other language.
  expect(host.ranges.length).toBe(2);
});

test('one language and text only cost their own bytes', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  await fetchAll(db, host, pack, { choice: words });
  expect(host.sent).toBe(new TextEncoder().encode('Hədiyyə almayın.{"key":1}').length);
  expect(await readyLessons(db, pack.edition)).toEqual(new Set([au('gifts'), au('quiz'), au('film')]));
});

test('a connection cut at any byte loses at most the piece in flight', async () => {
  const biggest = Math.max(...pack.manifest.pieces.map(([, size]) => size));
  for (let cut = 1; cut < pack.bytes.length; cut += 409) {
    const [db, host] = [aDb(), await aHost(pack)];
    host.cutAt = [cut];
    expect(await fetchAll(db, host, pack), `cut at ${cut}`).toMatchObject({ kind: 'ready' });
    const [{ of } = { of: 0 }] = await installs(db);
    expect(host.sent - of, `cut at ${cut}`).toBeLessThan(biggest);
    await expectWhole(db, pack);
    await db.delete();
  }
});

test('fifty cuts in a row: it arrives all the same', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  host.cutAt = Array.from({ length: 50 }, (_, n) => 700 * (n + 1));
  expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'ready' });
  await expectWhole(db, pack);
});

test('an app that was closed in the middle goes on where it was', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  host.cutAt = [5000];
  const stopper = new AbortController();
  const wait: Wait = async () => stopper.abort();
  const cut = fetchAll(db, host, pack, { signal: stopper.signal, report: (each) => each.kind === 'paused' && stopper.abort(), wait });
  expect(await cut).toMatchObject({ kind: 'paused', because: 'asked' });
  const [row] = await installs(db);
  expect(row).toMatchObject({ state: 'paused', edition: pack.edition });
  expect(row!.held).toBeGreaterThan(3000);
  expect(await readyLessons(db, pack.edition)).toEqual(new Set([au('gifts'), au('quiz')]));
  const before = host.sent;
  const again = reopened(db);
  expect(await fetchAll(again, host, pack)).toMatchObject({ kind: 'ready' });
  expect(host.sent - before).toBe(row!.of - row!.held);
  await expectWhole(again, pack);
});

test('a flipped byte is never stored: the piece is fetched twice more, and then it is said', async () => {
  const film = pack.manifest.files.find((each) => each.path === 'media/film.mp4')!;
  const flip = (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte, at) => (at === film.at + 4321 ? byte ^ 1 : byte));
  const [db, host] = [aDb(), await aHost(pack)];
  host.change = flip;
  expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'paused', because: 'damaged', problem: { code: 'pack-piece-damaged' } });
  expect(host.ranges.length).toBe(4);
  expect((await readyLessons(db, pack.edition)).has(au('film'))).toBe(false);
  expect(await readFile(db, pack.edition, 'media/film.mp4')).toBeUndefined();
  // Damaged once only, it is a piece like the others; what came before it was kept.
  const before = host.sent;
  let times = 0;
  host.change = (bytes) => (times++ === 0 ? flip(bytes) : bytes);
  expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'ready' });
  expect(host.sent - before).toBeLessThan(film.size);
  await expectWhole(db, pack);
});

test('a host that mixed packs up, or has too few bytes, or none, is called what it is', async () => {
  const film = pack.manifest.files.find((each) => each.path === 'media/film.mp4')!;
  const swapped = new Uint8Array(pack.bytes);
  swapped.set(pack.bytes.slice(film.at + 1000, film.at + 2000), film.at);
  const outcome = async (change: Host['change']) => {
    const [db, host] = [aDb(), await aHost(pack)];
    host.change = change;
    const result = await fetchAll(db, host, pack);
    return result.kind === 'paused' ? result.problem?.code : result.kind;
  };
  expect(await outcome(() => swapped)).toBe('pack-piece-foreign');
  expect(await outcome((bytes) => bytes.slice(0, 6000))).toBe('pack-bytes-short');
  expect(await outcome((bytes) => bytes)).toBe('ready');
});

test('a server without ranges serves too: what is here already is skipped', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  host.hasRanges = false;
  host.cutAt = [6000];
  expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'ready' });
  await expectWhole(db, pack);
});

test('without a network it waits and goes on by itself', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  host.isDown = true;
  const waits: number[] = [];
  const seen: string[] = [];
  const wait: Wait = async (milliseconds) => {
    waits.push(milliseconds);
    if (waits.length === 8) host.isDown = false;
  };
  const report = (each: Download) => void seen.push(each.kind === 'paused' ? each.because : each.kind);
  expect(await fetchAll(db, host, pack, { wait, report })).toMatchObject({ kind: 'ready' });
  expect(seen).toContain('offline');
  expect(waits[0]).toBeLessThanOrEqual(1500);
  expect(waits[5]).toBeGreaterThan(waits[0]!);
  expect(Math.max(...waits)).toBeLessThanOrEqual(90_000);
});

function full(): never {
  throw new DOMException('full', 'QuotaExceededError');
}

test('a phone that is full keeps what it has, and says so before it writes', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  const real = navigator.storage.estimate;
  navigator.storage.estimate = async () => ({ usage: 0, quota: 20 * 1024 * 1024 + 5000 });
  try {
    expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'paused', because: 'storage-full', problem: { code: 'storage-full' } });
    expect(host.sent).toBe(0);
  } finally {
    navigator.storage.estimate = real;
  }
  db.pieces.hook('creating', full);
  expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'paused', because: 'storage-full' });
  expect(await readyLessons(db, pack.edition)).toEqual(new Set());
  db.pieces.hook('creating').unsubscribe(full);
  expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'ready' });
  await expectWhole(db, pack);
  navigator.storage.estimate = async () => ({ usage: 1, quota: 1 });
  expect(await fetchAll(db, host, pack, { choice: words }), 'to give room back needs no room').toMatchObject({ kind: 'ready' });
  navigator.storage.estimate = real;
});

test('an update fetches only what differs, and the old edition opens until it is here', async () => {
  const next = await aPack({ release: 2, gifts: 'Heç bir hədiyyə almayın.' });
  const [db, host] = [aDb(), await aHost(pack, next)];
  await fetchAll(db, host, pack);
  const before = host.sent;
  host.isDown = true;
  const stopper = new AbortController();
  await fetchAll(db, host, next, { signal: stopper.signal, wait: async () => stopper.abort() });
  host.isDown = false;
  host.cutAt = [before + 3];
  const cut = new AbortController();
  await fetchAll(db, host, next, { signal: cut.signal, wait: async () => cut.abort() });
  expect(await installs(db)).toMatchObject([{ edition: pack.edition, state: 'paused', next: { edition: next.edition } }]);
  await expectWhole(db, pack);
  // Taken up by what is open, it goes on with what is wanted.
  expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'ready' });
  expect(host.sent - before).toBe(new TextEncoder().encode('Heç bir hədiyyə almayın.').length + 3);
  expect(await installs(db)).toMatchObject([{ edition: next.edition, state: 'ready' }]);
  await expectWhole(db, next);
  expect(await manifestHeld(db, pack.edition)).toBeDefined();
  expect(await readFile(db, pack.edition, 'quiz/key.json')).toBeDefined();
  expect(await readFile(db, pack.edition, 'lessons/gifts.az.md')).toBeUndefined();
});

test('a smaller choice gives room back, a larger one fetches the rest', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  await fetchAll(db, host, pack);
  await fetchAll(db, host, pack, { choice: words });
  expect(await db.pieces.count()).toBe(2);
  expect(await installs(db)).toMatchObject([{ choice: words, state: 'ready' }]);
  const before = host.sent;
  await fetchAll(db, host, pack);
  expect(host.sent - before).toBe(9000);
  await expectWhole(db, pack);
});

test('a course that is removed leaves its room, but not the quizzes that were answered; another course keeps its own', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  await fetchAll(db, host, pack);
  await removeInstall(db, course);
  expect(await installs(db)).toEqual([]);
  expect(await readyLessons(db, pack.edition)).toEqual(new Set());
  expect(await db.pieces.count()).toBe(1);
  expect(await readFile(db, pack.edition, 'quiz/key.json')).toBeDefined();
  expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'ready' });
});

test('a course that is removed while it comes stays removed', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  host.change = (bytes) => {
    void removeInstall(db, course);
    return bytes;
  };
  expect(await fetchAll(db, host, pack)).toMatchObject({ kind: 'paused', because: 'asked' });
  expect(await installs(db)).toEqual([]);
});

async function refusal(given: Pack, prepare: (host: Host, db: Db) => unknown = () => {}): Promise<string | undefined> {
  const [db, host] = [aDb(), await aHost(given)];
  await prepare(host, db);
  const result = await fetchAll(db, host, given);
  expect(host.sent === 0 || result.kind === 'ready').toBe(true);
  return result.kind === 'paused' ? result.problem?.code : result.kind;
}

test('nothing that is older, withdrawn, unsigned, of a stranger or not what was asked for is installed', async () => {
  const stranger = await newSigningKey();
  const newer = await aPack({ release: 2 });
  expect(await refusal(pack, (_, db) => aHost(newer).then((host) => fetchAll(db, host, newer)))).toBe('pack-older-release');
  expect(await refusal(await aPack({ key: stranger.privateKey }))).toBe('pack-publisher-unknown');
  expect(await refusal({ ...pack, signature: newer.signature })).toBe('pack-signature-invalid');
  expect(await refusal({ ...pack, manifestBytes: newer.manifestBytes })).toBe('pack-manifest-invalid');
  const withdrawn = await aTrustFile({ withdrawn: [{ course, edition: pack.edition, reason: { az: 'Səhv' } }] });
  expect(await refusal(pack, (host) => host.trusts(withdrawn))).toBe('pack-withdrawn');
  const revoked = [{ id: 'ministry', name: {}, keys: [{ key: publisher.publicKey as never, from: '2026-01-01T00:00:00.000Z', revoked: '2026-11-02T00:00:00.000Z' }] }];
  const list = await aTrustFile({ publishers: revoked });
  expect(await refusal(pack, (host) => host.trusts(list))).toBe('pack-key-revoked');
  expect(await refusal(pack)).toBe('ready');
});

test('a publisher whom the phone has not heard of is looked up once more', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  host.trusts(await aTrustFile({ publishers: [] }));
  expect(await loadManifest(db, host.fetch, course, pack.edition)).toMatchObject({ code: 'pack-publisher-unknown' });
  host.trusts(await aTrustFile({ version: 2 }));
  expect(await loadManifest(db, host.fetch, course, pack.edition)).toMatchObject({ course });
  host.isDown = true;
  expect(await loadManifest(reopened(db), host.fetch, course, pack.edition)).toMatchObject({ course });
});

test('an app that is killed without a word loses no more than a batch', async () => {
  const large = await aPack({ film: noise(11 * 1024 * 1024, 5), cut: 1024 * 1024 });
  const [db, host] = [aDb(), await aHost(large)];
  host.hangAt = 9.5 * 1024 * 1024;
  const stopper = new AbortController();
  const hanging = fetchAll(db, host, large, { signal: stopper.signal });
  await expect.poll(() => db.pieces.count(), { timeout: 5000 }).toBeGreaterThanOrEqual(2 + 8);
  expect(await installs(db)).toMatchObject([{ state: 'wanted', held: expect.toSatisfy((held: number) => held >= 8 * 1024 * 1024) }]);
  stopper.abort();
  await hanging;
  // Asked to stop, it keeps the rest of what it had verified as well.
  expect(await db.pieces.count()).toBe(2 + 9);
});

test('many megabytes are stored in strict batches, and their speed is known', async () => {
  const large = await aPack({ film: noise(11 * 1024 * 1024, 3), cut: 1024 * 1024 });
  const [db, host] = [aDb(), await aHost(large)];
  const world = { ...aWorld(), now: () => performance.now() * 5 };
  const sizes: number[] = [];
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, stores, mode, options) {
    if (mode === 'readwrite' && [stores].flat().includes('pieces')) {
      sizes.push(1);
      expect(options?.durability).toBe('strict');
    }
    return real.call(this, stores, mode, options);
  };
  try {
    await install(db, host.fetch, { course, edition: large.edition, choice: all }, () => {}, new AbortController().signal, world, noWait);
  } finally {
    IDBDatabase.prototype.transaction = real;
  }
  expect(sizes.length).toBeLessThan(10);
  await expectWhole(db, large);
  expect(await speedHeld(db)).toBeGreaterThan(0);
});
