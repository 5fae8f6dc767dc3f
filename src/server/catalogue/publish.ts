/**
 * Publishing over the network: `PUT /api/publish/<publisher>/<slug>/<edition>/<file>` for the files of a pack, then `POST` of the
 * folder. HTTP Basic, for those who have the role of author. Nothing is seen by anybody before the POST was answered 201 or 200.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CourseId, Edition } from '../../core/ids.ts';
import { isProblem, type ProblemCode } from '../../core/problem.ts';
import { BYTES_FILE, ENDORSEMENT_FILE, MANIFEST_FILE, SIGNATURE_FILE } from '../../pack/layout.ts';
import { MANIFEST_LIMIT } from '../../pack/manifest.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import { authorSignIn } from './author-sign-in.ts';
import { shelve, type Shelved } from './shelf.ts';

type Pack = { publisher: string; slug: string; edition: string };

const limits: Readonly<Record<string, number>> = { [MANIFEST_FILE]: MANIFEST_LIMIT, [SIGNATURE_FILE]: 16 * 1024, [ENDORSEMENT_FILE]: 16 * 1024, [BYTES_FILE]: 64 * 1024 ** 3 };
/** Left free on the disk whatever is published: learners' work goes before courses. */
const HEADROOM = 256 * 1024 ** 2;
/** Uploads that nobody finished are removed after so long. */
const ABANDONED = 2 * 86_400_000;

export function publishRoutes(app: FastifyInstance, deps: Deps): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  const authorOf = authorSignIn(deps);
  const at = '/api/publish/:publisher(^[a-z0-9][a-z0-9-]{0,62}$)/:slug(^[a-z0-9][a-z0-9-]{0,62}$)/:edition(^[0-9a-f]{64}$)';
  app.put<{ Params: Pack & { file: string } }>(`${at}/:file(^(?:manifest\\.json|manifest\\.sig|endorsement\\.json|bytes)$)`, { config: { isLong: true } }, async (request, reply) => {
    const author = await authorOf(request);
    const { edition, file } = request.params;
    await receive(request, deps, `${author}-${edition}`, file);
    return reply.code(204).send();
  });
  // One at a time: a second POST finds what the first one made of it.
  let last: Promise<unknown> = Promise.resolve();
  app.post<{ Params: Pack }>(at, async (request, reply) => {
    const author = await authorOf(request);
    // Reading gigabytes back from a slow disk takes its time, and nothing is said on the line meanwhile.
    request.raw.setTimeout(3_600_000);
    const mine = last.then(() => finish(deps, author, request.params));
    last = mine.catch(() => {});
    const { entry, isNew } = await mine;
    return reply.code(isNew ? 201 : 200).send(entry);
  });
}

async function finish(deps: Deps, author: string, { publisher, slug, edition }: Pack): Promise<Shelved> {
  const incoming = join(deps.data, 'incoming', `${author}-${edition}`);
  const published = await deps.store.read(
    async (r) =>
      (await r.selectFrom('edition').select('entry').where('edition', '=', edition as Edition).executeTakeFirst()) ??
      (await r.selectFrom('layer').select('entry').where('edition', '=', edition as Edition).executeTakeFirst()),
  );
  if (!(await stat(incoming).catch(() => undefined))) {
    if (published) return { entry: JSON.parse(published.entry) as Shelved['entry'], isNew: false };
    throw refuse(404, 'pack-not-found', 'send its files first');
  }
  const shelved = await shelve(deps, incoming, author, { course: `${publisher}/${slug}` as CourseId, edition: edition as Edition });
  const status = isProblem(shelved) ? statusOf(shelved.code) : 200;
  // Where only the trust list is in the way the files need not be sent again.
  if (status !== 403) await rm(incoming, { recursive: true, force: true });
  await sweep(deps);
  if (isProblem(shelved)) throw refuse(status, shelved.code, shelved.detail);
  return shelved;
}

/** Streams one file into its place; half a file is never there under its name. */
async function receive(request: FastifyRequest, { data, newId }: Deps, folder: string, file: string): Promise<void> {
  const said = request.headers['content-length'];
  const limit = limits[file]!;
  if (said !== undefined && Number(said) > limit) throw refuse(413, 'pack-manifest-invalid', `${file}: at most ${limit} bytes`);
  const incoming = join(data, 'incoming', folder);
  await mkdir(incoming, { recursive: true });
  const disk = await statfs(incoming);
  const room = disk.bavail * disk.bsize - HEADROOM;
  if (Number(said ?? 0) > room) throw refuse(507, 'storage-full');
  const part = join(incoming, `.${newId()}`);
  try {
    await pipeline(request.body as Readable, noMoreThan(Math.min(limit, room)), createWriteStream(part, { flags: 'wx' }));
    await rename(part, join(incoming, file));
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof TooMuch) throw refuse(413, 'pack-manifest-invalid', `${file}: too many bytes`);
    if (request.raw.destroyed && !request.raw.complete) throw refuse(400, 'request-invalid', 'the connection was cut');
    throw error;
  }
}

class TooMuch extends Error {}

function noMoreThan(most: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > most) done(new TooMuch());
      else done(null, chunk);
    },
  });
}

async function sweep({ data, now }: Deps): Promise<void> {
  const incoming = join(data, 'incoming');
  for (const name of await readdir(incoming).catch(() => [])) {
    const touched = await stat(join(incoming, name)).then((each) => each.mtimeMs, () => now());
    if (touched < now() - ABANDONED) await rm(join(incoming, name), { recursive: true, force: true });
  }
}

function statusOf(code: ProblemCode): number {
  if (code === 'pack-older-release') return 409;
  if (code === 'pack-not-found') return 404;
  return code === 'pack-publisher-unknown' || code === 'pack-key-revoked' || code === 'pack-key-of-another-publisher' || code === 'pack-withdrawn' ? 403 : 422;
}
