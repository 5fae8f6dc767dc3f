import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { send } from '../../src/author/publish/upload.ts';
import { aBuiltPack, karvan, type Said } from './a-folder.ts';

type Heard = { readonly method: string; readonly path: string; readonly length: string | undefined; readonly authorization: string | undefined; readonly digest: string };
type Answering = (request: IncomingMessage, response: ServerResponse, heard: readonly Heard[]) => void | Promise<void>;

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on this machine; `answer` may misbehave as servers and roads do. */
async function aServer(answer: Answering = asAgreed, asksFirst?: Answering): Promise<{ readonly url: string; readonly heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => void answer(request, response, heard));
  if (asksFirst) server.on('checkContinue', (request, response) => void asksFirst(request, response, heard));
  open.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

async function hear(request: IncomingMessage, heard: readonly Heard[]): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of request as AsyncIterable<Buffer>) hash.update(chunk);
  (heard as Heard[]).push({ method: request.method!, path: request.url!, length: request.headers['content-length'], authorization: request.headers.authorization, digest: hash.digest('hex') });
}

async function asAgreed(request: IncomingMessage, response: ServerResponse, heard: readonly Heard[]): Promise<void> {
  await hear(request, heard);
  response.writeHead(request.method === 'POST' ? 201 : 204, { 'content-type': 'application/json' });
  response.end(request.method === 'POST' ? '{}' : undefined);
}

/** Answers a request with a status and a body; all others as agreed. */
const refusing = (part: string, status: number, body = '', headers: Record<string, string> = {}): Answering => async (request, response, heard) => {
  const isMeant = part === 'POST' ? request.method === 'POST' : request.url!.endsWith(part);
  if (!isMeant) return asAgreed(request, response, heard);
  await hear(request, heard);
  response.writeHead(status, headers).end(body);
};

const publish = (pack: string, url: string): Promise<Said> => karvan(['publish', pack, '--to', url, '--as', 'author'], { env: { KARVAN_PASSWORD: 'gül:şifre' } });

test('a pack is sent file by file, whole, with its size and sign-in, and then asked to be shown', async () => {
  const { pack } = await aBuiltPack();
  const { url, heard } = await aServer();
  const { code, err, last } = await publish(pack, url);
  expect([code, err, last]).toEqual([0, '', `ministry/ethics, release 1, is published at ${url}/`]);
  const path = `/api/publish/ministry/ethics/${basename(pack)}`;
  const files = await Promise.all(['manifest.json', 'manifest.sig', 'bytes'].map(async (name) => {
    const bytes = await readFile(join(pack, name));
    return { method: 'PUT', path: `${path}/${name}`, length: String(bytes.length), digest: createHash('sha256').update(bytes).digest('hex') };
  }));
  expect(heard).toMatchObject([...files, { method: 'POST', path, length: '0' }]);
  expect(new Set(heard.map(({ authorization }) => authorization))).toEqual(new Set([`Basic ${Buffer.from('author:gül:şifre').toString('base64')}`]));
});

test('publishing twice is harmless, and a server below a path is found', async () => {
  const { pack } = await aBuiltPack();
  const { url, heard } = await aServer();
  expect([(await publish(pack, `${url}/karvan/`)).code, (await publish(pack, `${url}/karvan`)).code]).toEqual([0, 0]);
  expect(heard.map(({ path }) => path)).toEqual([...heard.slice(0, 4), ...heard.slice(0, 4)].map(({ path }) => path));
  expect(heard[0]!.path).toContain('/karvan/api/publish/');
});

test.each<readonly [string, Answering, RegExp, number]>([
  ['a wrong password', refusing('manifest.json', 401), /\(401\): the name or the password is not right/, 1],
  ['a missing right', refusing('manifest.json', 403, '{"code":"not-allowed","detail":"ministry"}'), /may not publish for this publisher \(ministry\)/, 1],
  ['no such address', refusing('manifest.json', 404, '<html>'), /takes no packs at this address/, 1],
  ['another address', refusing('manifest.json', 301, '', { location: 'https://elsewhere.example/' }), /sends on to https:\/\/elsewhere\.example/, 1],
  ['too many tries', refusing('manifest.json', 429, '', { 'retry-after': '30' }), /too many tries\n.*Try again in 30 seconds/, 1],
  ['too large a pack', refusing('bytes', 413), /\(413\): the pack is larger than the server takes/, 3],
  ['a full disk', refusing('bytes', 507), /no room left/, 3],
  ['a failing server', refusing('bytes', 500, 'stack trace'), /\(500\): the server failed/, 3],
  ['a server behind a busy gate', refusing('manifest.sig', 503), /busy/, 2],
  ['a key not trusted', refusing('POST', 400, '{"code":"pack-publisher-unknown"}'), /\(400\): the key that signed the pack is not known there/, 4],
  ['an older release', refusing('POST', 409, '{"code":"pack-older-release"}'), /newer or equal release/, 4],
  ['a code of a newer server', refusing('POST', 400, '{"code":"something-new"}'), /did not understand/, 4],
  ['words that would move the cursor', refusing('POST', 400, JSON.stringify({ code: 'request-invalid', detail: 'a\u001b[2Jb' })), /\(a \[2Jb\)/, 4],
])('%s is told in plain words, and nothing more is sent', async (_, answer, said, count) => {
  const { pack } = await aBuiltPack();
  const { url, heard } = await aServer(answer);
  const { code, err, out } = await publish(pack, url);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(said);
  expect(err).toContain('Nothing was published.');
  expect(heard).toHaveLength(count);
});

test('a server that refuses before the body has come is heard, and the body is not sent', async () => {
  const { pack } = await aBuiltPack();
  const { url, heard } = await aServer(asAgreed, (_, response) => void response.writeHead(413).end());
  expect((await publish(pack, url)).err).toContain('(413): the pack is larger');
  expect(heard.map(({ path }) => basename(path))).toEqual(['manifest.json', 'manifest.sig']);
  const { url: willing, heard: all } = await aServer(asAgreed, (request, response, list) => {
    response.writeContinue();
    void asAgreed(request, response, list);
  });
  expect([(await publish(pack, willing)).code, all.length]).toEqual([0, 4]);
});

test('a server that does not know how to be asked first gets the body all the same', async () => {
  const { pack } = await aBuiltPack();
  const { url, heard } = await aServer(asAgreed, asAgreed);
  expect((await publish(pack, url)).code).toBe(0);
  expect(heard).toHaveLength(4);
});

/** Cuts the connection in the middle of a request. */
const cutIn = (part: string): Answering => async (request, response, heard) => {
  const isMeant = part === 'POST' ? request.method === 'POST' : request.url!.endsWith(part);
  if (!isMeant) return asAgreed(request, response, heard);
  if (part === 'POST') return void request.socket.destroy();
  request.once('data', () => request.socket.destroy());
};

test('a connection cut while the pack is sent, and one cut before the last answer, are told apart', async () => {
  const { pack } = await aBuiltPack();
  const early = await publish(pack, (await aServer(cutIn('bytes'))).url);
  expect(early.err).toMatch(/the connection broke while bytes was sent \(.+ of 1\.2 MB\)\n {4}Nothing was published/);
  const late = await publish(pack, (await aServer(cutIn('POST'))).url);
  expect(late.err).toMatch(/the connection broke before the server answered\n {4}It is not known whether the pack was published\. Run the same command again/);
  expect([early.code, late.code]).toEqual([1, 1]);
});

test('nobody at the address is told', async () => {
  const { pack } = await aBuiltPack();
  const { url } = await aServer();
  const server = open.pop()!;
  await new Promise((closed) => server.close(closed));
  expect((await publish(pack, url)).err).toMatch(/nobody answers at this address\n {4}Nothing was published/);
});

test('a server that falls silent does not hold the author for ever', async () => {
  const { url } = await aServer(() => undefined);
  expect(await send({ url: new URL(url), method: 'POST', authorization: 'x', silence: 50 })).toEqual({ kind: 'broken', code: 'silent', sent: 0 });
  const answering = await aServer();
  expect(await send({ url: new URL(answering.url), method: 'POST', authorization: 'x', silence: 50_000 })).toMatchObject({ kind: 'answer', status: 201 });
});

test('a damaged pack is not sent', async () => {
  const { pack } = await aBuiltPack();
  const { url, heard } = await aServer();
  await writeFile(join(pack, 'bytes'), 'short');
  const { code, err } = await publish(pack, url);
  expect([code, heard]).toEqual([1, []]);
  expect(err).toMatch(/cut short[\s\S]*nothing was sent/);
});

test('the password is asked for when the environment has none, and never printed', async () => {
  const { pack } = await aBuiltPack();
  const { url, heard } = await aServer();
  const asked: string[] = [];
  const askSecret = async (question: string) => (asked.push(question), 'typed-secret');
  const said = await karvan(['publish', pack, '--to', url, '--as', 'author'], { askSecret });
  expect([said.code, asked]).toEqual([0, [`Password of author at ${new URL(url).host}: `]]);
  expect(heard[0]!.authorization).toBe(`Basic ${Buffer.from('author:typed-secret').toString('base64')}`);
  expect(said.out + said.err).not.toContain('typed-secret');
  expect((await karvan(['publish', pack, '--to', url, '--as', 'author'])).code).toBe(2);
});

test.each([['ftp://karvan.example'], ['karvan.example'], ['https://me:secret@karvan.example'], ['https://karvan.example/?x=1']])('the address %s is refused before anything is sent', async (to) => {
  expect((await karvan(['publish', 'x', '--to', to, '--as', 'a'])).err).toContain('write an address such as');
});
