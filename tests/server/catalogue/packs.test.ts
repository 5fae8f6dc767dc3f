import { request } from 'node:http';
import { aCourse, type ServerPack } from '../a-course.ts';
import { aServer, type Server } from '../a-server.ts';

let server: Server;
let pack: ServerPack;
let at: string;
beforeAll(async () => {
  server = await aServer();
  pack = await aCourse();
  await server.publish(pack);
  at = `/packs/${pack.course}/${pack.edition}`;
});
afterAll(() => server.end());

const bodyOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
/** A path exactly as written: fetch would tidy it up. */
const rawStatus = (path: string) =>
  new Promise<number>((resolve, reject) => {
    request(`${server.url}/`, { path }, (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject).end();
  });

test('a pack is given whole, typed, for ever and to any origin', async () => {
  const response = await server.get(`${at}/bytes`);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    etag: `"${pack.edition}"`, 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream', 'content-length': String(pack.bytes.length),
    'cache-control': 'public, max-age=31536000, immutable', 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff',
  });
  expect(Buffer.compare(await bodyOf(response), pack.bytes)).toBe(0);
  expect(await (await server.get(`${at}/manifest.json`)).text()).toBe(new TextDecoder().decode(pack.manifestBytes));
  expect(await (await server.get(`${at}/manifest.sig`)).text()).toBe(pack.signature);
});

test('ranges are answered as the RFC has it', async () => {
  const size = pack.bytes.length;
  const table: [range: string, status: number, from: number, to: number][] = [
    ['bytes=0-0', 206, 0, 1],
    ['bytes=5-9', 206, 5, 10],
    [`bytes=${size - 3}-`, 206, size - 3, size],
    ['bytes=-4', 206, size - 4, size],
    [`bytes=10-${size * 2}`, 206, 10, size],
    ['bytes=-999999999', 206, 0, size],
    [`bytes=${size}-`, 416, 0, 0],
    ['bytes=-0', 416, 0, 0],
    ['bytes=9-5', 200, 0, size],
    ['bytes=0-1,4-5', 200, 0, size],
    ['lines=1-2', 200, 0, size],
    ['bytes=x-y', 200, 0, size],
  ];
  for (const [range, status, from, to] of table) {
    const response = await server.get(`${at}/bytes`, { range });
    const body = await bodyOf(response);
    expect(response.status, range).toBe(status);
    if (status === 416) expect(response.headers.get('content-range'), range).toBe(`bytes */${size}`);
    if (status === 206) expect(response.headers.get('content-range'), range).toBe(`bytes ${from}-${to - 1}/${size}`);
    if (status !== 416) expect(Buffer.compare(body, pack.bytes.subarray(from, to)), range).toBe(0);
  }
});

test('a range of another edition is not mixed in: the whole comes instead', async () => {
  expect((await server.get(`${at}/bytes`, { range: 'bytes=0-9', 'if-range': `"${pack.edition}"` })).status).toBe(206);
  expect((await server.get(`${at}/bytes`, { range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
  expect((await server.get(`${at}/bytes`, { 'if-none-match': `"${pack.edition}"` })).status).toBe(304);
});

test('HEAD tells what GET would, without the bytes', async () => {
  const response = await server.get(`${at}/bytes`, {}, 'HEAD');
  expect([response.status, response.headers.get('content-length'), (await bodyOf(response)).length]).toEqual([200, String(pack.bytes.length), 0]);
});

test('no path leads out of the packs', async () => {
  const paths = ['/packs/../karvan.db', '/packs/ministry/ethics/../../../karvan.db', `${at}/../../../../karvan.db`, `${at}/%2e%2e/%2e%2e/karvan.db`, `${at}/..%2f..%2fkarvan.db`, `${at}/bytes%00`, `${at}/`, '/packs/ministry/ethics/..%5c..%5ckarvan.db/bytes', `/packs/${pack.course}/${pack.edition.toUpperCase()}/bytes`];
  for (const path of paths) expect([404, 400], path).toContain(await rawStatus(path));
  expect(await rawStatus(`${at}/bytes`)).toBe(200);
});

test('a phone that goes away in the middle of a download leaves no open file', async () => {
  for (let i = 0; i < 20; i++) {
    const stop = new AbortController();
    const response = await fetch(`${server.url}${at}/bytes`, { signal: stop.signal });
    await response.body!.getReader().read();
    stop.abort();
  }
  const { readdir, readlink } = await import('node:fs/promises');
  const open = async () => {
    const names = await readdir('/proc/self/fd').catch(() => []);
    const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
    return targets.filter((target) => target.endsWith('/bytes')).length;
  };
  await vi.waitFor(async () => expect(await open()).toBe(0), 5000);
});
