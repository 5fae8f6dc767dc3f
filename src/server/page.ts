/** The built app: held in memory as it was at the start, so that a build in the meantime mixes no versions. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Deps } from './deps.ts';

/** Files by their path, and the first page for every screen that a person can open by its address. */
export function pageRoutes(app: FastifyInstance, { app: folder }: Deps): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | undefined {
  const files = folder === undefined ? new Map<string, Asset>() : assetsIn(folder);
  for (const [path, asset] of files) {
    const serve = (request: FastifyRequest, reply: FastifyReply) => send(request, reply, asset);
    app.route({ method: ['GET', 'HEAD'], url: path, handler: serve });
  }
  const first = files.get('/index.html');
  if (first) app.route({ method: ['GET', 'HEAD'], url: '/', handler: (request, reply) => send(request, reply, first) });
  return (request, reply) => (first && isScreen(request) ? send(request, reply, first) : undefined);
}

type Asset = { readonly bytes: Buffer; readonly type: string; readonly etag: string; readonly cache: string; readonly packed: Map<'br' | 'gzip', Promise<Buffer>> };

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};
/** What is packed already gains nothing. */
const isText = /^(text\/|application\/(json|manifest|wasm)|image\/svg)/;
const notScreens = /^\/(api|packs|\.well-known|local|healthz|assets)(\/|$)/;

function assetsIn(folder: string): ReadonlyMap<string, Asset> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join('/')}`;
      const bytes = readFileSync(file);
      const etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
      // Names under assets/ hold a digest of the content; all others are asked for afresh.
      const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      return [path, { bytes, type: types[extname(path)] ?? 'application/octet-stream', etag, cache, packed: new Map() }] as const;
    }),
  );
}

async function send(request: FastifyRequest, reply: FastifyReply, asset: Asset): Promise<FastifyReply> {
  const encoding = isText.test(asset.type) && asset.bytes.length > 512 ? encodingFor(request.headers['accept-encoding']) : undefined;
  const etag = `"${asset.etag}${encoding === undefined ? '' : `-${encoding}`}"`;
  void reply.headers({ 'content-type': asset.type, 'cache-control': asset.cache, etag, vary: 'accept-encoding', 'cross-origin-resource-policy': 'same-origin' });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  if (encoding === undefined) return reply.send(asset.bytes);
  const packed = asset.packed.get(encoding) ?? pack(asset.bytes, encoding);
  asset.packed.set(encoding, packed);
  return reply.header('content-encoding', encoding).send(await packed);
}

function encodingFor(header: string | string[] | undefined): 'br' | 'gzip' | undefined {
  const accepted = String(header ?? '').split(',').map((each) => each.trim()).filter((each) => !/;\s*q=0(\.0*)?$/.test(each)).map((each) => each.split(';')[0]!.trim());
  return accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : undefined;
}

/** As small as can be, once, on another thread. */
function pack(bytes: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
  return encoding === 'gzip'
    ? promisify(gzip)(bytes, { level: 9 })
    : promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

/** A person who opens `/courses/x` gets the app; a script that asks for a file that is not there does not. */
function isScreen(request: FastifyRequest): boolean {
  const path = request.url.split('?')[0]!;
  return (request.method === 'GET' || request.method === 'HEAD') && !notScreens.test(path) && (request.headers.accept ?? '').includes('text/html');
}
