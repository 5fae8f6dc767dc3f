/** A course given on from a phone: the file is read back by Karvan's own reader, and held against the pack as it was published. */
import { expect, test } from 'vitest';
import { isProblem, type Problem } from '../../src/core/problem.ts';
import type { Db } from '../../src/device/db.ts';
import { parcelOf, writeParcel, type Parcel, type Target } from '../../src/device/export.ts';
import { install } from '../../src/device/install.ts';
import { installs, readyLessons } from '../../src/device/installs.ts';
import { refreshTrust, trustHeld } from '../../src/device/trust.ts';
import { readLayout } from '../../src/pack/archive.ts';
import type { Choice } from '../../src/pack/pieces.ts';
import { writeZip } from '../../src/pack/zip.ts';
import { aPack, aTrustFile, au, course, publisher, type Pack } from './a-course.ts';
import { aHost, type Host } from './a-host.ts';
import { aDb, aWorld } from './a-phone.ts';

const all: Choice = { languages: ['az', 'tr'], rendition: 'video' };
const turkish: Choice = { languages: ['tr'], rendition: 'text' };
const pack = await aPack();
const text = new TextEncoder();

test('a whole course becomes the very file that its publisher would have exported', async () => {
  const phone = await aPhoneWith(all);
  const { parcel, bytes } = await given(phone);
  const published = await inMemory();
  const part = (name: string, content: Uint8Array<ArrayBuffer>) => ({ name, size: content.length, parts: async function* parts() { yield content; } });
  await writeZip([part('manifest.json', pack.manifestBytes as Uint8Array<ArrayBuffer>), part('manifest.sig', text.encode(pack.signature)), part('trust.json', text.encode(JSON.stringify((await trustHeld(phone.db))!.file))), part('bytes', pack.bytes)], published.put);
  expect(bytes).toEqual(published.bytes());
  expect(parcel).toMatchObject({ size: bytes.length, name: 'ethics-1.karvan', lessons: 3, of: 3, languages: ['az', 'tr'] });
});

test('a part of the languages goes as the stretches that lie here, each at its place, and nothing more', async () => {
  const { parcel, bytes } = await given(await aPhoneWith(turkish));
  expect(parcel).toMatchObject({ size: bytes.length, languages: ['tr'], lessons: 3 });
  const stretches = await stretchesIn(bytes);
  const words = pack.manifest.files.filter(({ path }) => path === 'lessons/gifts.tr.md' || path === 'quiz/key.json');
  expect(stretches.map(({ start, size }) => [start, size])).toEqual([[words[0]!.at, words[0]!.size + words[1]!.size]]);
  expect(stretches.every(({ start, content }) => isSame(content, pack.bytes.slice(start, start + content.length)))).toBe(true);
});

test('a download that was stopped half-way is given on as far as it came', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  const stopper = new AbortController();
  host.cutAt = [4000, 4000];
  await install(db, host.fetch, { course, edition: pack.edition, choice: all }, () => {}, stopper.signal, aWorld(), async () => stopper.abort());
  const { parcel, bytes } = await given({ db, host });
  const held = (await stretchesIn(bytes)).reduce((sum, { size }) => sum + size, 0);
  expect(held).toBe((await db.pieces.toArray()).reduce((sum, piece) => sum + piece.bytes.length, 0));
  expect(held).toBeLessThan(pack.bytes.length);
  expect(parcel.lessons).toBeLessThan(parcel.of);
});

test('pieces are read one by one: never is one in memory that is not written yet', async () => {
  const { db } = await aPhoneWith(all);
  let [read, most] = [0, 0];
  db.pieces.hook('reading', (row) => ((read += 1), row));
  const parcel = whole(await parcelOf(db, course));
  read = 0;
  const { begin, put } = await inMemory();
  await writeParcel(db, parcel, { begin, put: async (bytes, at) => {
    most = Math.max(most, read);
    if (pack.manifest.pieces.some(([, size]) => size === bytes.length)) read = 0;
    await put(bytes, at);
  } }, () => {});
  expect(most).toBe(1);
});

test('a piece that is gone or is not what it was is a missing piece: the rest is given on, and the phone fetches it again', async () => {
  const broken = pack.manifest.groups.find((group) => group.rendition === 'video')!.from + 2;
  const [digest, size] = pack.manifest.pieces[broken]!;
  for (const harm of [(db: Db) => db.pieces.delete(digest), (db: Db) => db.pieces.put({ digest, bytes: new Uint8Array(size) }), (db: Db) => db.pieces.put({ digest, bytes: new Uint8Array(1) })]) {
    const { db, host } = await aPhoneWith(all);
    const before = whole(await parcelOf(db, course));
    await harm(db);
    const { parcel, bytes } = await given({ db, host }, before);
    expect(parcel).toMatchObject({ size: bytes.length, lessons: 2, of: 3 });
    const stretches = await stretchesIn(bytes);
    expect(stretches).toHaveLength(2);
    expect(stretches.reduce((sum, each) => sum + each.size, 0)).toBe(pack.bytes.length - size);
    expect(await readyLessons(db, pack.edition)).toEqual(new Set([au('gifts'), au('quiz')]));
    expect(await installs(db)).toMatchObject([{ state: 'wanted' }]);
    await install(db, host.fetch, { course, edition: pack.edition, choice: all }, () => {}, new AbortController().signal, aWorld());
    expect((await given({ db, host })).parcel).toMatchObject({ lessons: 3 });
  }
});

test('when nothing can be read any more there is no file', async () => {
  const { db } = await aPhoneWith(turkish);
  const parcel = whole(await parcelOf(db, course));
  await db.pieces.clear();
  expect(await writeParcel(db, parcel, await inMemory(), () => {})).toMatchObject({ code: 'pack-not-found' });
  expect(await parcelOf(aDb(), course)).toMatchObject({ code: 'pack-not-found' });
});

test('what was withdrawn, and what a revoked key signed, is given on to nobody', async () => {
  const [db, host] = [aDb(), await aHost(pack)];
  await install(db, host.fetch, { course, edition: pack.edition, choice: turkish }, () => {}, new AbortController().signal, aWorld());
  host.trusts(await aTrustFile({ version: 2, withdrawn: [{ course, edition: pack.edition, reason: { az: 'Səhv var.' } }] }));
  await refreshTrust(db, host.fetch);
  expect(await parcelOf(db, course)).toMatchObject({ code: 'pack-withdrawn' });
  const revoked = { key: publisher.publicKey as never, from: '2026-01-01T00:00:00.000Z', revoked: '2026-11-20T00:00:00.000Z' };
  host.trusts(await aTrustFile({ version: 3, publishers: [{ id: 'ministry', name: {}, keys: [revoked] }] }));
  await refreshTrust(db, host.fetch);
  expect(await parcelOf(db, course)).toMatchObject({ code: 'pack-key-revoked' });
  host.trusts(await aTrustFile({ version: 4 }));
  await refreshTrust(db, host.fetch);
  expect(isProblem(await parcelOf(db, course))).toBe(false);
});

type Here = { readonly db: Db; readonly host: Host };

async function aPhoneWith(choice: Choice, from: Pack = pack): Promise<Here> {
  const [db, host] = [aDb(), await aHost(from)];
  await install(db, host.fetch, { course, edition: from.edition, choice }, () => {}, new AbortController().signal, aWorld());
  return { db, host };
}

async function given({ db }: Here, parcel?: Parcel): Promise<{ readonly parcel: Parcel; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const file = await inMemory();
  const done = whole(await writeParcel(db, parcel ?? whole(await parcelOf(db, course)), file, () => {}));
  return { parcel: done, bytes: file.bytes() };
}

/** A file that can be written anywhere, as the real ones can. */
async function inMemory(): Promise<Target & { readonly bytes: () => Uint8Array<ArrayBuffer> }> {
  let written = new Uint8Array(0);
  return {
    begin: async () => void (written = new Uint8Array(0)),
    put: async (bytes, at) => {
      const grown = new Uint8Array(Math.max(written.length, at + bytes.length));
      grown.set(written);
      grown.set(bytes, at);
      written = grown;
    },
    bytes: () => written,
  };
}

async function stretchesIn(bytes: Uint8Array<ArrayBuffer>): Promise<readonly { readonly start: number; readonly size: number; readonly content: Uint8Array }[]> {
  const layout = await readLayout(async (from, to) => bytes.subarray(from, to), bytes.length);
  if (isProblem(layout)) throw new Error(layout.detail);
  expect(isSame(bytes.subarray(layout.manifest.at, layout.manifest.at + layout.manifest.size), pack.manifestBytes)).toBe(true);
  expect(new TextDecoder().decode(bytes.subarray(layout.signature.at, layout.signature.at + layout.signature.size))).toBe(pack.signature);
  return layout.stretches.map(({ start, size, at }) => ({ start, size, content: bytes.subarray(at, at + size) }));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function whole(parcel: Parcel | Problem): Parcel {
  if (isProblem(parcel)) throw new Error(`${parcel.code} ${parcel.detail ?? ''}`);
  return parcel;
}
