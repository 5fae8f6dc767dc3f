/** A language layer that travels by hand: one `.karvan` file, on a phone that has its course and no network. */
import { beforeEach, expect, test } from 'vitest';
import { isProblem } from '../../src/core/problem.ts';
import type { Db } from '../../src/device/db.ts';
import { isFileHere } from '../../src/device/files.ts';
import { parcelOf, writeParcel } from '../../src/device/export.ts';
import { importPack, type Given } from '../../src/device/import.ts';
import { install, type Download } from '../../src/device/install.ts';
import { importLayer, importLayersBeside } from '../../src/device/install-layer.ts';
import { installs } from '../../src/device/installs.ts';
import { layersBelieved, layersHere } from '../../src/device/layers.ts';
import { readPackFile } from '../../src/device/pack-file.ts';
import { refreshTrust, takeTrust } from '../../src/device/trust.ts';
import { endorse } from '../../src/pack/endorsement.ts';
import type { Choice } from '../../src/pack/pieces.ts';
import { aPack, aTrustFile, course, publisher } from './a-course.ts';
import { aFileToLose, aPackFile } from './a-file.ts';
import { aHost, type Host } from './a-host.ts';
import { aLayer, layerId, neighbour, publishers } from './a-layer.ts';
import { aDb, aWorld, reopened } from './a-phone.ts';

const voices: Choice = { languages: ['kk'], rendition: 'audio', codec: 'opus' };
const issued = '2026-11-03T00:00:00.000Z';
const pack = await aPack();
const kk = await aLayer(pack.manifest);
const file = await aPackFile(kk);
let [db, host]: [Db, Host] = [aDb(), await aHost()];

/** A phone that met its institution, has the course, and has no network any more. */
beforeEach(async () => {
  [db, host] = [aDb(), await aHost(pack, kk)];
  host.trusts(await aTrustFile({ publishers }));
  await refreshTrust(db, host.fetch);
  await install(db, host.fetch, { course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' } }, () => {}, new AbortController().signal, aWorld());
  host.isDown = true;
});

type More = { readonly gave?: (given: Given) => void; readonly choice?: Choice; readonly signal?: AbortSignal; readonly edition?: typeof kk.edition };
async function take(from: Blob, { gave = () => {}, choice = voices, signal = AbortSignal.timeout(1500), edition = kk.edition }: More = {}): Promise<Download> {
  return importLayer({ db, fetch: host.fetch, report: () => {}, signal, world: aWorld() }, { layer: layerId, course, edition, choice }, { file: from, gave });
}
const quizCounts = async () => (await layersBelieved(db, course)).map(({ countsInQuiz }) => countsInQuiz);

test('with no network a layer is taken from its file alone, and is no course', async () => {
  const found = await readPackFile(db, host.fetch, file);
  expect(found).toMatchObject({ edition: kk.edition, manifest: { kind: 'layer', course } });
  const given: Given[] = [];
  expect(await take(file, { gave: (each) => given.push(each) })).toMatchObject({ kind: 'ready' });
  expect(given).toMatchObject([{ damaged: 0, missing: 0 }]);
  expect([await isFileHere(db, kk.edition, 'media/film.kk.webm'), await isFileHere(db, kk.edition, 'media/film.kk.m4a')]).toEqual([true, false]);
  expect((await installs(db)).map((row) => row.course)).toEqual([course]);
  expect(await quizCounts()).toEqual([false]);
});

test('what the publisher agreed to travels inside the file; another’s word counts for nothing', async () => {
  await take(await aPackFile(kk, { endorsement: await endorse(kk.layer, kk.edition, issued, neighbour.privateKey) }));
  expect(await quizCounts()).toEqual([false]);
  await take(await aPackFile(kk, { endorsement: await endorse(kk.layer, kk.edition, issued, publisher.privateKey) }));
  expect(await quizCounts()).toEqual([true]);
});

test('without its course it says so and takes nothing', async () => {
  await db.installs.clear();
  expect(await readPackFile(db, host.fetch, file)).toMatchObject({ code: 'pack-file-layer', detail: course });
  expect(await take(file)).toMatchObject({ kind: 'paused', problem: { code: 'pack-file-layer' } });
  expect(await db.layers.count()).toBe(0);
});

test('a forged, a withdrawn, an older and a foreign file are refused as over the network', async () => {
  const forged = await aLayer(pack.manifest, { key: publisher.privateKey });
  expect(await readPackFile(db, host.fetch, await aPackFile(forged))).toMatchObject({ code: 'pack-key-of-another-publisher' });
  const newer = await aLayer(pack.manifest, { release: 2 });
  expect(await take(await aPackFile(newer), { edition: newer.edition })).toMatchObject({ kind: 'ready' });
  expect(await readPackFile(db, host.fetch, file)).toMatchObject({ code: 'pack-older-release' });
  expect(await take(await aPackFile(newer), { edition: kk.edition })).toMatchObject({ problem: { code: 'pack-file-foreign' } });
  const withdrawn = await aTrustFile({ version: 2, publishers, withdrawn: [{ course: layerId, reason: { kk: 'Қате' } }] });
  expect(await readPackFile(db, host.fetch, await aPackFile(newer, { trust: withdrawn }))).toMatchObject({ code: 'pack-withdrawn' });
  expect(await layersBelieved(db, course)).toEqual([]);
});

test('a piece that is damaged in the file is left to the network, and a stick that is pulled loses nothing', async () => {
  const damaged = await aPackFile(kk, { change: (bytes) => bytes.map((byte, at) => (at === 3 ? byte ^ 1 : byte)) });
  const given: Given[] = [];
  expect(await take(damaged, { gave: (each) => given.push(each) })).toMatchObject({ kind: 'paused', because: 'asked' });
  expect(given).toMatchObject([{ damaged: 1 }]);
  expect(await isFileHere(db, kk.edition, 'lessons/gifts.kk.md')).toBe(false);
  expect(await isFileHere(db, kk.edition, 'media/film.kk.webm')).toBe(true);
  const stick = await aFileToLose(file);
  await stick.lose();
  expect(await take(stick.file)).toMatchObject({ kind: 'paused', problem: { code: 'pack-file-gone' } });
  db = reopened(db);
  expect(await take(file)).toMatchObject({ kind: 'ready' });
  expect((await layersHere(db, course)).map(({ row }) => row.state)).toEqual(['ready']);
});

/** The file that the phone gives on. */
async function givenOn(): Promise<File> {
  const parcel = await parcelOf(db, course);
  if (isProblem(parcel)) throw new Error(parcel.code);
  const bytes = new Uint8Array(parcel.size);
  const done = await writeParcel(db, parcel, { begin: async () => void bytes.fill(0), put: async (part, at) => bytes.set(part, at) }, () => {});
  if (isProblem(done)) throw new Error(done.code);
  return new File([bytes.slice(0, done.size)], 'course.karvan');
}

/** Another phone that met its institution and has no network takes it. */
async function takenElsewhere(from: Blob): Promise<Db> {
  const other = aDb();
  host.isDown = false;
  await refreshTrust(other, host.fetch);
  host.isDown = true;
  const job = { db: other, fetch: host.fetch, report: () => {}, signal: AbortSignal.timeout(3000), world: aWorld() };
  const wish = { course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' } as Choice };
  expect(await importPack(job, wish, from, () => {}, (found) => importLayersBeside(job, found, from))).toMatchObject({ kind: 'ready' });
  return other;
}

test('a course that is given on takes its languages along, as far as they are here, with the publisher’s word', async () => {
  const said = await endorse(kk.layer, kk.edition, issued, publisher.privateKey);
  await take(await aPackFile(kk, { endorsement: said }));
  const other = await takenElsewhere(await givenOn());
  expect((await layersHere(other, course)).map(({ row }) => [row.edition, row.state, row.choice])).toEqual([[kk.edition, 'ready', voices]]);
  expect(await isFileHere(other, kk.edition, 'media/film.kk.webm')).toBe(true);
  expect((await layersBelieved(other, course)).map(({ countsInQuiz }) => countsInQuiz)).toEqual([true]);
  const words = aDb();
  db = words;
  host.isDown = false;
  await refreshTrust(db, host.fetch);
  await install(db, host.fetch, { course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' } }, () => {}, new AbortController().signal, aWorld());
  host.isDown = true;
  await take(file, { choice: { languages: ['kk'], rendition: 'text' } });
  const third = await takenElsewhere(await givenOn());
  expect((await layersHere(third, course)).map(({ row }) => [row.state, row.choice.rendition])).toEqual([['ready', 'text']]);
});

test('a language that was taken back is not given on, one with a broken piece is left out, and the course is given all the same', async () => {
  await take(file);
  await db.pieces.delete(kk.layer.pieces[0]![0]);
  expect((await layersHere(await takenElsewhere(await givenOn()), course)).length).toBe(1);
  await db.pieces.put({ digest: kk.layer.pieces[1]![0], bytes: new Uint8Array(1) });
  expect((await layersHere(await takenElsewhere(await givenOn()), course)).length).toBe(0);
  await db.layers.toCollection().modify({ state: 'ready' });
  await takeTrust(db, await aTrustFile({ version: 2, publishers, withdrawn: [{ course: layerId, reason: { kk: 'Қате' } }] }));
  expect(await parcelOf(db, course)).toMatchObject({ layers: [] });
});
