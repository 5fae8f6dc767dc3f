/** Language layers on a phone: they come apart from their course, count as far as they may, and go without it. */
import { expect, test } from 'vitest';
import type { Db } from '../../src/device/db.ts';
import { forgetPiece, isFileHere, readFile } from '../../src/device/files.ts';
import { install, type Download, type Wait } from '../../src/device/install.ts';
import { installs, removeInstall } from '../../src/device/installs.ts';
import { installLayer } from '../../src/device/install-layer.ts';
import { layersBelieved, layersHere, removeLayer } from '../../src/device/layers.ts';
import { manifestHeld } from '../../src/device/packs.ts';
import { takeTrust } from '../../src/device/trust.ts';
import { endorse } from '../../src/pack/endorsement.ts';
import type { Choice } from '../../src/pack/pieces.ts';
import { tracksOf } from '../../src/pack/tracks.ts';
import { aPack, aTrustFile, course, publisher } from './a-course.ts';
import { aHost, type Host } from './a-host.ts';
import { aLayer, layerId, neighbour, publishers, type LayerPack } from './a-layer.ts';
import { aDb, aWorld, reopened } from './a-phone.ts';
import { deflatedWords, hostileWords } from '../pack/deflated-words.ts';

const words: Choice = { languages: ['kk'], rendition: 'text' };
const voices: Choice = { languages: ['kk'], rendition: 'audio', codec: 'opus' };
const noWait: Wait = async () => {};
const pack = await aPack();
const pack2 = await aPack({ release: 2, gifts: 'Hədiyyəni heç vaxt almayın.' });
const kk = await aLayer(pack.manifest);
const issued = '2026-11-03T00:00:00.000Z';

type More = { readonly choice?: Choice; readonly signal?: AbortSignal };
async function fetchLayer(db: Db, host: Host, { edition }: LayerPack, { choice = voices, signal = new AbortController().signal }: More = {}): Promise<Download> {
  return installLayer(db, host.fetch, { layer: layerId, course, edition, choice }, () => {}, signal, aWorld(), noWait);
}

/** A phone with the course, and a host with both. */
async function aStart(...more: LayerPack[]): Promise<{ db: Db; host: Host; here: (path: string) => Promise<boolean> }> {
  const [db, host] = [aDb(), await aHost(pack, pack2, kk, ...more)];
  host.trusts(await aTrustFile({ publishers }));
  await install(db, host.fetch, { course, edition: pack.edition, choice: { languages: ['az'], rendition: 'video' } }, () => {}, new AbortController().signal, aWorld(), noWait);
  host.sent = 0;
  return { db, host, here: (path) => isFileHere(db, kk.edition, path) };
}

/** What the phone would say in Kazakh of a lesson: kinds and languages of tracks, in order. */
async function kazakh(db: Db, kind: 'text' | 'quiz', edition = pack.edition) {
  const manifest = (await manifestHeld(db, edition))!;
  const au = manifest.structure.find((each) => each.kind === 'au' && each.lesson.kind === (kind === 'text' ? 'reading' : 'quiz'))!;
  if (au.kind !== 'au') throw new Error('no lesson');
  return tracksOf({ manifest, edition, layers: await layersBelieved(db, course) }, au.lesson, kind, ['kk']).filter(({ lang }) => lang === 'kk');
}

test('a layer comes with its own bytes alone, in the sound that this phone plays, and is no course', async () => {
  const { db, host, here } = await aStart();
  expect(await fetchLayer(db, host, kk)).toMatchObject({ kind: 'ready' });
  const wanted = kk.layer.pieces.slice(0, 4).reduce((sum, [, size]) => sum + size, 0);
  expect(host.sent).toBe(wanted);
  expect([await here('lessons/gifts.kk.md'), await here('media/film.kk.webm'), await here('media/film.kk.m4a')]).toEqual([true, true, false]);
  expect((await installs(db)).map((row) => row.course)).toEqual([course]);
  expect(await manifestHeld(db, kk.edition)).toBeUndefined();
  expect(await kazakh(db, 'text')).toMatchObject([{ lang: 'kk', layer: layerId, edition: kk.edition, state: 'reviewed' }]);
  expect(new TextDecoder().decode(await readFile(db, kk.edition, 'lessons/gifts.kk.md'))).toBe('Сыйлық алмаңыз.');
});

test('words come first and voices later, and then only the voices', async () => {
  const { db, host, here } = await aStart();
  await fetchLayer(db, host, kk, { choice: words });
  expect(await here('media/film.kk.webm')).toBe(false);
  host.sent = 0;
  await fetchLayer(db, host, kk);
  expect(host.sent).toBe(3000);
  expect(await here('media/film.kk.webm')).toBe(true);
});

test('cut anywhere and closed meanwhile, it goes on where it was', async () => {
  for (const cut of [1, 40, 700, 3000]) {
    const { db, host } = await aStart();
    host.cutAt = [cut];
    const stopper = new AbortController();
    const stopped: Wait = async () => stopper.abort();
    await installLayer(db, host.fetch, { layer: layerId, course, edition: kk.edition, choice: voices }, () => {}, stopper.signal, aWorld(), stopped);
    const again = reopened(db);
    expect(await fetchLayer(again, host, kk), `cut at ${cut}`).toMatchObject({ kind: 'ready' });
    const [{ row }] = (await layersHere(again, course)) as [Awaited<ReturnType<typeof layersHere>>[number]];
    expect([row.state, row.held]).toEqual(['ready', row.of]);
  }
});

test('its quiz words count when the course’s publisher endorsed it, and no more when the key that did was revoked', async () => {
  const { db, host } = await aStart();
  await fetchLayer(db, host, kk);
  expect(await kazakh(db, 'quiz')).toEqual([]);
  // Control: who is not the course's publisher endorses nothing.
  host.endorsement = await endorse(kk.layer, kk.edition, issued, neighbour.privateKey);
  await fetchLayer(db, host, kk);
  expect(await kazakh(db, 'quiz')).toEqual([]);
  host.endorsement = await endorse(kk.layer, kk.edition, issued, publisher.privateKey);
  await fetchLayer(db, host, kk);
  expect(await kazakh(db, 'quiz')).toMatchObject([{ lang: 'kk', layer: layerId }]);
  const revoked = publishers.map((each) => (each.id === 'ministry' ? { ...each, keys: each.keys.map((key) => ({ ...key, revoked: issued })) } : each));
  await takeTrust(db, await aTrustFile({ version: 2, publishers: revoked }));
  expect(await kazakh(db, 'quiz')).toEqual([]);
  expect(await kazakh(db, 'text')).toHaveLength(1);
});

test('nothing that is altered, of a stranger, of another course, older or taken back is kept', async () => {
  const forged = await aLayer(pack.manifest, { key: publisher.privateKey, words: 'Сыйлық алыңыз.' });
  const elsewhere = await aLayer(pack.manifest, { change: (layer) => ({ ...layer, course: 'ministry/other' as typeof course }) });
  const [newer, altered] = [await aLayer(pack.manifest, { release: 2 }), { ...kk, bytes: kk.bytes.map((byte, at) => (at === 3 ? byte ^ 1 : byte)) }];
  const refused = async (layer: LayerPack, prepare: (host: Host, db: Db) => Promise<void> = async () => {}) => {
    const { db, host } = await aStart(layer, newer);
    await prepare(host, db);
    const result = await fetchLayer(db, host, layer);
    return [result.kind === 'paused' ? result.problem?.code : result.kind, (await layersBelieved(db, course)).length] as const;
  };
  expect(await refused(forged)).toEqual(['pack-key-of-another-publisher', 0]);
  expect(await refused(elsewhere)).toEqual(['pack-manifest-invalid', 0]);
  expect(await refused(kk, async (host) => void host.trusts(await aTrustFile()))).toEqual(['pack-publisher-unknown', 0]);
  expect(await refused(kk, async (host) => void host.trusts(await aTrustFile({ version: 2, publishers, withdrawn: [{ course: layerId, reason: { kk: 'Қате' } }] })))).toEqual(['pack-withdrawn', 0]);
  expect(await refused(kk, async (host) => void host.trusts(await aTrustFile({ version: 2, publishers, withdrawn: [{ course, reason: { kk: 'Қате' } }] })))).toEqual(['pack-withdrawn', 0]);
  expect(await refused(kk, async (host, db) => void (await fetchLayer(db, host, newer)))).toEqual(['pack-older-release', 1]);
  const { db, host } = await aStart();
  host.change = (bytes) => (bytes === kk.bytes ? altered.bytes : bytes);
  expect(await fetchLayer(db, host, kk)).toMatchObject({ kind: 'paused', problem: { code: 'pack-piece-damaged' } });
  expect(await isFileHere(db, kk.edition, 'lessons/gifts.kk.md')).toBe(false);
});

test('deflated words are read as they were written; a layer whose words are not what it says is refused when it is here, and nothing of it stays', async () => {
  const gifts = 'Сыйлық алмаңыз. '.repeat(30);
  const deflated = await aLayer(pack.manifest, { lying: await deflatedWords(gifts) });
  const first = await aStart(deflated);
  expect(await fetchLayer(first.db, first.host, deflated)).toMatchObject({ kind: 'ready' });
  expect(new TextDecoder().decode(await readFile(first.db, deflated.edition, 'lessons/gifts.kk.md'))).toBe(gifts);
  for (const { name, lying } of await hostileWords()) {
    const hostile = await aLayer(pack.manifest, { release: 2, lying });
    const { db, host } = await aStart(hostile);
    await fetchLayer(db, host, kk);
    const held = await db.pieces.count();
    expect(await fetchLayer(db, host, hostile), name).toMatchObject({ kind: 'paused', because: 'damaged', problem: { code: 'pack-manifest-invalid' } });
    expect([(await layersHere(db, course)).map(({ row }) => row.edition), await db.pieces.count()], name).toEqual([[kk.edition], held]);
  }
});

test('a layer that was taken back after it came is heard and read no more', async () => {
  const { db, host } = await aStart();
  await fetchLayer(db, host, kk);
  expect(await kazakh(db, 'text')).toHaveLength(1);
  await takeTrust(db, await aTrustFile({ version: 2, publishers, withdrawn: [{ course: layerId, reason: { kk: 'Қате' } }] }));
  expect(await kazakh(db, 'text')).toEqual([]);
});

test('a newer release takes the older one’s place when it is whole, and what both have is not fetched again', async () => {
  const newer = await aLayer(pack.manifest, { release: 2, words: 'Сыйлықты ешқашан алмаңыз.' });
  const { db, host } = await aStart(newer);
  await fetchLayer(db, host, kk);
  host.sent = 0;
  await fetchLayer(db, host, newer);
  expect(host.sent).toBe(newer.layer.pieces[0]![1]);
  expect((await layersHere(db, course)).map(({ row }) => row.edition)).toEqual([newer.edition]);
  expect((await kazakh(db, 'text'))[0]?.edition).toBe(newer.edition);
});

test('it outlives the course’s edition, and is stale only where the words that it was made from are other ones', async () => {
  const { db, host } = await aStart();
  await fetchLayer(db, host, kk);
  await install(db, host.fetch, { course, edition: pack2.edition, choice: { languages: ['az'], rendition: 'video' } }, () => {}, new AbortController().signal, aWorld(), noWait);
  const held = await layersBelieved(db, course);
  const film = pack2.manifest.structure.find((each) => each.kind === 'au' && each.lesson.kind === 'video')!;
  if (film.kind !== 'au') throw new Error('no film');
  const subtitles = tracksOf({ manifest: pack2.manifest, edition: pack2.edition, layers: held }, film.lesson, 'subtitles', ['kk']);
  expect(subtitles).toMatchObject([{ lang: 'kk', edition: kk.edition }]);
  expect(subtitles[0]).not.toHaveProperty('isStale');
  expect(await isFileHere(db, kk.edition, 'media/film.kk.vtt')).toBe(true);
});

test('it goes without its course, and with it; nobody’s pieces stay', async () => {
  const { db, host } = await aStart();
  const before = await db.pieces.count();
  await fetchLayer(db, host, kk);
  await removeLayer(db, layerId);
  expect([await db.pieces.count(), (await layersHere(db)).length, await isFileHere(db, pack.edition, 'media/film.mp4')]).toEqual([before, 0, true]);
  await fetchLayer(db, host, kk);
  await removeInstall(db, course);
  expect(await db.layers.count()).toBe(0);
  expect(await isFileHere(db, kk.edition, 'lessons/gifts.kk.md')).toBe(false);
});

test('a piece that cannot be read any more is fetched again', async () => {
  const { db, host, here } = await aStart();
  await fetchLayer(db, host, kk);
  await forgetPiece(db, kk.edition, kk.layer, { piece: 0, digest: kk.layer.pieces[0]![0] });
  expect([await here('lessons/gifts.kk.md'), (await db.layers.get(kk.edition))?.state]).toEqual([false, 'wanted']);
  host.sent = 0;
  expect(await fetchLayer(db, host, kk)).toMatchObject({ kind: 'ready' });
  expect(host.sent).toBe(kk.layer.pieces[0]![1]);
});
