import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { SEALED } from '../../src/sync/protocol.ts';
import { aPhone, aServer, type Server } from './a-server.ts';

let server: Server;
let folder: string;
const script = `console.log(${JSON.stringify('salam '.repeat(500))})`;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karvan-app-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Karvan</title>');
  await writeFile(join(folder, 'sw.js'), '// worker');
  await writeFile(join(folder, 'manifest.webmanifest'), '{}');
  await writeFile(join(folder, 'assets/main-1a2b.js'), script);
  server = await aServer({ app: folder });
});
afterAll(async () => {
  await server.end();
  await rm(folder, { recursive: true });
});

const page = { accept: 'text/html,*/*' };

test('whoever watches the server hears its version, that the store answers, and how long it runs', async () => {
  server.clock.at += 5000;
  const response = await server.get('/healthz');
  expect([response.status, response.headers.get('cache-control'), await response.json()]).toEqual([200, 'no-store', { version: 'test', store: 'ok', uptime: expect.any(Number) as number }]);
});

test('every screen can be opened by its address; what is no screen is not there', async () => {
  for (const path of ['/', '/courses/ministry/ethics', '/desk?after=1', '/desk/people/x.y']) {
    const response = await server.get(path, page);
    expect([response.status, response.headers.get('content-type'), await response.text()], path).toEqual([200, 'text/html; charset=utf-8', '<!doctype html><title>Karvan</title>']);
  }
  for (const [path, accept] of [['/assets/gone.js', 'text/html'], ['/gone.js', '*/*'], ['/api/gone', 'text/html'], ['/packs/x', 'text/html'], ['/local/x', 'text/html'], ['/.well-known/x', 'text/html']] as const) {
    const response = await server.get(path, { accept });
    expect([response.status, await response.json()], path).toEqual([404, { code: 'not-found' }]);
  }
  expect((await server.get('/courses', page, 'POST')).status).toBe(404);
});

test('files whose name holds their digest are kept for ever, all others are asked for afresh', async () => {
  for (const [path, cache, type] of [['/assets/main-1a2b.js', 'public, max-age=31536000, immutable', 'text/javascript; charset=utf-8'], ['/sw.js', 'no-cache', 'text/javascript; charset=utf-8'], ['/', 'no-cache', 'text/html; charset=utf-8'], ['/manifest.webmanifest', 'no-cache', 'application/manifest+json; charset=utf-8']] as const) {
    const response = await server.get(path);
    expect([response.headers.get('cache-control'), response.headers.get('content-type')], path).toEqual([cache, type]);
    expect((await server.get(path, { 'if-none-match': response.headers.get('etag')! })).status, path).toBe(304);
  }
});

/** Head and body as they come over the wire. */
const raw = (encoding: string) =>
  new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
    request(`${server.url}/assets/main-1a2b.js`, { headers: { 'accept-encoding': encoding } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(parts) }));
    }).on('error', reject).end();
  });

test('a browser gets the packing that it can open', async () => {
  const [br, gz, no] = [await raw('gzip, deflate, br'), await raw('gzip, br;q=0'), await raw('identity')];
  expect([brotliDecompressSync(br.body).toString(), gunzipSync(gz.body).toString(), no.body.toString()]).toEqual([script, script, script]);
  expect([br.encoding, gz.encoding, no.encoding]).toEqual(['br', 'gzip', undefined]);
});

test('the page may run nothing but its own code, and nobody may frame it', async () => {
  const { headers } = await server.get('/', page);
  const policy = headers.get('content-security-policy')!;
  for (const part of ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", 'frame-src http://s0.localhost:8081', "img-src 'self' data: blob:", "media-src 'self' blob:"]) expect(policy).toContain(part);
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|upgrade-insecure/);
  expect(Object.fromEntries(headers)).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin' });
  expect(headers.get('permissions-policy')).toContain('camera=()');
});

test('only behind TLS is a browser told to use TLS for ever', async () => {
  expect((await server.get('/')).headers.get('strict-transport-security')).toBeNull();
  expect((await server.get('/', { 'x-forwarded-proto': 'https' })).headers.get('strict-transport-security')).toContain('max-age');
});

test('a page of another site changes nothing here', async () => {
  const phone = await aPhone(server);
  const post = async (headers: Record<string, string>) => (await fetch(`${server.url}/api/envelopes`, { method: 'POST', headers: { 'content-type': SEALED, ...headers }, body: await phone.seal([]) })).status;
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://elsewhere.example' }, { origin: 'null' }]) expect(await post(headers as Record<string, string>)).toBe(403);
  for (const headers of [{}, { 'sec-fetch-site': 'same-origin' }, { origin: server.url }]) expect(await post(headers as Record<string, string>)).toBe(200);
});

test('nothing that can be thrown at the server makes it fail or tell about itself', async () => {
  const paths = ['/api/envelopes', '/api/enrolments', '/api/pin-resets', '/api/desk/session', '/api/desk/people', '/api/publish/a/b/c', `/api/publish/a/b/${'0'.repeat(64)}`, '/api/catalogue', '/', '/packs/a/b/c/bytes', '/healthz'];
  const types = [SEALED, 'application/json', 'text/csv', 'text/plain', 'application/octet-stream', 'multipart/form-data; boundary=x', 'nonsense'];
  const body = fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' }), fc.constantFrom('{"__proto__":{}}', '[[[[', '{"code":1}', 'null', '"', '\u0000', 'a.b.c.d.e', '{"karvan":1,"code":"\\ud800"}'));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), fc.constantFrom('POST', 'PUT', 'DELETE', 'PATCH', 'GET', 'OPTIONS'), fc.constantFrom(...types), body, async (path, method, type, text) => {
      const response = await fetch(server.url + path, { method, headers: { 'content-type': type }, ...(method === 'GET' ? {} : { body: text }) });
      const said = await response.text();
      expect(response.status, `${method} ${path} ${type} ${text} ${said}`).toBeLessThan(500);
      expect(said).not.toMatch(/node_modules|\.ts:|at Object\.|SQLITE/);
    }),
    { numRuns: 300 },
  );
});

test('broken addresses and broken HTTP are answered as such', async () => {
  for (const path of ['/%', '/api/%ff', `/${'x'.repeat(20_000)}`, '/api/desk/people/%00', '//']) {
    const status = await fetch(server.url + path).then((response) => response.status);
    expect(status, path.slice(0, 30)).toBeGreaterThanOrEqual(400);
    expect(status, path.slice(0, 30)).toBeLessThan(500);
  }
});

test('what nobody expected is told to the log with an id, and to the world by that id alone', async () => {
  const broken = await aServer({ wrap: (store) => ({ ...store, read: () => Promise.reject(new Error('secret of the house')) }) });
  const response = await broken.get('/api/catalogue');
  const said = (await response.json()) as { code: string; detail: string };
  expect([response.status, said.code]).toEqual([500, 'unexpected']);
  expect(JSON.stringify(said)).not.toContain('secret');
  expect(broken.logged.join('')).toContain('secret of the house');
  expect(broken.logged.join('')).toContain(said.detail);
  expect((await broken.get('/healthz')).status).toBe(503);
  await broken.end();
});
