import { request } from 'node:http';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProblemCode } from '../../../src/core/problem.ts';
import { endorse } from '../../../src/pack/endorsement.ts';
import { editionOf } from '../../../src/pack/manifest.ts';
import { signManifest } from '../../../src/pack/trust.ts';
import { asListed, changeTrust } from '../../../src/server/catalogue/trust.ts';
import { aLayer } from '../../pack/a-pack.ts';
import { deflatedWords, hostileWords, type Lying } from '../../pack/deflated-words.ts';
import { aCourse, publisher, stranger, type ServerPack } from '../a-course.ts';
import { aServer, PASSWORD, type Server } from '../a-server.ts';

let server: Server;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.end());

const basic = (name: string, password = PASSWORD) => ({ authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` });
const folderOf = (pack: ServerPack) => `/api/publish/${pack.course}/${pack.edition}`;

async function put(pack: ServerPack, change: Partial<ServerPack> = {}, who = basic('author')): Promise<number[]> {
  const { manifestBytes, signature, bytes } = { ...pack, ...change };
  const files = { 'manifest.json': manifestBytes, 'manifest.sig': signature, bytes } as const;
  const statuses: number[] = [];
  for (const [name, body] of Object.entries(files)) {
    const response = await fetch(`${server.url}${folderOf(pack)}/${name}`, { method: 'PUT', headers: who, body: body as BodyInit });
    statuses.push(response.status);
    await response.arrayBuffer();
  }
  return statuses;
}
const post = async (pack: ServerPack, who = basic('author')) => {
  const response = await fetch(server.url + folderOf(pack), { method: 'POST', headers: who });
  return { status: response.status, body: (await response.json()) as { code?: ProblemCode; edition?: string } };
};
const publish = async (pack: ServerPack, change: Partial<ServerPack> = {}) => {
  await put(pack, change);
  return post(pack);
};
const courses = async () => ((await (await server.get('/api/catalogue')).json()) as { courses: unknown[] }).courses;

test('an author publishes a pack, and it can be downloaded byte for byte', async () => {
  const pack = await aCourse();
  expect(await put(pack)).toEqual([204, 204, 204]);
  expect(await courses()).toEqual([]);
  expect(await post(pack)).toMatchObject({ status: 201, body: { edition: pack.edition } });
  expect(await courses()).toHaveLength(1);
  const got = new Uint8Array(await (await server.get(`/packs/${pack.course}/${pack.edition}/bytes`)).arrayBuffer());
  expect(Buffer.compare(got, pack.bytes)).toBe(0);
  const quizzes = await server.store.read((r) => r.selectFrom('quiz').selectAll().execute());
  expect(quizzes).toMatchObject([{ edition: pack.edition, au: pack.final.id }]);
  expect(JSON.parse(quizzes[0]!.quiz)).toEqual(pack.quiz);
  expect(JSON.parse(quizzes[0]!.words)).toHaveProperty('az.items.gift.prompt', 'Hədiyyə?');
  expect(await readdir(join(server.data, 'incoming'))).toEqual([]);
});

test('publishing the same again is harmless, and so is asking again when the answer was lost', async () => {
  const pack = await aCourse();
  expect((await publish(pack)).status).toBe(201);
  expect((await publish(pack)).status).toBe(200);
  expect((await post(pack)).status).toBe(200);
  expect(await courses()).toHaveLength(1);
});

test('every pack that is not what it says is refused with its own code, and nothing of it is offered', async () => {
  const good = await aCourse();
  const flipped = Uint8Array.from(good.bytes, (byte, i) => (i === good.bytes.length - 5 ? byte ^ 1 : byte));
  const foreign = await aCourse({ of: 'somebody/ethics' as never });
  const table: [ServerPack, Partial<ServerPack>, number, ProblemCode][] = [
    [good, { bytes: flipped }, 422, 'pack-piece-damaged'],
    [good, { bytes: good.bytes.subarray(0, -1) }, 422, 'pack-bytes-short'],
    [good, { bytes: new Uint8Array([...good.bytes, 0]) }, 422, 'pack-piece-foreign'],
    [good, { signature: `${good.signature.slice(0, -8)}AAAAAAAA` }, 422, 'pack-signature-invalid'],
    [good, { signature: 'nonsense' }, 422, 'pack-signature-invalid'],
    [good, { manifestBytes: new TextEncoder().encode('{}') }, 422, 'pack-manifest-invalid'],
    [good, { manifestBytes: (await aCourse({ release: 7 })).manifestBytes, signature: (await aCourse({ release: 7 })).signature }, 422, 'pack-manifest-invalid'],
    [await aCourse({ key: stranger.privateKey }), {}, 403, 'pack-publisher-unknown'],
    [foreign, {}, 403, 'pack-key-of-another-publisher'],
  ];
  for (const [pack, change, status, code] of table) expect(await publish(pack, change), code).toMatchObject({ status, body: { code } });
  expect(await courses()).toEqual([]);
  expect(await readdir(join(server.data, 'packs')).catch(() => [])).toEqual([]);
  expect((await publish(good)).status).toBe(201);
});

test('an older release is refused, a newer one is not, and a withdrawn or revoked one never comes in', async () => {
  const [first, second, third] = [await aCourse({ release: 1 }), await aCourse({ release: 2 }), await aCourse({ release: 3 })];
  expect((await publish(second)).status).toBe(201);
  expect(await publish(first)).toMatchObject({ status: 409, body: { code: 'pack-older-release' } });
  expect(await publish(await aCourse({ release: 2, reading: 'Başqa' }))).toMatchObject({ status: 409 });
  const trust = (change: Parameters<typeof changeTrust>[3]) => changeTrust(server.store, server.keys.root, { now: server.clock.at, who: 'test', why: 'test' }, change);
  await trust((list) => ({ ...list, withdrawn: [{ course: third.course, edition: third.edition, reason: { az: 'Səhv' } }] }));
  expect(await publish(third)).toMatchObject({ status: 403, body: { code: 'pack-withdrawn' } });
  const at = new Date(server.clock.at).toISOString();
  await trust((list) => ({ ...list, withdrawn: [], publishers: list.publishers.map((each) => ({ ...each, keys: each.keys.map((held) => ({ ...held, revoked: at })) })) }));
  expect(await publish(third)).toMatchObject({ status: 403, body: { code: 'pack-key-revoked' } });
  expect(publisher.publicKey.kid).toBeDefined();
});

test('where only the trust list was in the way, the files need not be sent again', async () => {
  const pack = await aCourse({ key: stranger.privateKey });
  expect((await publish(pack)).status).toBe(403);
  const { x, y, kid } = stranger.publicKey;
  await changeTrust(server.store, server.keys.root, { now: server.clock.at, who: 'test', why: 'test' }, (list) => ({
    ...list, publishers: list.publishers.map((each) => ({ ...each, keys: [...each.keys, { key: { kty: 'EC', crv: 'P-256', x: x!, y: y!, kid }, from: '2026-01-01T00:00:00.000Z' }] })),
  }));
  expect((await post(pack)).status).toBe(201);
});

test('only an author publishes: wrong passwords, learners and strangers do not, and guessing is slowed', async () => {
  const pack = await aCourse();
  expect((await fetch(server.url + folderOf(pack), { method: 'POST' })).status).toBe(401);
  expect(await put(pack, {}, basic('aysel'))).toEqual([403, 403, 403]);
  const statuses: number[] = [];
  for (let i = 0; i < 8; i++) statuses.push((await post(pack, basic('author', 'guess'))).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429, 429]);
  server.clock.at += 10 * 60_000;
  expect((await publish(pack)).status).toBe(201);
});

test('a file that is too large, or whose sender goes away, leaves nothing under its name', async () => {
  const pack = await aCourse();
  const path = `${folderOf(pack)}/manifest.sig`;
  const large = await fetch(server.url + path, { method: 'PUT', headers: basic('author'), body: new Uint8Array(17 * 1024) });
  expect([large.status, await large.json()]).toEqual([413, expect.objectContaining({ code: 'pack-manifest-invalid' })]);
  const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(1024)) });
  const streamed = await fetch(server.url + path, { method: 'PUT', headers: basic('author'), body: endless, duplex: 'half' } as RequestInit).then((response) => response.status, () => 'cut');
  expect([413, 'cut']).toContain(streamed);
  await new Promise<void>((resolve) => {
    const cut = request(server.url + path, { method: 'PUT', headers: { ...basic('author'), 'content-length': 1000 } });
    cut.on('error', () => resolve());
    cut.write('half');
    setTimeout(() => cut.destroy(), 100);
  });
  await vi.waitFor(async () => expect(await readdir(join(server.data, 'incoming', `author-${pack.edition}`))).toEqual([]), 5000);
});

test('a pack that was damaged on the server’s disk is mended by publishing it again', async () => {
  const pack = await aCourse();
  await publish(pack);
  const path = join(server.data, 'packs', pack.course, pack.edition, 'bytes');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(path, 'rust');
  expect((await publish(pack)).status).toBe(200);
  expect((await stat(path)).size).toBe(pack.bytes.length);
  expect(Buffer.compare(await readFile(path), pack.bytes)).toBe(0);
});

describe('a language layer', () => {
  /** As `put` and `post` want it, of a neighbour whom the list believes. */
  async function aNeighboursLayer(release = 1, gifts?: Lying) {
    const { layer, layerBytes, bytes } = aLayer({ by: 'neighbour', release, ...(gifts ? { gifts } : {}) });
    const edition = await editionOf(layerBytes);
    await changeTrust(server.store, server.keys.root!, { now: server.clock.at, who: 'operator', why: 'test' }, (list) =>
      list.publishers.some(({ id }) => id === 'neighbour') ? list : { ...list, publishers: [...list.publishers, { id: 'neighbour', name: {}, keys: [{ key: asListed(stranger.publicKey), from: '2020-01-01T00:00:00.000Z' }] }] },
    );
    const pack = { course: layer.layer, edition, manifestBytes: layerBytes, signature: await signManifest(layerBytes, stranger.privateKey), bytes } as unknown as ServerPack;
    return { layer, edition, pack };
  }
  const layersNow = async () => ((await courses()) as { layers?: { layer: string; edition: string; endorsed?: boolean }[] }[])[0]?.layers;

  test('is shown with its course, wherever it came from, and is no course', async () => {
    const { pack, edition } = await aNeighboursLayer();
    expect((await publish(pack)).status).toBe(201);
    expect(await courses()).toEqual([]);
    expect((await publish(await aCourse())).status).toBe(201);
    expect(await courses()).toHaveLength(1);
    expect(await layersNow()).toMatchObject([{ layer: 'neighbour/ethics-kk', edition, languages: ['kk'], voices: ['kk'], machine: ['kk'] }]);
    expect((await server.get(`/packs/${pack.course}/${edition}/bytes`)).status).toBe(200);
    expect((await publish(pack)).status).toBe(200);
  });

  test('shows its newest release, and an older one comes too late', async () => {
    await publish(await aCourse());
    const [first, second] = [await aNeighboursLayer(1), await aNeighboursLayer(2)];
    expect((await publish(second.pack)).status).toBe(201);
    expect(await post(first.pack).then(() => publish(first.pack))).toMatchObject({ status: 409, body: { code: 'pack-older-release' } });
    expect(await layersNow()).toMatchObject([{ edition: second.edition }]);
  });

  test('whose deflated words are not what it says of them is refused', async () => {
    expect((await publish((await aNeighboursLayer(1, await deflatedWords('Сыйлық алмаңыз.'))).pack)).status).toBe(201);
    for (const { name, lying } of await hostileWords()) expect(await publish((await aNeighboursLayer(2, lying)).pack), name).toMatchObject({ status: 422, body: { code: 'pack-manifest-invalid' } });
  });

  test('is endorsed by the course’s publisher alone, also later', async () => {
    await publish(await aCourse());
    const { layer, pack, edition } = await aNeighboursLayer();
    const endorsement = async (key: typeof stranger.privateKey) => {
      const body = await endorse(layer, edition, '2026-11-03T00:00:00.000Z', key);
      const response = await fetch(`${server.url}${folderOf(pack)}/endorsement.json`, { method: 'PUT', headers: basic('author'), body });
      return response.status;
    };
    await put(pack);
    expect(await endorsement(stranger.privateKey)).toBe(204);
    expect((await post(pack)).status).toBe(201);
    expect((await layersNow())![0]!.endorsed).toBeUndefined();

    await put(pack);
    expect(await endorsement(publisher.privateKey)).toBe(204);
    expect((await post(pack)).status).toBe(201);
    expect((await layersNow())![0]!.endorsed).toBe(true);
    expect((await server.get(`/packs/${pack.course}/${edition}/endorsement.json`)).status).toBe(200);
    // Published again without it, it stays endorsed.
    expect((await publish(pack)).status).toBe(200);
    expect((await layersNow())![0]!.endorsed).toBe(true);
  });
});
