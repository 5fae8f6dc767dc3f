/** What anybody may read: the trust list and the courses. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CourseId } from '../../core/ids.ts';
import type { Catalogue, CatalogueEntry, LayerEntry } from '../../pack/layout.ts';
import { recallOf, withdrawalOf, type TrustList } from '../../pack/trust.ts';
import type { Deps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import type { Reader } from '../store/store.ts';
import { trustFile, trustHeld } from './trust.ts';

export function catalogueRoutes(app: FastifyInstance, { store }: Deps): void {
  app.get('/.well-known/karvan-trust', async (request, reply) => {
    const file = await store.read(trustFile);
    if (file === undefined) throw refuse(404, 'not-found');
    return sendTagged(request, reply, file);
  });
  app.get('/api/catalogue', async (request, reply) => sendTagged(request, reply, JSON.stringify(await store.read(catalogueOf))));
}

/** Each course once, by its newest release; one that may no longer be opened is marked, and gives way to an older one that may. */
async function catalogueOf(r: Reader): Promise<Catalogue> {
  const { list } = await trustHeld(r);
  const rows = await r.selectFrom('edition').select(['course', 'edition', 'signature', 'entry']).orderBy('course').orderBy('release', 'desc').execute();
  const byCourse = new Map<CourseId, CatalogueEntry>();
  for (const row of rows) {
    const held = byCourse.get(row.course);
    if (held && !held.withdrawn) continue;
    const entry = JSON.parse(row.entry) as CatalogueEntry;
    if (recallOf(list, row) === undefined) byCourse.set(row.course, entry);
    else if (!held) byCourse.set(row.course, { ...entry, withdrawn: true });
  }
  const layers = await layersByCourse(r, list);
  return { karvan: 1, courses: [...byCourse.values()].map((entry) => (layers.has(entry.course) ? { ...entry, layers: layers.get(entry.course)! } : entry)) };
}

/** Each layer once, by its newest release that may be used. */
async function layersByCourse(r: Reader, list: TrustList): Promise<ReadonlyMap<CourseId, readonly LayerEntry[]>> {
  const rows = await r.selectFrom('layer').select(['course', 'layer', 'edition', 'entry']).orderBy('course').orderBy('layer').orderBy('release', 'desc').execute();
  const byCourse = new Map<CourseId, LayerEntry[]>();
  for (const { course, layer, edition, entry } of rows) {
    const entries = byCourse.get(course) ?? [];
    if (withdrawalOf(list, layer, edition) || entries.some((each) => each.layer === layer)) continue;
    entries.push(JSON.parse(entry) as LayerEntry);
    byCourse.set(course, entries);
  }
  return byCourse;
}

function sendTagged(request: FastifyRequest, reply: FastifyReply, json: string): FastifyReply {
  const etag = `"${createHash('sha256').update(json).digest('base64url')}"`;
  void reply.headers({ etag, 'cache-control': 'no-cache', 'content-type': 'application/json; charset=utf-8' });
  return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(json);
}
