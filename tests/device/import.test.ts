/** A course that comes as one file: as safe as over the network, and what the file lacks comes by another road. */
import { expect, test } from 'vitest';
import type { Db } from '../../src/device/db.ts';
import { readFile } from '../../src/device/files.ts';
import { importPack, type Given } from '../../src/device/import.ts';
import { install, type Download } from '../../src/device/install.ts';
import { installs, readyLessons, removeInstall } from '../../src/device/installs.ts';
import { readPackFile } from '../../src/device/pack-file.ts';
import { refreshTrust } from '../../src/device/trust.ts';
import { digestOf } from '../../src/pack/digest.ts';
import { newSigningKey } from '../../src/pack/keys.ts';
import type { Choice } from '../../src/pack/pieces.ts';
import type { TrustFile } from '../../src/pack/trust.ts';
import { aPack, aTrustFile, au, course, noise, publisher, type Pack } from './a-course.ts';
import { aFileToLose, aPackFile } from './a-file.ts';
import { aHost, type Host } from './a-host.ts';
import { aDb, aWorld, reopened } from './a-phone.ts';

const all: Choice = { languages: ['az'], rendition: 'video' };
const pack = await aPack();
/** Six megabytes in twelve pieces and two: more than are stored at once. */
const large = await aPack({ film: noise(6 * 1024 * 1024, 5), cut: 512 * 1024 });
const film = pack.manifest.files.find((each) => each.path === 'media/film.mp4')!;
const MiB = 1024 * 1024;
const lessons = new Set([au('gifts'), au('quiz'), au('film')]);

/** A phone that knows its institution and has no network now; the host knows nothing of the course unless a pack is given. */
async function aPhone({ trusts, packs = [] }: { trusts?: TrustFile; packs?: Pack[] } = {}): Promise<{ db: Db; host: Host }> {
  const [db, host] = [aDb(), await aHost(...packs)];
  if (trusts) host.trusts(trusts);
  await refreshTrust(db, host.fetch);
  host.isDown = true;
  return { db, host };
}

type Taken = { readonly end: Download; readonly given: Given | undefined; readonly reports: readonly Download[] };
type More = { choice?: Choice; report?: (download: Download) => void; signal?: AbortController };
/** Without a network it would wait for one: it is stopped as soon as it says so. */
async function take(db: Db, host: Host, given: Pack, file: Blob, { choice = all, report = () => {}, signal = new AbortController() }: More = {}): Promise<Taken> {
  const reports: Download[] = [];
  let gave: Given | undefined;
  const hear = (each: Download) => {
    reports.push(each);
    report(each);
    if (each.kind === 'paused' && each.because === 'offline') signal.abort();
  };
  const end = await importPack({ db, fetch: host.fetch, report: hear, signal: signal.signal, world: aWorld() }, { course, edition: given.edition, choice }, file, (each) => (gave = each));
  return { end, given: gave, reports };
}

async function expectWhole(db: Db, given: Pack): Promise<void> {
  for (const path of ['lessons/gifts.az.md', 'quiz/key.json', 'media/film.mp4']) {
    const held = await readFile(db, given.edition, path);
    expect(held && (await digestOf(held)), path).toBe(given.manifest.files.find((each) => each.path === path)!.sha256);
  }
}

async function expectNothing(db: Db): Promise<void> {
  expect([await db.pieces.count(), await db.editions.count(), await db.installs.count(), await db.ready.count()]).toEqual([0, 0, 0, 0]);
}

test('a course that the phone never heard of comes out of one file, with no network, and every lesson opens', async () => {
  const { db, host } = await aPhone();
  const file = await aPackFile(pack);
  expect(await readPackFile(db, host.fetch, file)).toMatchObject({ edition: pack.edition, manifest: { course } });
  await expectNothing(db);
  const { end, given, reports } = await take(db, host, pack, file);
  expect(end).toMatchObject({ kind: 'ready' });
  expect(given).toMatchObject({ damaged: 0, missing: 0, bytes: (end as { of: number }).of });
  expect(reports[0]).toEqual({ kind: 'waiting' });
  await expectWhole(db, pack);
  expect(await readyLessons(db, pack.edition)).toEqual(lessons);
  expect(await installs(db)).toMatchObject([{ course, edition: pack.edition, choice: all, state: 'ready' }]);
  // What was not chosen is not kept.
  expect(await readFile(db, pack.edition, 'lessons/gifts.tr.md')).toBeUndefined();
});

test('a file with a part of the course gives that part; the network brings the rest, and only the rest', async () => {
  const { db, host } = await aPhone({ packs: [pack] });
  const file = await aPackFile(pack, { parts: [[0, film.at], [film.at + 3000, film.at + 5500]] });
  const first = await take(db, host, pack, file);
  expect(first.end).toMatchObject({ kind: 'paused', because: 'asked' });
  expect(first.given).toMatchObject({ damaged: 0, missing: 7000 });
  expect(await readyLessons(db, pack.edition)).toEqual(new Set([au('gifts'), au('quiz')]));
  // Another file brings two thousand more.
  expect((await take(db, host, pack, await aPackFile(pack, { parts: [[film.at + 7000, film.at + 9000]] }))).given).toMatchObject({ bytes: 2000, missing: 5000 });
  host.isDown = false;
  expect((await take(db, host, pack, file)).end).toMatchObject({ kind: 'ready' });
  expect(host.sent).toBe(5000);
  await expectWhole(db, pack);
});

test('a damaged piece costs that piece', async () => {
  const { db, host } = await aPhone({ packs: [pack] });
  const broken = await aPackFile(pack, { change: (bytes) => bytes.map((byte, at) => (at === film.at + 4321 ? byte ^ 1 : byte)) });
  const { given } = await take(db, host, pack, broken);
  expect(given).toMatchObject({ damaged: 1, damagedBytes: 1000, missing: 1000 });
  const pieces = pack.manifest.pieces.map(([digest]) => digest);
  const turkish = 1;
  const fifthOfFilm = 3 + 4;
  expect(new Set(await db.pieces.toCollection().primaryKeys())).toEqual(new Set(pieces.filter((_, index) => index !== turkish && index !== fifthOfFilm)));
  expect(await readyLessons(db, pack.edition)).toEqual(new Set([au('gifts'), au('quiz')]));
  expect(await installs(db)).toMatchObject([{ state: 'paused' }]);
  host.isDown = false;
  expect(await install(db, host.fetch, { course, edition: pack.edition, choice: all }, () => {}, new AbortController().signal, aWorld())).toMatchObject({ kind: 'ready' });
  expect(host.sent).toBe(1000);
  await expectWhole(db, pack);
});

test('a file of which much is damaged asks before the network brings so much', async () => {
  const huge = await aPack({ film: noise(10 * MiB, 7), cut: MiB });
  const { db, host } = await aPhone({ packs: [huge] });
  host.isDown = false;
  const at = huge.manifest.files.find((each) => each.path === 'media/film.mp4')!.at;
  const spoiled = (bytes: Uint8Array<ArrayBuffer>) => {
    const copy = bytes.slice();
    for (let n = 0; n < 9; n++) copy[at + n * MiB]! ^= 1;
    return copy;
  };
  const { end, given } = await take(db, host, huge, await aPackFile(huge, { change: spoiled }));
  expect(end).toMatchObject({ kind: 'paused', because: 'asked' });
  expect(given).toMatchObject({ damaged: 9, missing: 9 * MiB });
  expect(host.sent).toBe(0);
  expect(await installs(db)).toMatchObject([{ state: 'paused', held: expect.toSatisfy((held: number) => held > MiB) }]);
});

async function refusal(given: Pack, file: Blob, trusts?: TrustFile, prepare: (db: Db) => Promise<unknown> = async () => {}): Promise<string> {
  const { db, host } = await aPhone(trusts ? { trusts } : {});
  await prepare(db);
  const before = [await db.pieces.count(), await db.editions.count(), await db.ready.count()];
  const rows = await installs(db);
  const seen = await readPackFile(db, host.fetch, file);
  const { end } = await take(db, host, given, file);
  if (end.kind === 'ready') return 'ready';
  expect([await db.pieces.count(), await db.editions.count(), await db.ready.count()]).toEqual(before);
  expect(await installs(db)).toEqual(rows);
  const code = end.kind === 'paused' && end.problem?.code;
  expect(seen).toMatchObject({ code });
  return String(code);
}

test('a file is judged as the network is: nothing older, withdrawn, unsigned, revoked or of a stranger leaves a trace', async () => {
  const newer = await aPack({ release: 2 });
  const has = (each: Pack) => async (db: Db) => {
    const host = await aHost(each);
    await install(db, host.fetch, { course, edition: each.edition, choice: all }, () => {}, new AbortController().signal, aWorld());
  };
  expect(await refusal(pack, await aPackFile(pack), undefined, has(newer))).toBe('pack-older-release');
  expect(await refusal(newer, await aPackFile(newer), undefined, has(pack)), 'control: newer').toBe('ready');
  const stranger = await aPack({ key: (await newSigningKey()).privateKey });
  expect(await refusal(stranger, await aPackFile(stranger))).toBe('pack-publisher-unknown');
  expect(await refusal(pack, await aPackFile({ ...pack, signature: newer.signature }))).toBe('pack-signature-invalid');
  expect(await refusal(pack, await aPackFile({ ...pack, signature: '' }))).toBe('pack-signature-invalid');
  const altered = { ...pack, manifestBytes: new TextEncoder().encode(new TextDecoder().decode(pack.manifestBytes).replace('Etika', 'Etikə')) };
  expect(await refusal(pack, await aPackFile(altered))).toBe('pack-signature-invalid');
  const withdrawn = await aTrustFile({ withdrawn: [{ course, edition: pack.edition, reason: { az: 'Səhv' } }] });
  expect(await refusal(pack, await aPackFile(pack), withdrawn)).toBe('pack-withdrawn');
  const revoked = await aTrustFile({ publishers: [{ id: 'ministry', name: {}, keys: [{ key: publisher.publicKey as never, from: '2026-01-01T00:00:00.000Z', revoked: '2026-11-02T00:00:00.000Z' }] }] });
  expect(await refusal(pack, await aPackFile(pack), revoked)).toBe('pack-key-revoked');
  expect(await refusal(pack, await aPackFile(pack)), 'control').toBe('ready');
});

test('what is no pack file, lost its end, holds nothing of its course or is another than was shown is refused', async () => {
  const whole = await aPackFile(pack);
  expect(await refusal(pack, new File(['PK\u0003\u0004 a letter'.padEnd(200)], 'x.karvan'))).toBe('pack-file-short');
  expect(await refusal(pack, whole.slice(0, whole.size - 1))).toBe('pack-file-short');
  expect(await refusal(pack, new File([whole, 'x'], 'x.karvan'))).toBe('pack-file-foreign');
  const past = { ...pack, bytes: new Uint8Array([...pack.bytes, ...noise(500, 9)]) };
  expect(await refusal(pack, await aPackFile(past, { parts: [[pack.bytes.length, pack.bytes.length + 500]] }))).toBe('pack-file-foreign');
  const other = await aPack({ gifts: 'Başqa' });
  const { db, host } = await aPhone();
  expect((await take(db, host, pack, await aPackFile(other))).end).toMatchObject({ problem: { code: 'pack-file-foreign' } });
  await expectNothing(db);
});

test('the trust list in a file counts when it is newer and of the same root, whether it takes a course back or names a publisher', async () => {
  const recall = { withdrawn: [{ course, edition: pack.edition, reason: { az: 'Səhv' } }] };
  const newer = await aTrustFile({ version: 2, ...recall });
  expect(await refusal(pack, await aPackFile(pack, { trust: newer }))).toBe('pack-withdrawn');
  const older = await aTrustFile({ version: 1, ...recall });
  expect(await refusal(pack, await aPackFile(pack, { trust: older })), 'control: an older list').toBe('ready');
  expect(await refusal(pack, await aPackFile(pack, { trust: { ...newer, list: `${newer.list}x` } })), 'control: an altered list').toBe('ready');
  const nobody = await aTrustFile({ publishers: [] });
  expect(await refusal(pack, await aPackFile(pack), nobody)).toBe('pack-publisher-unknown');
  expect(await refusal(pack, await aPackFile(pack, { trust: await aTrustFile({ version: 2 }) }), nobody)).toBe('ready');
});

test('a phone that has never met its institution believes no file', async () => {
  const [db, host] = [aDb(), await aHost()];
  host.isDown = true;
  expect(await readPackFile(db, host.fetch, await aPackFile(pack))).toMatchObject({ code: 'server-unreachable' });
  await expectNothing(db);
});

test('an app that is killed in the middle keeps what was checked, fetches nothing by itself, and the same file goes on', async () => {
  const { db, host } = await aPhone({ packs: [large] });
  host.isDown = false;
  const file = await aPackFile(large);
  const stuck = withSlice(file, (from, to) => (from > 5 * MiB && to < file.size - 100 ? hanging : file.slice(from, to)));
  const killed = take(db, host, large, stuck).catch((error: unknown) => error);
  await expect.poll(() => db.pieces.count(), { timeout: 5000 }).toBeGreaterThanOrEqual(2 + 8);
  const kept = await db.pieces.count();
  expect(await installs(db)).toMatchObject([{ state: 'paused' }]);
  // As after a kill: the lock of the thread that hangs goes with it.
  const again = reopened(db);
  await navigator.locks.request(`karvan-install-${course}`, { steal: true }, () => {});
  expect(await killed).toMatchObject({ name: 'AbortError' });
  const stored: number[] = [];
  again.pieces.hook('creating', (_, { bytes }) => void stored.push(bytes.length));
  expect((await take(again, host, large, file)).end).toMatchObject({ kind: 'ready' });
  expect(stored.length).toBe(2 + 12 - kept);
  expect(host.sent).toBe(0);
  await expectWhole(again, large);
});

test('a person may stop it and go on later', async () => {
  const { db, host } = await aPhone();
  const signal = new AbortController();
  db.pieces.hook('creating', (_, { bytes }) => void (bytes.length > 1e5 && signal.abort()));
  const file = await aPackFile(large);
  const { end } = await take(db, host, large, file, { signal });
  expect(end).toMatchObject({ kind: 'paused', because: 'asked' });
  expect((end as { held: number }).held).toBeGreaterThan(1e6);
  expect((await take(db, host, large, file)).end).toMatchObject({ kind: 'ready' });
});

test('a full phone says so, keeps what it has, and the file goes on once there is room', async () => {
  const { db, host } = await aPhone();
  const file = await aPackFile(pack);
  const real = navigator.storage.estimate;
  navigator.storage.estimate = async () => ({ usage: 0, quota: 20 * 1024 * 1024 + 5000 });
  try {
    expect((await take(db, host, pack, file)).end).toMatchObject({ kind: 'paused', because: 'storage-full', problem: { code: 'storage-full' } });
  } finally {
    navigator.storage.estimate = real;
  }
  expect(await db.pieces.count()).toBe(0);
  let room = 4;
  const full = () => {
    if (room-- <= 0) throw new DOMException('full', 'QuotaExceededError');
  };
  db.pieces.hook('creating', full);
  expect((await take(db, host, pack, file)).end).toMatchObject({ kind: 'paused', because: 'storage-full' });
  // A batch is stored as a whole or not at all, and nothing is called ready that is not there.
  expect(await readyLessons(db, pack.edition)).toEqual(new Set([au('gifts'), au('quiz')]));
  db.pieces.hook('creating').unsubscribe(full);
  expect((await take(db, host, pack, file)).end).toMatchObject({ kind: 'ready' });
  await expectWhole(db, pack);
});

test('a stick that is pulled costs what was not read yet, and nothing is fetched before somebody says so', async () => {
  const { db, host } = await aPhone({ packs: [large] });
  host.isDown = false;
  const { file, lose } = await aFileToLose(await aPackFile(large));
  let lost: Promise<void> | undefined;
  const afterwards = (from: number, to: number) => ({ arrayBuffer: async () => ((await (lost ??= lose())), file.slice(from, to).arrayBuffer()) });
  const pulled = withSlice(file, (from, to) => (from > 5 * MiB && to < file.size - 100 ? afterwards(from, to) : file.slice(from, to)));
  const { end, given } = await take(db, host, large, pulled);
  expect(end).toMatchObject({ kind: 'paused', because: 'damaged', problem: { code: 'pack-file-gone' } });
  expect(given!.missing).toBeGreaterThan(0);
  expect(host.sent).toBe(0);
  expect(await installs(db)).toMatchObject([{ state: 'paused', held: given!.bytes }]);
  expect(await readPackFile(db, host.fetch, file)).toMatchObject({ code: 'pack-file-gone' });
  expect((await take(db, host, large, await aPackFile(large))).end).toMatchObject({ kind: 'ready' });
});

test('a course that is removed while it is read stays removed', async () => {
  const { db, host } = await aPhone({ packs: [large] });
  host.isDown = false;
  let removed: Promise<void> | undefined;
  const report = (each: Download) => {
    if (each.kind === 'reading') removed ??= removeInstall(db, course);
  };
  const { end } = await take(db, host, large, await aPackFile(large), { report });
  expect(end).toMatchObject({ kind: 'paused', because: 'asked' });
  await removed;
  expect(await installs(db)).toEqual([]);
});

test('a newer release in a file gives only what differs, and the old one opens until it is whole', async () => {
  const next = await aPack({ release: 2, gifts: 'Heç bir hədiyyə almayın.' });
  const { db, host } = await aPhone();
  await take(db, host, pack, await aPackFile(pack));
  const words = new TextEncoder().encode('Heç bir hədiyyə almayın.').length;
  const partly = await take(db, host, next, await aPackFile(next, { parts: [[words, next.bytes.length]] }));
  expect(partly.given).toMatchObject({ bytes: 0, missing: words });
  expect(await installs(db)).toMatchObject([{ edition: pack.edition, next: { edition: next.edition } }]);
  await expectWhole(db, pack);
  expect((await take(db, host, next, await aPackFile(next))).given).toMatchObject({ bytes: words });
  expect(await installs(db)).toMatchObject([{ edition: next.edition, state: 'ready' }]);
  await expectWhole(db, next);
});

/** A file of which some parts are read in another way. */
function withSlice(file: File, slice: (from: number, to: number) => Pick<Blob, 'arrayBuffer'>): Blob {
  return { size: file.size, slice } as unknown as Blob;
}
const hanging = { arrayBuffer: () => new Promise<never>(() => {}) };
