/** Published packs as any static host gives them: whole, or one range. Public, and the same for ever; only an endorsement may come later. */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, SIGNATURE_FILE } from '../../pack/layout.ts';
import { rangeOf } from '../../pack/range.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../refuse.ts';

type Name = { publisher: string; slug: string; edition: string; file: string };

export function packRoutes(app: FastifyInstance, { data }: Deps): void {
  // The patterns are the whole defence against paths that lead elsewhere: no dot, no slash, no percent sign gets in.
  const url = '/packs/:publisher(^[a-z0-9][a-z0-9-]{0,62}$)/:slug(^[a-z0-9][a-z0-9-]{0,62}$)/:edition(^[0-9a-f]{64}$)/:file(^(?:manifest\\.json|manifest\\.sig|endorsement\\.json|bytes)$)';
  app.route<{ Params: Name }>({ method: ['GET', 'HEAD'], url, handler: (request, reply) => sendFile(request, reply, data) });
  app.options(url, async (_request, reply) =>
    reply.code(204).headers({ 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, HEAD', 'access-control-allow-headers': 'range, if-range, if-none-match', 'access-control-max-age': '86400' }).send(),
  );
}

const types: Readonly<Record<string, string>> = { [MANIFEST_FILE]: 'application/json', [SIGNATURE_FILE]: 'application/jose', [ENDORSEMENT_FILE]: 'application/json', [BYTES_FILE]: 'application/octet-stream' };

async function sendFile(request: FastifyRequest<{ Params: Name }>, reply: FastifyReply, data: string): Promise<FastifyReply> {
  const { publisher, slug, edition, file: name } = request.params;
  const file = await open(join(data, 'packs', publisher, slug, edition, name), 'r').catch(() => undefined);
  if (!file) throw refuse(404, 'pack-not-found');
  try {
    return await answer(request, reply, file, { etag: name === ENDORSEMENT_FILE ? undefined : `"${edition}"`, type: types[name]!, size: (await file.stat()).size });
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function answer(request: FastifyRequest, reply: FastifyReply, file: FileHandle, { etag, type, size }: { etag: string | undefined; type: string; size: number }): Promise<FastifyReply> {
  void reply.headers({
    ...(etag === undefined ? { 'cache-control': 'no-cache' } : { etag, 'cache-control': 'public, max-age=31536000, immutable' }),
    'content-type': type,
    'accept-ranges': 'bytes',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'content-range, content-length, accept-ranges, etag',
    'cross-origin-resource-policy': 'cross-origin',
  });
  const none = async (status: number) => {
    await file.close();
    return reply.code(status).send();
  };
  if (etag !== undefined && tagsIn(request.headers['if-none-match']).includes(etag)) return none(304);
  const condition = request.headers['if-range'];
  const range = condition !== undefined && condition !== etag ? 'whole' : rangeOf(request.headers.range ?? null, size);
  if (range === 'unsatisfiable') {
    void reply.header('content-range', `bytes */${size}`);
    return none(416);
  }
  const { from, to } = range === 'whole' ? { from: 0, to: size } : range;
  if (range !== 'whole') void reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${size}`);
  void reply.header('content-length', to - from);
  if (request.method === 'HEAD' || to === from) {
    await file.close();
    return reply.send(request.method === 'HEAD' ? undefined : '');
  }
  return reply.send(file.createReadStream({ start: from, end: to - 1, highWaterMark: 256 * 1024 }));
}

function tagsIn(header: string | undefined): readonly string[] {
  return (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}
